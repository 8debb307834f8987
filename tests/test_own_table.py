"""A table of one's own: what is understood, told and refused, and that a run finds and uses it again."""

import json
import math
import random
import re
import shutil
from pathlib import Path

import pytest
import torch
from helpers import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file

from pytorch_study import api, lessons
from pytorch_study.cli import run
from pytorch_study.data.distance import QUANTILE, distances, fit_distance
from pytorch_study.data.own_table import FEWEST, load_table
from pytorch_study.data.splits import split_rows
from pytorch_study.data.table_columns import MOST_WORDS
from pytorch_study.data.table_file import PART
from pytorch_study.data.table_numbers import Commas, Marks, find_marks, number
from pytorch_study.data.tables import CARS, read_table
from pytorch_study.errors import DataError, StudyError, UsageError
from pytorch_study.lesson import DataOptions, Split
from pytorch_study.lessons import regression
from pytorch_study.recipe import change
from pytorch_study.trained import load_trained

RECIPE = lessons.get("regression").recipes["cars"]
COLUMNS = lessons.get("regression").load(RECIPE, DataOptions(), 0).info.columns


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def houses(count=60, separator=";"):
    """Rent by area and city, with what tables of the world have: a row number, a name, dates, gaps, decimal commas."""
    rng = random.Random(0)
    lines = [["编号", "城市", "面积", "楼层", "日期", "国家", "名字", "租金"]]
    for k in range(count):
        city, area = rng.choice(["北京", "上海"]), rng.uniform(30, 90)
        rent = area * (60 if city == "北京" else 40)
        row = [k, city, f"{area:.1f}".replace(".", ","), k % 3, f"2024-01-{k % 28 + 1}", "CN", f"房{k}", f"{rent:.0f}"]
        lines.append(["NA" if (k, j) in ((5, 1), (6, 2), (7, 7)) else str(cell) for j, cell in enumerate(row)])
    return "".join(separator.join(line) + "\n" for line in lines)


