"""Tables as people have them: a title above the names, no names at all, a row of totals at the end."""

import json
import random

import pytest
import torch

from pytorch_study import lessons
from pytorch_study.cli import run
from pytorch_study.data.own_table import load_table
from pytorch_study.data.table_file import open_table, parts
from pytorch_study.data.table_head import without_summaries
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataOptions

RECIPE = lessons.get("regression").recipes["cars"]
CARS = "cylinders,displacement,horsepower,weight,acceleration,year,origin"


def rents(count=40, separator=","):
    rng = random.Random(0)
    rows = [["城市", "面积", "楼层", "租金"]]
    for k in range(count):
        area = rng.randint(30, 90)
        rows.append([rng.choice(["北京", "上海"]), str(area), str(k % 5), str(area * 50 + rng.randint(0, 99))])
    return [separator.join(row) for row in rows]


def load(path, target, told=None):
    tell = None if told is None else lambda line, _: told.append(line)
    return load_table(DataOptions(table=path, target=target, tell=tell), RECIPE, 0)


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above", [["2024年租金表"], ["2024年租金表@@@", "", "单位：元@@@"], ["制表：张三", "2024-05-01"]]
)
@pytest.mark.parametrize("target", ["租金", "价格"])
def test_the_line_with_the_names_is_told_where_a_title_stands_above(tmp_path, separator, above, target):
    lines = [line.replace("@", separator) for line in above]
    path = write(tmp_path / "t.csv", lines + rents(separator=separator))
    with pytest.raises(DataError, match="looks like the names of the columns") as caught:
        load(path, target)
    said = str(caught.value)
    assert f"line {len(lines) + 1} looks" in said
    assert "(城市, 面积, 楼层, 租金)" in said
    assert f"lines down to {len(lines)}," in said
    assert above[0].rstrip("@") in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_tell_it_too(tmp_path, inside, lang):
    path = write(tmp_path / "titled.csv", ["我的租金表", *rents()])
    for more in (["--target", "租金"], []):
        done = inside("train", "regression", "--table", path, *more, lang=lang)
        assert done.returncode == 3, done.stderr
        assert ("第 2 行" if lang == "zh" else "line 2 looks") in done.stderr
    cars = write(tmp_path / "cars.csv", ["Cars of 1970", CARS, "8,307,130,3504,12,70,1"])
    done = inside("predict", "regression", cars, lang=lang)
    assert done.returncode == 3
    assert ("第 2 行" if lang == "zh" else "line 2 looks") in done.stderr
    bare = write(tmp_path / "bare.csv", ["8,307,130,3504,12,70,1", "4,97,75,2171,16,75,3"])
    done = inside("predict", "regression", bare, lang=lang)
    assert done.returncode == 3
    assert ("没有列名" if lang == "zh" else "must name the columns") in done.stderr
    assert CARS in done.stderr


@pytest.mark.parametrize("target", ["55", "5.1", "anything"])
def test_a_table_without_names_is_told_even_if_a_cell_is_called_like_the_target(tmp_path, target):
    rng = random.Random(1)
    rows = ["北京,55,5.1,2750"] + [
        f"上海,{rng.randint(30, 90)},{rng.random():.1f},{rng.randint(1, 9)}" for _ in range(40)
    ]
    path = write(tmp_path / "t.csv", rows)
    with pytest.raises(DataError, match=r"must name the columns, but line 1 \(北京, 55, 5.1, 2750\)") as caught:
        load(path, target)
    assert "c1,c2,c3,c4" in str(caught.value)


@pytest.mark.parametrize("names", [["2019", "2020", "2021"], ["0", "1", "2"], ["1", "2", "3"], ["a", "b", "c"]])
def test_years_and_numbered_columns_are_names(tmp_path, names):
    rng = random.Random(2)
    rows = [",".join(names)] + [",".join(str(rng.random()) for _ in names) for _ in range(30)]
    assert load(write(tmp_path / "t.csv", rows), names[-1]).info.columns == tuple(names[:-1])


@pytest.mark.parametrize("word", ["合计", "总计", "Total", "SUM", "平均", "Average:", "平均值", "Grand Total"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_of_totals_is_left_out_and_told(tmp_path, word, place):
    lines = rents()
    total = ["", "2400", "80", "123456"]
    total[place] = word
    path = write(tmp_path / "t.csv", [*lines, ",".join(total)])
    told = []
    splits = load(path, "租金", told)
    plain = load(write(tmp_path / "plain.csv", lines), "租金")
    assert torch.equal(splits.train.x, plain.train.x)
    assert splits.info.form.sha256 == plain.info.form.sha256
    (line,) = [line for line in told if "add up" in line]
    assert f"line 42 ({', '.join(filter(None, total))})" in line


def test_several_at_the_end_and_subtotals_between_are_left_out(tmp_path):
    lines = rents()
    lines[11:11] = ["小计,500,20,30000"]
    path = write(tmp_path / "t.csv", [*lines, "合计,1,2,3", "平均,1,2,3"])
    assert [line for line, _ in without_summaries(open_table(path)).summaries] == [12, 43, 44]


@pytest.mark.parametrize(
    "lines",
    [
        ["fuel,price,rent", *(f"{('Total', 'Shell', 'Esso')[k % 3]},{k},{k * k}" for k in range(31))],  # a brand
        ["fuel,price,rent", *(f"Total,{k},{k * k}" for k in range(30))],
        ["what,price,rent", *(f"小计,{k},{k * k}" for k in range(30))],
        ["what,price,rent", *(f"summer,{k},{k * k}" for k in range(30)), "summary,3,4"],
    ],
)
def test_a_word_that_ordinary_rows_have_is_no_total(tmp_path, lines):
    table = without_summaries(open_table(write(tmp_path / "t.csv", lines)))
    assert table.summaries == ()
    assert sum(map(len, parts(table))) == len(lines) - 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_predict_leaves_out_the_total_and_tells(tmp_path, inside, lang):
    table = write(tmp_path / "cars.csv", ["name," + CARS, "a,8,307,130,3504,12,70,1", "合计,8,307,130,3504,12,70,1"])
    done = inside("predict", "regression", table, "--json", lang=lang)
    assert done.returncode == 0
    assert [one["row"] for one in json.loads(done.stdout)] == [1]
    assert ("第 3 行（合计" if lang == "zh" else "line 3 (合计") in done.stderr


def test_a_word_that_was_trained_on_is_answered(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = ["fuel,price,rent", *(f"{('Total', 'Shell', 'Esso')[k % 3]},{k},{k * k}" for k in range(31))]
    write(tmp_path / "t.csv", lines)
    assert run(["train", "regression", "--table", "t.csv", "--target", "rent", "--epochs", "1", "--quiet"]) == 0
    write(tmp_path / "new.csv", ["fuel,price", "Total,3"])
    assert run(["predict", "latest", "new.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[0]["row"] == 1
