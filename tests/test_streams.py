"""Commands whose output is closed, full or read by nobody, and what the system says, in both languages."""

import errno
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import POSIX, ROOT, WAITING

from pytorch_study import streams, text
from pytorch_study.__main__ import expand
from pytorch_study.errors import DiskError, advice, reason
from pytorch_study.files import disk
from pytorch_study.text.system import ADVICE, REASONS

FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk that any system call meets")
PYTHON = f"'{sys.executable}' -m pytorch_study"
TRAIN = "train regression --recipe line --epochs 2"
COMMANDS = {
    "lessons": 0,
    "--help": 0,
    "env --json": 0,
    "runs": 4,  # one of them is damaged
    "evaluate regression --json": 0,
    "predict regression good.csv missing.csv": 3,
    "predict regression good.csv missing.csv --json": 3,
    TRAIN: 0,
    f"{TRAIN} --json": 0,
    "nonsense": 2,
    "evaluate nonsense": 2,
}


WHERE = [">&-", ">/dev/full", "2>&-", "2>/dev/full", ">&- 2>&- <&-", "| true", "2>&1 | true"]
OFTEN = {("lessons", where) for where in WHERE} | {
    ("predict regression good.csv missing.csv --json", "| true"),
    ("predict regression good.csv missing.csv --json", "2>&-"),
    (TRAIN, ">/dev/full"),
    (f"{TRAIN} --json", "2>/dev/full"),
    ("nonsense", "2>&-"),
    ("runs", "| true"),
}
CASES = [
    pytest.param(one, where, marks=[] if (one, where) in OFTEN else pytest.mark.thorough)
    for one in COMMANDS
    for where in WHERE
]


def shell(line, folder):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTORCH_STUDY_LANG": "en", "OMP_NUM_THREADS": "1"}
    given = {"cwd": folder, "env": env, "capture_output": True, "encoding": "utf-8", "timeout": WAITING}
    return subprocess.run(["sh", "-c", line], **given)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("place")
    (folder / "good.csv").write_text(
        "cylinders,displacement,horsepower,weight,acceleration,year,origin\n" + "4,97,88,2130,14.5,70,3\n" * 3, "utf-8"
    )
    (folder / "runs" / "broken").mkdir(parents=True)
    (folder / "runs" / "broken" / "run.json").write_text("{", "utf-8")
    return folder


@POSIX
@FULL
@pytest.mark.parametrize(("command", "where"), CASES)
def test_the_exit_code_depends_on_what_was_done(place, command, where):
    piped = where.endswith("| true")
    done = shell(f"{{ {PYTHON} {command}; echo $? > code; }} {where}", place)
    code = int((place / "code").read_text("utf-8"))
    expected = COMMANDS[command]
    prints = expected != 2  # a usage error prints nothing to stdout
    assert code == (5 if where == ">/dev/full" and prints else expected), done.stderr
    for said in (done.stdout, done.stderr):
        assert "Traceback" not in said
        assert "Exception ignored" not in said
        assert "nternal error" not in said
    if where == ">/dev/full" and prints:
        assert "could not be written in full: No space left on device" in done.stderr
    if "--json" in command and where.startswith("2>") and not piped:
        json.loads(done.stdout)


@POSIX
@FULL
def test_a_file_that_is_opened_gets_no_number_of_stdout(place):
    """Where stdout is closed, the first file to be opened would get its number, and what is printed with it."""
    code = "import os, sys; from pytorch_study import streams; streams.prepare(); f = open('x', 'w'); print('lost'); "
    code += "sys.stdout.flush(); os.write(2, b'%d' % f.fileno()); f.close()"
    done = shell(f"'{sys.executable}' -c \"{code}\" >&- <&-", place)
    assert int(done.stderr) > 2
    assert (place / "x").read_text("utf-8") == ""


@pytest.mark.parametrize("name", ["nonsense", "", "svg"])
def test_a_backend_that_matplotlib_does_not_know(name, tmp_path):
    code = "import pytorch_study as ps; ps.runs('none'); import matplotlib; print(matplotlib.rcParams['backend'])"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": name}
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert name != "svg" or done.stdout.strip() == "svg"  # a name that is right goes on to count


SYMBOLS = ["ENOSPC", "EACCES", "EROFS", "ENOENT", "ENOTDIR", "EEXIST", "EISDIR", "ENAMETOOLONG", "EMFILE", "EIO"]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_system_speaks_both_languages(symbol, tmp_path):
    error = OSError(getattr(errno, symbol), os.strerror(getattr(errno, symbol)))
    for language in ("zh", "en"):
        text.use(language)
        with pytest.raises(DiskError) as raised, disk(tmp_path):
            raise error
        said = str(raised.value).replace(str(tmp_path), "")
        assert (max(said) >= "一") == (language == "zh")
        assert "{" not in said
        if symbol != "ENOSPC":
            assert reason(error) in said
            assert advice(error) in said
        if language == "zh":
            assert os.strerror(error.errno) not in said


def test_reasons_and_advice_in_both_languages():
    for table in (REASONS, ADVICE):
        for symbol, (zh, en) in table.items():
            assert any("一" <= letter <= "鿿" for letter in zh), symbol
            assert not any("一" <= letter <= "鿿" for letter in en), symbol
    assert set(ADVICE) - {"other"} <= set(REASONS)
    assert all(hasattr(errno, one) or hasattr(socket, one) or os.name == "nt" for one in REASONS)
    text.use("en")
    assert reason(OSError("of no number")) == "of no number"
    assert reason(socket.gaierror(socket.EAI_NONAME, "?")) == REASONS["EAI_NONAME"].en


def test_what_blocks_a_path_is_named_with_what_helps(inside, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "folder").mkdir()
    line = ("train", "regression", "--recipe", "line", "--epochs", "1", "--runs")
    cases = {
        (*line, "file"): "A folder is wanted here",
        (*line, "file/below"): "Part of the path is a file",
        ("export", "mnist", "--format", "web", "--output", "file"): "Part of the path is a file",
        ("export", "mnist", "--format", "safetensors", "--output", "folder", "--force"): "A file name is wanted here",
        ("export", "mnist", "--format", "safetensors", "--output", "n" * 300): "Choose a shorter name",
    }
    for words, expected in cases.items():
        done = inside(*words)
        assert done.returncode == 5, done.stderr
        assert expected in done.stderr
        assert "permissions" not in done.stderr


@pytest.mark.parametrize(
    ("given", "asked", "expected"), [("cp1252", "", "utf-8"), ("cp1252", "cp1252", "cp1252"), ("gbk", "", "gbk")]
)
def test_a_file_keeps_the_chinese_of_a_result(given, asked, expected, monkeypatch):
    """Windows in a Western language redirects in cp1252, in which a poem would be question marks."""
    monkeypatch.setenv("PYTHONIOENCODING", asked)
    assert streams._encoding(io.TextIOWrapper(io.BytesIO(), encoding=given)) == expected


def test_a_program_expands_what_the_shells_of_windows_do_not(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("PLACE", str(tmp_path))
    for name in ("b.png", "a.png", "c.txt"):
        (tmp_path / name).touch()
    found = [str(tmp_path / name) for name in ("a.png", "b.png")]
    assert expand(["predict", "mnist", str(tmp_path / "*.png")]) == ["predict", "mnist", *found]
    assert expand(["--runs", "~", "$PLACE", "why?", "*.nothing", "lr=0.1"]) == [
        "--runs",
        str(tmp_path),
        str(tmp_path),
        "why?",
        "*.nothing",
        "lr=0.1",
    ]