def load(path, target, told=None, recipe=RECIPE, **more):
    tell = None if told is None else lambda line, _: told.append(line)
    return load_table(DataOptions(table=path, target=target, tell=tell, **more), recipe, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_numbers_words_and_gaps_are_understood_and_told(here, encoding):
    (here / "t.csv").write_bytes(houses().encode(encoding))
    told = []
    splits = load(here / "t.csv", "租金", told)
    assert splits.info.columns == ("城市=上海", "城市=北京", "面积", "楼层")
    form = splits.info.form
    assert (form.separator, form.decimal_comma, len(form.sha256)) == (";", True, 64)
    train, test = splits.train, splits.test()
    assert (len(train.y), len(test.y)) == (47, 12)  # of 59 rows with a rent
    every = torch.cat([train.x, test.x])
    assert sorted(every[:, :2].sum(1).tolist()) == [0] + [1] * 58  # the row without a city has neither
    area = next(column for column in form.columns if column.name == "面积")
    assert int((every[:, 2] == torch.tensor(area.mean)).sum()) == 1
    text = "\n".join(told)
    for words in (
        "only numbers the rows",
        "dates, e.g. `2024-01-1`",
        "like a name",
        "`国家` (one value",
        "城市 1, 面积 1",
    ):
        assert words in text
    assert "1 row has no `租金`" in text


def test_the_form_is_that_of_the_rows_that_are_trained_on(here):
    """A word that only a held-out row has, or a mean over it, would tell the training of that row."""
    for validation in (0, 20):
        recipe = change(RECIPE, {"validation": validation})
        index = torch.arange(100)
        train, test = split_rows(index, index, 0)
        lone = int(test.x[0])
        lines = [f"{k},{'rare' if k == lone else 'ab'[k % 2]},{1000 if k == lone else k},{k * 2}" for k in range(100)]
        (here / "t.csv").write_text("\n".join(["k,word,size,y", *lines]), "utf-8")
        splits = load(here / "t.csv", "y", recipe=recipe, drop=("k",))
        assert splits.info.columns == ("word=a", "word=b", "size")
        if not validation:
            sizes = [float(k) for k in train.x.tolist()]
            assert splits.info.form.columns[1].mean == pytest.approx(sum(sizes) / len(sizes))
        assert splits.test().x[0].tolist() == [0, 0, 1000]


def test_the_cars_as_a_table_of_ones_own_give_the_same_weights(here):
    mine = api.train("regression", table=CARS, target="MPG", runs="runs", epochs=2, quiet=True)
    theirs = api.train("regression", runs="runs", epochs=2, quiet=True)
    left, right = (load_file(one.folder / "model.safetensors") for one in (mine, theirs))
    assert all(torch.equal(left[name], right[name]) for name in left)
    assert mine.metadata["recipe"]["table"] == "own"
    assert api.compare([mine, theirs], runs="runs")["differences"]["table"] == ["own", "cars"]


@pytest.mark.promise("data")
@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("a,b\n" + "1,2\n3,4\n" * 5, DataError, "only 10 rows have a `b`, but at least 20 are needed"),
        ("a,a,b\n" + "1,2,3\n" * 30, DataError, "two columns are called `a`"),
        ("a,b\n" + "1,x\n2,y\n" * 30, DataError, "`b` holds words (e.g. `x`)"),
        ("a,b\n" + "1,¥30元\n2,y\n" * 30, DataError, "`b` holds words"),
        ("a,b\n" + "1,30元\n2,60元\n" * 30, DataError, "no currency, unit"),
        ("a,b\n" + '1,"¥2,441"\n2,¥3\n' * 30, DataError, "no currency, unit"),
        ("a,b\n" + "1,30%\n2,60%\n" * 30, DataError, "no currency, unit"),
        ("a,b\n" + "1,\n2,NA\n" * 30, DataError, "only 0 rows have a `b`"),
        ("a,b\n" + "1,5\n2,5\n" * 30, DataError, "`b` is 5 in every row"),
        ("a,b\n" + "".join(f"1,{k}\n" for k in range(40)), DataError, "no column can be used"),
        ("b\n" + "".join(f"{k}\n" for k in range(40)), DataError, "no column can be used"),
        ("0,1\n" + "".join(f"{k},{k}\n" for k in range(40)), DataError, "must name the columns"),
        ("a,bb\n" + "1,2\n" * 30, UsageError, "Did you mean `bb`"),
        (
            "a,b\n" + "".join(f"{k * 7 % 41},{k}\n" for k in range(50)) + "1O,3\n",
            DataError,
            "line 52: `a` holds numbers",
        ),
        (
            "a,b\n" + "".join(f"{k},{k}\n" for k in range(50)) + "1,3x\n",
            DataError,
            "line 52: `b` is not a usable number",
        ),
        ("a,b\n" + "".join(f"{k},{k}e11\n" for k in range(50)), DataError, "the standard deviation of `b` is 2e+12"),
        ("a,b\n" + "".join(f"{k},{k}e-6\n" for k in range(50)), DataError, "the standard deviation of `b` is 2e-05"),
        ("a;b\n" + "1;1,234\n2;2,345\n" * 20, DataError, "may be decimal or separate thousands"),
        ("a,b\n" + "1,2\n" * 30 + "1,2,3\n", DataError, "line 32: 3 cells"),
        (b"PK\x03\x04 .... [Content_Types].xml", DataError, "is a spreadsheet"),
        (b"PK\x03\x04 ....", DataError, "is packed"),
        (b"PAR1....PAR1", DataError, "Parquet"),
        ("x" * (1 << 24) + "\na,b\n", DataError, "sixteen million characters"),
    ],
)
def test_what_is_no_table_to_learn_from_is_refused_in_a_sentence(here, content, error, words):
    (here / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error) as caught:
        load(here / "t.csv", "b")
    assert words in str(caught.value)


def test_what_begins_with_a_zero_has_no_thousands(here):
    (here / "t.csv").write_text("a;b\n" + "".join(f"0,{100 + k};{k}\n" for k in range(60)), "utf-8")
    whole = load(here / "t.csv", "b")
    assert float(whole.train.x.abs().max()) < 1000
    assert whole.info.form.decimal_comma
    assert math.isnan(number("-0,500", False))
    assert number("-0,500", True) == -0.5


