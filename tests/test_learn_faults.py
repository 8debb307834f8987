"""`learn` where things go wrong: full disks, damaged progress, folders of a class, slips, endless answers."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import POSIX, ROOT

from pytorch_study import text
from pytorch_study.__main__ import main
from pytorch_study.errors import DiskError
from pytorch_study.exercises import learner, screen, worker
from pytorch_study.exercises.shelf import exercises, find
from pytorch_study.text import say

EVERY = exercises()
RAMP = find("ramp")
ANSWER = "import torch\n\n\ndef ramp(height, width):\n    {}\n"
RIGHT = "return torch.linspace(0, 1, width).repeat(height, 1)"


@pytest.fixture(params=["zh", "en"])
def language(request):
    text.use(request.param)
    return request.param


@pytest.fixture
def full(tmp_path):
    """A learner's folder on a disk of one megabyte that is full; `ramp` is answered."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("mounting a tmpfs needs root on Linux")
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a tmpfs")
    try:
        one = learner.opened(place / learner.FOLDER)
        one.path(RAMP).write_text(ANSWER.format(RIGHT) + "# mine " * 2000, "utf-8")
        with (place / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass
        yield one
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_reset_on_a_full_disk_leaves_the_answer_where_it_is(full, language, capsys):
    before = full.path(RAMP).read_bytes()
    assert main(["learn", "--folder", str(full.folder), "reset", "ramp", "--lang", language]) == 5
    assert full.path(RAMP).read_bytes() == before
    assert not list((full.folder / learner.BACKUP).glob("*.py")), "no half a copy"
    assert RAMP.folder.name in capsys.readouterr().err


@pytest.mark.usefixtures("lent")
def test_on_a_full_disk_the_verdict_comes_first(full, language, capsys):
    assert main(["learn", "--folder", str(full.folder), "check", "ramp", "--lang", language]) == 5
    done = capsys.readouterr()
    assert RAMP.text("why") in done.out.replace("\n", "")
    assert done.err.startswith(say("error.not_noted", why=""))
    assert "--runs" not in done.err
    assert main(["learn", "--folder", str(full.folder), "check", "ramp", "--json"]) == 5
    assert json.loads(capsys.readouterr().out)[0]["passed"]
    assert main(["learn", "--folder", str(full.folder), "solution", "ramp", "--lang", language]) == 5
    done = capsys.readouterr()
    assert "linspace(0, 1, width)" in done.out
    assert done.err.startswith(say("error.learn_not_noted", why=""))


def test_the_advice_for_the_exercise_folder_speaks_of_nothing_else(language):
    with pytest.raises(DiskError) as found, learner.saving(Path("x")):
        raise PermissionError(errno.EACCES, "no")
    assert "--folder" in str(found.value)
    assert "--runs" not in str(found.value)
    assert "--output" not in str(found.value)


DAMAGED = [
    b'{"x',
    b"\xff\xfe{",
    b"[]",
    b"[" * 100_000,
    b'{"exercises": []}',
    b'{"exercises": {}, "current": ["ramp"]}',
    b'{"exercises": {"ramp": {"hints": "two"}}}',
    b'{"exercises": {"ramp": {"file": "../elsewhere.py"}}}',
]


@pytest.mark.parametrize("damage", DAMAGED, ids=lambda one: ascii(one[:50]))
def test_damaged_progress_is_told_once(damage, language, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    learner.opened(tmp_path / learner.FOLDER)
    progress = tmp_path / learner.FOLDER / learner.PROGRESS
    progress.write_bytes(damage)
    said = say("learn.damaged", path=Path(learner.FOLDER) / learner.PROGRESS, kept=f"{learner.PROGRESS}.damaged")
    assert main(["learn", "hint", "ramp", "--lang", language]) == 0
    assert capsys.readouterr().err.strip() == said
    assert progress.with_name(f"{learner.PROGRESS}.damaged").read_bytes() == damage
    assert main(["learn", "hint", "ramp", "--lang", language]) == 0
    assert capsys.readouterr().err == ""


def test_a_folder_of_folders_is_no_learner(language, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("pytorch_study.exercises.grading.exercises", lambda: EVERY[:1])
    monkeypatch.chdir(tmp_path)
    for name in ("anna", "bob/pytorch-study-exercises"):
        path = tmp_path / "class" / name / RAMP.file
        path.parent.mkdir(parents=True)
        path.write_text(RAMP.given, "utf-8")
    (tmp_path / "class" / "cleo").mkdir()
    anna, bob, cleo = (str(Path("class", name)) for name in ("anna", "bob", "cleo"))

    def said(*arguments):
        assert main(["learn", "check", *arguments, "--lang", language]) == 2
        done = capsys.readouterr()
        assert done.out == ""
        return done.err

    assert f"--all {anna} {bob}\n" in said("--all", "class")
    assert f"--all {anna} {bob}\n" in said("--all", "--csv", anna, "class")
    assert "01_tensors" in said("--all", cleo)
    assert f"check --all {bob}\n" in said(bob)
    assert "--csv" in said("--all", "--json", "--csv", anna)
    assert main(["learn", "check", "--all", "--csv", anna, bob, f"{anna}{os.sep}", cleo]) == 1
    rows = [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert rows == [anna, bob, cleo]


def message(checker, folder, body):
    path = folder / "01_ramp.py"
    path.write_text(ANSWER.format(body), "utf-8")
    return checker.check(RAMP, path)


@POSIX
def test_a_function_that_calls_itself_is_told_so(language, checker, tmp_path):
    deep = "import sys; sys.setrecursionlimit(10**9)\n    return sorted([0], key=lambda _: ramp(height, width))"
    for body in ("return ramp(height, width)", deep):
        found = message(checker, tmp_path, body)
        assert found.mistake == "recursion"
        assert say("mistake.recursion") in found.message


def test_a_busy_answer_is_not_said_to_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "WALL_SECONDS", 3)
    path = tmp_path / "01_ramp.py"
    path.write_text(ANSWER.format("while True: pass"), "utf-8")
    request = {"folder": str(RAMP.folder), "answer": str(path), "language": "en", "seed": 0}
    assert worker.run(request)["mistake"] == "endless"


SIGNS = {
    "，": ("torch.zeros(1，2)", ","),
    "（": ("torch.zeros（1)", "("),
    "）": ("torch.zeros(1）", ")"),
    "：": ("[1][0：1]", ":"),
    "；": ("1； 2", ";"),
    "“": ("“a”", '"'),
    "”": ('"a”', '"'),
    "＝": ("1 ＝= 1", "="),
    "—": ("2 — 1", "-"),
    "×": ("2 × 1", "*"),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_full_width_sign_is_named_with_what_to_type(sign, language, checker, tmp_path):
    code, half = SIGNS[sign]
    found = message(checker, tmp_path, f"return {code}")
    assert say("mistake.full_width", line=5, sign=sign, half=half) in found.message
    assert "invalid" not in found.message
    assert found.line == 5


def test_spaces_and_invisible_characters_are_named(language, checker, tmp_path):
    said = say("mistake.full_width_space", line=5, column=11)
    assert said in message(checker, tmp_path, "return\u30001").message
    said = say("mistake.invisible", line=5, column=12, sign="U+200B")
    assert said in message(checker, tmp_path, "return \u200b1").message


def test_an_assertion_without_a_text_is_told_in_full(language, checker, tmp_path):
    found = message(checker, tmp_path, "assert height < 0")
    assert say("learn.wordless") in found.message
    assert say("explain.assertion") in found.message


class Session:
    """`learn --plain` in a process of its own, through pipes."""

    def __init__(self, folder, language):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytorch_study", "learn", "--plain", "--lang", language],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        )
        self.said = []

    def until(self, words):
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return
        pytest.fail("".join(self.said))

    def type(self, word):
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def save(self, body):
        (self.folder / learner.FOLDER / RAMP.file).write_text(ANSWER.format(body), "utf-8")


@pytest.fixture
def session(tmp_path, language):
    one = Session(tmp_path, language)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()
        one.process.stdin.close()
        one.process.stdout.close()


def test_keys_and_files_are_heard_while_a_check_runs(session):
    """The time limit is a minute: none of these waits for it."""
    keys, limit = say("learn.keys"), f"{worker.WALL_SECONDS} "
    session.until(keys)
    session.save("import time; time.sleep(1000)")
    session.until(limit)  # the line that says what may be done
    session.until(say("learn.still", limit=worker.WALL_SECONDS))
    session.type("hint")
    session.until(RAMP.hints[0][:12])
    session.save(RIGHT)
    session.until(RAMP.text("why")[:12])
    session.until(keys)
    session.save("while True: pass")
    session.until(say("learn.still", limit=worker.WALL_SECONDS))
    asked = time.monotonic()
    session.type("q")
    session.until(say("learn.bye"))
    assert session.process.wait() == 0
    assert time.monotonic() - asked < worker.WALL_SECONDS / 2
    assert say("mistake.endless") not in "".join(session.said)
    assert say("mistake.waits") not in "".join(session.said)


@pytest.mark.parametrize("body", ["for k in range(40000): print(k)", "print('x' * 100000)", "while True: print('ab')"])
def test_a_flood_of_prints_is_cut_and_told(body, language, checker, tmp_path, capsys):
    found = message(checker, tmp_path, body)
    screen.outcome(RAMP, found)
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  | ")]
    assert len(said) <= 11
    assert len("".join(said)) < 700
    assert said[-1] == f"  | {say('learn.more_printed', characters=found.cut[0], lines=found.cut[1])}"
    assert found.cut[0] > 90_000
    assert not message(checker, tmp_path, "print('one')").cut


def test_a_new_exercise_folder_is_told(language, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["learn", "list", "--json", "--lang", language]) == 0
    done = capsys.readouterr()
    said = say("learn.made", folder=tmp_path / learner.FOLDER, count=len(EVERY))
    assert done.err.strip() == said
    assert len(json.loads(done.out)) == len(EVERY)
    assert main(["learn", "list", "--lang", language]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("lent")
def test_what_is_to_be_written_is_one_line(language, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    one = learner.opened(tmp_path / learner.FOLDER)
    one.path(RAMP).write_text(ANSWER.format(RIGHT), "utf-8")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["learn", "check", "--all", "--lang", language]) == 1
    done = capsys.readouterr()
    lines = done.out.splitlines()
    assert len(lines) == 3
    assert lines[1] == say("learn.untouched", count=len(EVERY) - 1, name=EVERY[1].name)
    assert f"{len(EVERY) - 1}/{len(EVERY)}" in done.err
    assert done.err.endswith("\r")


def test_an_unknown_word_is_answered_with_the_keys(session):
    session.until(say("learn.keys"))
    for word in ("foo", "help"):
        session.type(word)
        session.until(f"{say('learn.unknown')} {say('learn.keys')}")
