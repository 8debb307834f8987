"""The commands: exit codes, one JSON value, both languages, and a help that answers before torch could be imported."""

import json
import os
import subprocess
import sys

import pytest
from helpers import ROOT, WAITING

from pytorch_study import lessons, text
from pytorch_study.__main__ import main as run
from pytorch_study.artifacts import weights
from pytorch_study.cli import main
from pytorch_study.data.locations import PACKAGE
from pytorch_study.printing import measured

COMMANDS = [*main.commands, "data list", "data get", "data verify"]


def test_the_promised_commands_are_there():
    promised = "lessons train resume evaluate predict generate summary report compare runs export data env"
    assert set(promised.split()) <= set(main.commands)


HELP = """
import contextlib, io, json, sys
from pytorch_study.__main__ import main
said = []
for name in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = main([*name.split(), "--help"])
    said.append([code, out.getvalue()])
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def helps():
    """The help of every command in both languages; a process has one language from its first word to its last."""

    def spoken(lang):
        env = {**os.environ, "PYTORCH_STUDY_LANG": lang, "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-c", HELP, json.dumps(["", *COMMANDS])]
        return json.loads(subprocess.run(line, env=env, capture_output=True, encoding="utf-8", check=True).stdout)

    return dict(zip(["", *COMMANDS], zip(spoken("zh"), spoken("en"), strict=True), strict=True))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_speaks_both_languages(helps, name):
    (zh_code, zh), (en_code, en) = helps[name]
    assert (zh_code, en_code) == (0, 0)
    assert "用法：" in zh
    assert "Usage:" in en
    assert not any("一" <= c <= "鿿" for c in en)
    for line in zh.splitlines():
        assert "Show" not in line
        assert "Options" not in line
        assert "[required]" not in line


def test_help_lessons_and_import_leave_torch_alone():
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import pytorch_study
from pytorch_study.__main__ import main
for arguments in ("--help", "train --help", "export --help", "lessons", "--version", "tarin", "train"):
    main(arguments.split())
heavy = {"torch", "numpy", "matplotlib", "PIL", "onnx", "onnxruntime"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, encoding="utf-8", timeout=WAITING
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("trian", 2, "`train`"),
        ("train", 2, "LESSON|FILE.py"),
        ("train mnits", 2, "`mnist`"),
        ("train mnist --recipe orignal", 2, "`original`"),
        ("train mnist --epoch 3", 2, "`--epochs`"),
        ("train mnist --epochs x", 2, "--epochs"),
        ("train mnist --epochs 0", 2, "[1,"),
        ("train mnist --lr nan", 2, "lr"),
        ("train mnist --lr -1", 2, "lr"),
        ("train mnist --set epoch=3", 2, "`epochs`"),
        ("train mnist --set epochs", 2, "FIELD=VALUE"),
        ("train mnist --set augment=flop", 2, "`flip`"),
        ("train cifar10_fast --set augment=alternating_flip:1", 2, "alternating_flip"),
        ("train regression --set augment=flip", 2, "augment=none"),
        ("train mnist --set validation=60000", 2, "60000"),
        ("train mnist --device tpu", 2, "cuda"),
        ("train mnist --threads 0", 2, "threads"),
        ("train mnist --seed -1", 2, "seed"),
        ("train mnist --data nowhere", 2, "nowhere"),
        ("train mnist --images nowhere", 2, "nowhere"),
        ("train regression --images .", 2, "--images"),
        ("train nowhere.py", 2, "nowhere.py"),
        ("resume", 2, "no unfinished runs"),
        ("resume nowhere", 2, "nowhere"),
        ("evaluate nowhere", 2, "nowhere"),
        ("evaluate mnist:orignal", 2, "`original`"),
        ("report nowhere", 2, "nowhere"),
        ("compare a b", 2, "`a`"),
        ("predict mnist", 2, "FILE"),
        ("predict mnist nowhere.png", 2, "nowhere.png"),
        ("predict regression nowhere.csv", 2, "nowhere.csv"),
        ("summary mnist --batch-size 0", 2, "--batch-size"),
        ("data get mnits", 2, "`mnist`"),
        ("lessons too many", 2, "too many"),
    ],
)
def test_wrong_usage_is_one_sentence_in_either_language(tmp_path, monkeypatch, capsys, line, code, words):
    monkeypatch.chdir(tmp_path)
    for lang in ("en", "zh"):
        assert run([*line.split(), "--lang", lang]) == code  # as the process does, but that torch is loaded already
        said = capsys.readouterr()
        assert words in said.err or lang == "zh"
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1, said.err
        assert any("一" <= c <= "鿿" for c in said.err) == (lang == "zh")
    assert not (tmp_path / "runs").exists(), "wrong usage left something behind"


def test_wrong_usage_of_a_process(command):
    for lang, words in (("en", "Did you mean"), ("zh", "没有")):
        done = command("train", "mnits", lang=lang)
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert words in done.stderr


def test_without_a_command_the_help_is_shown(command):
    done = command()
    assert done.returncode == 0
    assert "train mnist" in done.stdout


def test_the_list_of_commands_tells_each_in_a_whole_sentence(command):
    for lang, end, header in (("zh", "。", "命令:"), ("en", ".", "Commands:")):
        listed = command("--help", lang=lang).stdout.partition(f"{header}\n")[2].splitlines()
        told = [line for line in listed if not line.startswith("   ")]
        assert len(told) == len(main.commands)
        following = [*listed[1:], "  "]
        ends = [line for line, after in zip(listed, following, strict=True) if not after.startswith("   ")]
        assert all(line.endswith(end) and not line.endswith("...") for line in ends), ends


def test_lang_wins_over_the_environment(command, inside):
    assert "用法" in command("train", "--help", "--lang", "zh", lang="en").stdout
    assert "没有" in inside("--lang=zh", "train", "mnits", lang="en").stderr


def test_a_locale_without_utf8_is_no_obstacle(command):
    done = command("lessons", lang="zh", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "mnist" in done.stdout
    assert command("train", "mnits", lang="zh", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0").returncode == 2


def test_summary_is_the_original_table(inside):
    original = """
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
MnistNet                                 [32, 10]                  --
├─Conv2d: 1-1                            [32, 10, 24, 24]          260
├─Conv2d: 1-2                            [32, 1, 10, 10]           91
├─Linear: 1-3                            [32, 1000]                101,000
├─Linear: 1-4                            [32, 500]                 500,500
├─Linear: 1-5                            [32, 10]                  5,010
==========================================================================================
Total params: 606,861
Trainable params: 606,861
Non-trainable params: 0
Total mult-adds (M): 24.49
==========================================================================================
Input size (MB): 0.10
Forward/backward pass size (MB): 1.89
Params size (MB): 2.43
Estimated Total Size (MB): 4.41
==========================================================================================
"""
    assert inside("summary", "mnist").stdout.strip() == original.strip()
    assert "[8, 10]" in inside("summary", "mnist", "--batch-size", "8").stdout


def test_summary_needs_no_data_where_the_lesson_knows_its_shape(inside):
    # The variable names a folder that is not there: whoever looked for data would say so and exit with 2.
    done = inside("summary", "mnist", PYTORCH_STUDY_DATA="nowhere")
    assert (done.returncode, done.stderr) == (0, "")
    assert "606,861" in done.stdout


def test_summary_asks_the_data_of_a_lesson_that_names_no_shape(inside, tmp_path):
    (tmp_path / "own.py").write_text(OWN.format(model="nn.Linear(2, 3)"), "utf-8")
    assert "[32, 3]" in inside("summary", "own.py").stdout
    (tmp_path / "two.py").write_text(
        OWN.format(model="nn.Linear(2, 3), shape=(2,)").replace("200, 2", "200, 9"), "utf-8"
    )
    assert "[32, 3]" in inside("summary", "two.py").stdout, "the shape that the lesson names comes first"


def test_a_lesson_names_the_shape_that_its_data_have():
    for name in lessons.SHELF:
        lesson = lessons.get(name)
        shapes = {tuple(weights.card(name, r)[1]["names"]["shape"]) for r in lesson.recipes if weights.card(name, r)}
        if lesson.input == "tokens":  # a row holds several poems, which the network takes one by one
            assert all(row % lesson.shape[0] == 0 for (row,) in shapes), name
            continue
        assert not lesson.shape or shapes <= {lesson.shape}, name
    assert lessons.get("mnist").shape == (1, 28, 28)


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        ({"test_accuracy": [0.97681, 0.0], "seeds": 1}, "97.68 %，1 个种子", "97.68 %, 1 seed"),
        ({"test_accuracy": [0.97681, 0.00169], "seeds": 3}, "97.68 ± 0.17 %，3 个种子", "97.68 ± 0.17 %, 3 seeds"),
        (
            {"test_accuracy": [0.3, 0.2], "each": [0.5, 0.1], "seeds": 2},
            "50.00 / 10.00 %，2 个种子",
            "50.00 / 10.00 %, 2 seeds",
        ),
        ({"test_rmse": [2.66, 0.0], "seeds": 1}, "RMSE 2.660，1 个种子", "RMSE 2.660, 1 seed"),
        ({"test_rmse": [2.66, 0.371], "seeds": 10}, "RMSE 2.660 ± 0.371，10 个种子", "RMSE 2.660 ± 0.371, 10 seeds"),
        ({}, "-", "-"),
    ],
)
def test_one_seed_has_no_deviation(found, zh, en):
    assert measured(found) == en
    text.use("zh")
    assert measured(found) == zh


def test_json_is_one_value_and_regression_trains(command, inside, tmp_path):
    done = command("train", "regression", "--recipe", "line", "--json")
    result = json.loads(done.stdout)
    assert result["test_rmse"] < 1.2
    assert "epoch 500" in done.stderr
    table = tmp_path / "rows.csv"
    table.write_text("x\n0\n1\n", "utf-8")
    answers = json.loads(inside("predict", "latest", table, "--json").stdout)
    assert answers[1]["value"] - answers[0]["value"] == pytest.approx(3, abs=0.2)
    assert [a["row"] for a in answers] == [1, 2]
    env = json.loads(inside("env", "--json").stdout)
    assert env["torch"].startswith("2.")
    (tmp_path / "bad.csv").write_text("x\nhello\n", "utf-8")
    bad = inside("predict", "latest", tmp_path / "bad.csv", "--json")
    assert (bad.returncode, bad.stdout) == (3, "")


def test_damaged_data_are_exit_3_and_leave_no_run(inside, tmp_path):
    place = tmp_path / "data" / "MNIST" / "raw"
    place.mkdir(parents=True)
    for path in (PACKAGE / "MNIST" / "raw").glob("*.gz"):
        (place / path.name).write_bytes(path.read_bytes()[:2000])
    done = inside("train", "mnist", "--data", tmp_path / "data")
    assert done.returncode == 3
    assert "train-images-idx3-ubyte.gz" in done.stderr
    assert not (tmp_path / "runs").exists()
    assert inside("data", "verify", "mnist", "--data", tmp_path / "data").returncode == 3


def test_data_commands(inside, tmp_path):
    listed = inside("data", "list").stdout
    assert "MNIST" in listed
    assert "cifar-10-python.tar.gz  SHA-256 6d958be074577803" in listed  # as published
    assert listed.index("brainchip") < listed.index("www.cs.toronto.edu")  # the slow official host comes last
    assert "checksums match" in inside("data", "verify").stdout
    done = inside("data", "get", "mnist", XDG_CACHE_HOME=str(tmp_path / "c"), HOME=str(tmp_path))
    assert "verified" in done.stdout


def test_completion_knows_the_lessons(command):
    words = {"COMP_WORDS": "pytorch-study train re", "COMP_CWORD": "2"}
    done = command(**words, _PYTORCH_STUDY_COMPLETE="bash_complete")
    assert "regression" in done.stdout


OWN = """
import torch
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits

def load(recipe, sources, seed):
    x = torch.randn(200, 2)
    split = Split(x, (x.sum(1) > 0).long())
    return Splits(train=split, test=lambda: split)

LESSON = Lesson(name="own", task="classify", recipes={{"default": Recipe(epochs=20, batch_size=50, lr=0.05)}},
                load=load, model=lambda recipe: {model})
"""


def test_a_lesson_of_ones_own(inside, tmp_path):
    (tmp_path / "own.py").write_text(OWN.format(model="nn.Linear(2, 2)"), "utf-8")
    done = inside("train", "own.py", "--json")
    assert json.loads(done.stdout)["test_accuracy"] > 0.9, done.stderr
    assert inside("evaluate", "latest").returncode == 0
    assert inside("report", "latest").returncode == 0


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (OWN.format(model="nn.Linear(3, 2)"), None, "takes 3 numbers per example, but is given 2"),
        ("x = 1\nimport nowhere\n", 2, "ModuleNotFoundError"),
        ("x = 1\ny = (\n", 2, "SyntaxError"),
        ("x = 1\n", None, "LESSON"),
        (OWN.format(model="nn.Lenear(2, 2)"), 12, "AttributeError"),
    ],
)
def test_a_mistake_in_it_is_named_with_its_line(inside, tmp_path, source, line, words):
    (tmp_path / "own.py").write_text(source, "utf-8")
    done = inside("train", "own.py")
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert line is None or f"line {line}" in done.stderr


CARS = "cylinders,displacement,horsepower,weight,acceleration,year,origin\n"


def test_a_row_unlike_any_that_was_trained_on_is_told(tmp_path, capsys):
    (tmp_path / "cars.csv").write_text(f"{CARS}8,307,130,3504,12,70,1\n8,307,130,3504,12,1970,1\n", "utf-8")
    assert run(["predict", "regression", str(tmp_path / "cars.csv"), "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert [line.partition(": ")[2] for line in err.splitlines()] == [
        "`year` is 1970, but the training set has 70 to 82: do not trust this row's answer."
    ]
    assert run(["predict", "regression", str(tmp_path / "cars.csv"), "--json"]) == 0
    near, far = json.loads(capsys.readouterr().out)
    assert near["outside"] == []
    assert far["outside"] == [{"column": "year", "value": 1970.0, "low": 70.0, "high": 82.0}]


def test_a_run_records_the_ranges_of_its_columns(tmp_path, capsys):
    line = ["train", "regression", "--recipe", "line", "--epochs", "1", "--quiet", "--runs", str(tmp_path)]
    assert run(line) == 0
    (folder,) = tmp_path.glob("2*")
    ((low, high),) = json.loads((folder / "run.json").read_text("utf-8"))["data"]["ranges"]
    assert -3 <= low < -2.9
    assert 2.9 < high <= 3
    (tmp_path / "x.csv").write_text("x\n3.5\n3.7\n", "utf-8")
    capsys.readouterr()
    assert run(["predict", str(folder), str(tmp_path / "x.csv"), "--lang", "zh"]) == 0
    assert "第 2 个样本：`x` 是 3.7，训练时只有" in capsys.readouterr().err