def test_a_column_without_a_name_is_no_target(here):
    (here / "t.csv").write_text("a,,c,\n" + "".join(f"{k},{k},{k},x\n" for k in range(60)), "utf-8")
    with pytest.raises(UsageError, match="no column ``"):
        load(here / "t.csv", "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("regression --table t.csv", "Its columns are: 编号, 城市, 面积"),
        ("regression --target 租金", "--table FILE.csv"),
        ("regression --drop 城市", "--table FILE.csv"),
        ("regression --set table=own", "--table FILE.csv"),
        ("regression --table t.csv --target 租", "no column `租`"),
        ("regression --table t.csv --target 租金 --drop 城", "to `--drop`"),
        ("regression --table none.csv --target 租金", "none.csv"),
        ("mnist --table t.csv --target 租金", "Use regression"),
        ("regression --table t.csv --target 租金 --data .", "one of them only"),
        ("cifar10_fast --table t.csv --target 租金 --images .", "one of them only"),
    ],
)
def test_wrong_options_are_exit_2_and_name_the_cure(here, capsys, line, words):
    (here / "t.csv").write_text(houses(), "utf-8")
    assert run(["train", *line.split(), "--lang", "en"]) == 2
    assert words in capsys.readouterr().err
    assert not (here / "runs").exists()


def test_a_run_uses_its_tables_form_again(here, capsys):
    (here / "t.csv").write_text(houses(), "utf-8")
    assert run(["train", "regression", "--table", "t.csv", "--target", "租金", "--epochs", "30", "--quiet"]) == 0
    assert "in the first line: 城市,面积,楼层)" in capsys.readouterr().out  # not one-hot inputs, such as 城市=北京
    (here / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run(["predict", "latest", "a.csv"]) == 3
    assert "城市,面积,楼层." in capsys.readouterr().err
    assert run(["train", "regression", "--table", ".", "--target", "b"]) == 3
    assert "It is a folder, not a file" in capsys.readouterr().err
    rows = '面积,城市,租金,楼层,备注\n"50,5",北京,1,0,\nNA,火星,,2,x\n'  # another order and separator, more columns
    (here / "new.csv").write_text(rows, "utf-8")
    capsys.readouterr()
    assert run(["predict", "latest", "new.csv", "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "not used: `备注`" in err
    assert "row 2: no training row has `火星` in `城市`" in err
    assert "`面积` 1" in err
    assert run(["predict", "latest", "new.csv", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["unknown"], first["filled"], first["unusual"]) == ([], [], False)
    assert (second["unknown"], second["filled"]) == ([{"column": "城市", "value": "火星"}], ["面积"])
    (here / "less.csv").write_text("面积,城市\n50,北京\n", "utf-8")
    assert run(["predict", "latest", "less.csv", "--lang", "en"]) == 3
    assert "lacks the columns 楼层" in capsys.readouterr().err
    for command in (["evaluate", "latest"], ["report", "latest"], ["export", "latest", "--format", "safetensors"]):
        assert run(command) == 0


def test_a_table_that_has_moved_or_changed_is_told_with_the_cure(here, capsys):
    (here / "t.csv").write_text(houses(), "utf-8")
    made = api.train("regression", table="t.csv", target="租金", epochs=2, quiet=True)
    before = api.evaluate(made)
    shutil.move("t.csv", "moved.csv")
    assert run(["evaluate", "latest", "--lang", "en"]) == 2
    assert "If it has moved, say where with `--table" in capsys.readouterr().err
    assert api.evaluate(made, table="moved.csv") == before
    (here / "saved.csv").write_text(houses(separator="\t"), "utf-16")  # the same cells, written otherwise
    assert api.evaluate(made, table="saved.csv") == before
    content = houses()
    for line in range(20, 24):  # whichever rows are tested on
        lines = content.splitlines()
        lines[line] += "1"
        (here / "changed.csv").write_text("\n".join(lines), "utf-8")
        assert run(["evaluate", "latest", "--table", "changed.csv", "--lang", "en"]) == 3
        assert "not what this run was trained on" in capsys.readouterr().err
    assert run(["evaluate", "regression", "--table", "moved.csv"]) == 2
    model = load_trained(made, table="moved.csv")
    assert model.info.form.columns[0].categories == ("上海", "北京")


def test_a_run_on_a_table_is_resumed_to_the_bit_where_the_table_is_now(here, stopped_after):
    (here / "t.csv").write_text(houses(), "utf-8")
    whole = api.train("regression", table="t.csv", target="租金", epochs=6, runs="whole", quiet=True)
    folder = stopped_after(3, table="t.csv", target="租金", epochs=6)
    shutil.move("t.csv", "moved.csv")
    with pytest.raises(UsageError, match="--table"):
        api.resume(folder, quiet=True)
    done = api.resume(folder, table="moved.csv", quiet=True)
    assert load_bytes(done) == load_bytes(whole)
    assert done.metadata["data"]["table"]["path"] == str(here / "moved.csv")
    assert api.evaluate(done)["count"] == 12


def load_bytes(one):
    return (one.folder / "model.safetensors").read_bytes()


@pytest.fixture
def stopped_after(here):
    """Trains until a step, and returns the folder."""
    from pytorch_study.errors import Stopped
    from pytorch_study.signals import StopRequest
    from pytorch_study.training import Observer

    def train(step, **given):
        request = StopRequest()

        def watch(*_):
            def look(record):
                if getattr(record, "step", 0) == step:
                    request.exit_code = 143

            return look

        with pytest.raises(Stopped):
            api.train("regression", observer=Observer(watch, lambda *_: None, request), runs="runs", **given)
        return api.runs("runs")[-1].folder

    return train


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_commands_on_the_page_about_ones_own_data_run(here, capsys, language):
    page = (ROOT / "docs" / language / "own-data.md").read_text("utf-8")
    section = next(one for one in re.split("^## ", page, flags=re.MULTILINE) if "--table" in one)
    assert f"{MOST_WORDS} " in section
    assert f"{FEWEST} " in section
    assert f"{QUANTILE:.0%}" in section.replace(" %", "%")
    rows = "".join(f"{30 + k},{'ab'[k % 2]},{k * 5 % 7}\n" for k in range(40))
    for name in ("houses.csv", "new_houses.csv"):
        (here / name).write_text(f"rent,city,rooms\n{rows}", "utf-8")
    lines = re.search("^```bash\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[1].splitlines()
    assert len(lines) == 2
    for line in lines:
        assert run(line.split()[1:]) == 0, line
    assert len([line for line in capsys.readouterr().out.splitlines() if "rent = " in line]) == 40


# ----------------------------------------------------------------------------------------------------------- distance


def cars():
    return read_table(CARS, COLUMNS)


def test_the_distance_is_mahalanobis_of_all_rows_but_the_row_itself():
    """The closed form against the definition: mean and covariance made anew without each row."""
    x = cars()[:40].double()
    fitted = fit_distance(x)
    z = (x - x.mean(0)) / x.std(0)
    without = []
    for k in range(len(z)):
        rest = torch.cat([z[:k], z[k + 1 :]])
        middle = rest - rest.mean(0)
        matrix = middle.T @ middle + 0.01 * (len(z) - 1) * torch.eye(z.shape[1], dtype=torch.float64)
        away = z[k] - rest.mean(0)
        without.append(float(((len(z) - 2) * away @ torch.linalg.inv(matrix) @ away).sqrt()))
    assert fitted["limit"] == pytest.approx(sorted(without)[-1], rel=1e-5)
    again = distances(x, fitted)
    matrix = z.T @ z + 0.01 * (len(z) - 1) * torch.eye(z.shape[1], dtype=torch.float64)
    own = (z @ torch.linalg.inv(matrix) * z).sum(1) * (len(z) - 1)
    assert torch.allclose(again, own.sqrt(), rtol=1e-4)


def test_false_alarms_on_held_out_rows_are_about_one_in_a_hundred():
    alarms = []
    for seed in range(20):
        train, test = split_rows(cars(), cars()[:, :1], seed)
        fitted = fit_distance(train.x)
        alarms.append((distances(test.x, fitted) > fitted["limit"]).float().mean().item())
    assert sum(alarms) / len(alarms) < 0.02


def test_a_row_whose_columns_are_each_in_range_is_told_as_unlike_the_training_rows(here, capsys):
    (here / "kg.csv").write_text(f"{','.join(COLUMNS)}\n8,307,130,3504,12,70,1\n8,307,130,1589,12,70,1\n", "utf-8")
    assert run(["predict", "regression", "kg.csv", "--lang", "en"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("kg.csv, row 2: no column is far outside its range, but together")
    assert run(["predict", "regression", "kg.csv", "--json"]) == 0
    usual, far = json.loads(capsys.readouterr().out)
    assert (usual["unusual"], far["unusual"], far["outside"]) == (False, True, [])
    assert far["distance"] > 1.3 * far["limit"]


@pytest.mark.parametrize("recipe", ["cars", "line", "curve"])
def test_a_card_tells_the_training_rows(recipe):
    from benchmarks import figures

    about = load_trained(f"regression:{recipe}").result
    made = figures.training_rows(about)
    assert made["ranges"] == about["ranges"]
    if recipe == "cars":
        x = cars()
        assert torch.allclose(distances(x, about["distance"]), distances(x, made["distance"]), rtol=1e-4)
        assert about["distance"]["limit"] == pytest.approx(made["distance"]["limit"], rel=1e-4)


# --------------------------------------------------------------------------------------------------------- any length


def test_a_long_table_is_answered_in_parts(here, capsys, monkeypatch):
    """No more than one part of it is in memory: what is not yet asked for has not been read."""
    from pytorch_study.row_prediction import predict_tables

    row = "8,307,130,3504,12,70,1\n"
    (here / "long.csv").write_text(f"{','.join(COLUMNS)}\n" + row * (3 * PART + 5), "utf-8")
    told = []
    answers = predict_tables(load_trained("regression"), [here / "long.csv"], lambda line, _: told.append(line))
    assert next(answers)["row"] == 1
    assert not [line for line in told if line.startswith("Predicting")]
    assert sum(1 for _ in answers) == 3 * PART + 4
    assert told[-1].endswith("30,005 rows in all.")
    assert run(["predict", "regression", "long.csv", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3 * PART + 5
    with (here / "long.csv").open("a") as file:
        file.write("8,307,130,x,12,70,1\n")
    assert run(["predict", "regression", "long.csv", "--json"]) == 3  # checked before the first answer
    out, err = capsys.readouterr()
    assert out == ""
    assert f"line {3 * PART + 7}" in err


# --------------------------------------------------------------------------------------------------------------- fuzz

CELL = st.one_of(
    st.sampled_from(
        ["", "NA", "1", "2.5", "-3", "1,5", "1.234,5", "1,234", "x", "北京", "2024-01-02", '"', "1e39", " 7 "]
    ),
    st.text(max_size=6),
)
TABLE = st.builds(
    lambda separator, rows, end: end.join(separator.join(row) for row in rows),
    st.sampled_from([",", ";", "\t", "，"]),
    st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=40),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@pytest.mark.promise("data")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(TABLE.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=300)))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path, content):
    (tmp_path / "t.csv").write_bytes(content)
    for read in (lambda path: load(path, "a"), lambda path: read_table(path, ("a", "b"))):
        for start in (b"", b"a,b\n", b"a;b\n" + b"1;2,5\n3;x\n" * 20):
            (tmp_path / "t.csv").write_bytes(start + content)
            try:
                found = read(tmp_path / "t.csv")
            except StudyError as error:
                assert error.exit_code in (2, 3)
                assert str(tmp_path / "t.csv") in str(error)
                continue
            x = found if isinstance(found, torch.Tensor) else found.train.x
            assert x.isfinite().all()


def test_blanks_and_spaces_are_no_words_of_their_own(here):
    """Thirty words may be inputs; a gap and a space behind a word make no thirty-first."""
    rows = [f"word{k % 30}{' ' * (k % 2)},{k}" for k in range(120)] + [",1", "NA,2"]
    (here / "t.csv").write_text("\n".join(["a,b", *rows]), "utf-8")
    assert load(here / "t.csv", "b").info.columns == tuple(f"a=word{k}" for k in sorted(range(30), key=str))


def test_a_column_of_tiny_numbers_is_scaled_like_any_other():
    """Wavelengths in metres, say; a column whose values are all equal, but for rounding, becomes zeros."""
    x = torch.stack([torch.linspace(4e-7, 7e-7, 50), torch.full((50,), 0.1), torch.linspace(1e9, 1e9 + 1e4, 50)], 1)
    mlp = regression.Mlp(3, ())
    regression.standardise(mlp, Split(x, x[:, :1]))
    scaled = (x - mlp.x_mean) / mlp.x_std
    assert scaled.std(0).tolist() == pytest.approx([1, 0, 1], abs=1e-2)


def test_a_table_without_commas_is_read_as_the_one_trained_on_was():
    """There 12,5 had a decimal comma; so here 2.000 is not simply two."""
    here = {"a": Commas(), "b": Commas()}
    here["a"].look([2], "a", ["3"])
    here["b"].look([2], "b", ["2.000"])
    with pytest.raises(DataError) as caught:
        find_marks(Path("t.csv"), here, known=True)
    assert caught.value.key == "point_or_thousands"
    assert find_marks(Path("t.csv"), here, known=False) == Marks(False, frozenset())
    here["b"].look([3], "b", ["0.5"])  # a decimal point
    assert find_marks(Path("t.csv"), here, known=True).dots == frozenset()
