"""`learn`: the exercises are whole, wild answers are stopped and told, nothing of the learner's is lost."""

import csv
import io
import json
import os
import re
import shutil
import socket
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import POSIX, ROOT

from benchmarks import learn as prover
from benchmarks.mutants import mutants
from pytorch_study import text
from pytorch_study.__main__ import main
from pytorch_study.exercises import learner, worker
from pytorch_study.exercises.checker import Checker
from pytorch_study.exercises.kit import Mistake, agree, difference
from pytorch_study.exercises.shelf import Exercise, chapter_title, exercises, find
from pytorch_study.text.sentences import SENTENCES

EVERY = exercises()
SLICE = ("ramp", "accumulate", "loop", "linear", "batches", "average")
"""Proved always; the others with --thorough."""


# ------------------------------------------------------------------------------------------------ the exercises


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("exercise", EVERY, ids=lambda one: one.name)
def test_an_exercise_is_whole_in_both_languages(exercise):
    texts = exercise.texts
    assert len(texts["hints"]) == 3
    assert 0 < texts["minutes"] <= 15
    said = [texts["title"], texts["why"], *texts["hints"], *texts["mistakes"].values()]
    said += [texts["seen"]] if "seen" in texts else []
    for one in said:
        assert one["zh"].strip()
        assert one["en"].strip()
        assert not re.search("[一-鿿]", one["en"])
    for one in [*texts["mistakes"].values(), *([texts["seen"]] if "seen" in texts else [])]:
        assert blanks(one["zh"]) == blanks(one["en"])
    check = (exercise.folder / "check.py").read_text("utf-8")
    for name in texts["mistakes"]:
        assert re.search(rf"\b{name}\b", check) or f"mistake.{name}" in SENTENCES, f"{name} is never said"
    for name in re.findall(r'wrong\(\s*"(\w+)"', check):
        assert name in texts["mistakes"] or f"mistake.{name}" in SENTENCES, f"nothing is said of {name}"
    assert {path.name for path in exercise.folder.iterdir()} - {"__pycache__"} == {
        "exercise.py", "solution.py", "check.py", "text.toml"
    }  # fmt: skip
    assert texts["title"]["zh"] in exercise.given
    assert texts["title"]["en"] in exercise.given
    assert chapter_title(exercise.folder.parent).zh


def test_names_are_unique_and_each_has_proofs():
    names = [one.name for one in EVERY]
    assert len(set(names)) == len(names)
    assert [one.name for one in EVERY if not (prover.PROOFS / one.file).exists()] == []
    strays = {path.relative_to(prover.PROOFS).as_posix() for path in prover.PROOFS.rglob("*.py")} - {
        one.file for one in EVERY
    }
    assert not strays


def test_the_clinic_is_last_and_keeps_its_place():
    """Who has begun finds the patients where they were, also on the page, which moves nothing."""
    places = [one.file.partition("/")[0] for one in EVERY]
    assert places[-1] == "21_clinic"
    assert places == sorted(places)
    assert len({place.partition("_")[2] for place in places}) == len(set(places))


@pytest.mark.parametrize(
    "exercise",
    [one if one.name in SLICE else pytest.param(one, marks=pytest.mark.thorough) for one in EVERY],
    ids=lambda one: one.name,
)
def test_right_answers_pass_and_wrong_ones_are_told_apart(exercise, checker, tmp_path):
    # Here some of the right and of the wrong answers, of a patient, who is really trained for each, one; all are tried
    # by `benchmarks learn`, and here for those that are proved always.
    most = None if exercise.name in SLICE else 1 if exercise.chapter == "clinic" else 3
    found = prover.prove(exercise, prover.source_check(checker, tmp_path), breaking=False, most=most)
    assert found["failures"] == []
    assert found["right"] >= prover.RIGHT
    assert found["wrong"] >= prover.WRONG


def test_the_recorded_proofs_are_whole_and_the_same_under_each_torch():
    content = json.loads((prover.RESULTS / "learn.json").read_text("utf-8"))
    found = content["summary"]["all"]
    assert found == prover.summary(content["exercises"])
    assert found["failures"] == found["survivors_without_reason"] == 0
    assert found["right"] >= 240
    assert found["wrong"] >= 400
    assert found["killed"] >= 0.95 * found["mutants"]
    assert found["under_5_seconds"] >= 0.95 * found["exercises"]
    assert {version[:4] for version in content["verdicts"]} == {"2.10", content["torch"][:4]}
    assert len({one["digest"] for one in content["verdicts"].values()}) == 1
    assert {one["exercises"] for one in content["verdicts"].values()} == {found["exercises"]}


def test_the_prover_notices_a_check_that_accepts_everything(checker, tmp_path):
    folder = tmp_path / "01_x" / "01_ramp"
    shutil.copytree(find("ramp").folder, folder)
    (folder / "check.py").write_text("def check(learner):\n    return {'picture': ''}\n", "utf-8")
    exercise = Exercise(folder)
    check = prover.source_check(checker, tmp_path)
    assert check(exercise, exercise.given).passed
    known = prover.proofs(find("ramp"))
    assert known
    assert all(check(exercise, proof.source).passed for proof in known)


def test_mutants_change_one_place_each():
    source = "def f(x, n=2):\n    y = x + 1\n    y += n\n    return y > 0 and not n\n\n\n"
    source += "if __name__ == '__main__':\n    f(1)\n"
    found = dict(mutants(source))
    assert {"y = x - 1", "y = x + 2", "pass <- y += n", "return y <= 0 and (not n)"} <= set(found)
    assert all("f(1)" in one for one in found.values())


# ------------------------------------------------------------------------------------------------ wild answers

RAMP = "import torch\n\n\ndef ramp(height, width):\n    {}\n"
RIGHT = "return torch.linspace(0, 1, width).repeat(height, 1)"
WILD = {
    "exits": "import sys; sys.exit(0)",
    "exits ": "import os; os._exit(0)",
    "forks": "import os; os.fork()",
    "forks ": "import os\n    try: os.system('true')\n    except BaseException: pass\n    " + RIGHT,
    "memory": "return [torch.ones(2**28) for _ in range(99)]",
    "flood": "while True: print('x' * 10000)",
    "asks": "input('? ')",
    "network": "import socket; socket.create_connection(('127.0.0.1', 1))",
    "syntax": "return (",
    "raises": "return torch.ones(2) @ undefined",
    "missing": "pass\ndel ramp",
    "crashed": "import ctypes; ctypes.string_at(0)",
    "recursion": "return ramp(height, width)",
}  # fmt: skip


@POSIX
@pytest.mark.parametrize("name", WILD)
def test_a_wild_answer_is_stopped_and_told(name, checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format(WILD[name]), "utf-8")
    verdict = checker.check(find("ramp"), path)
    assert (verdict.mistake, verdict.passed) == (name.strip(), False), verdict
    assert verdict.message
    assert "Traceback" not in verdict.message
    path.write_text(RAMP.format(RIGHT), "utf-8")
    assert checker.check(find("ramp"), path).passed  # the next one is judged as if nothing had happened


@POSIX
@pytest.mark.thorough
def test_a_loop_without_end_is_stopped(tmp_path, monkeypatch):
    """After a second here; after the real time in the proofs of the exercise `loop`."""
    assert worker.CPU_SECONDS == 15
    monkeypatch.setattr(worker, "CPU_SECONDS", 1)
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format("while True: pass"), "utf-8")
    request = {"folder": str(find("ramp").folder), "answer": str(path), "language": "en", "seed": 0}
    found = worker.run(request)
    assert found["mistake"] == "endless"
    assert found["seconds"] < worker.WALL_SECONDS  # the other limit, at which one who computes is told the same


def test_a_sleeper_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "WALL_SECONDS", 3)
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format("import time; time.sleep(600)"), "utf-8")
    request = {"folder": str(find("ramp").folder), "answer": str(path), "language": "en", "seed": 0}
    assert worker.run(request)["mistake"] == ("waits" if sys.platform == "linux" else "endless")


def test_without_fork_a_new_process_judges(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "FORKS", False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = tmp_path / "01_ramp.py"
    for answer, passed in ((RIGHT, True), ("return torch.zeros(height, width)", False)):
        path.write_text(RAMP.format(answer), "utf-8")
        request = {"folder": str(find("ramp").folder), "answer": str(path), "language": "en", "seed": 0}
        assert worker.run(request)["passed"] is passed


def test_an_answer_has_a_home_of_its_own_and_leaves_nothing(checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    note = (
        "import pathlib; pathlib.Path('stray').write_text('x'); (pathlib.Path.home() / '.stray').write_text('x')\n    "
    )
    path.write_text(RAMP.format(note + RIGHT), "utf-8")
    before = {*ROOT.iterdir(), *Path.home().iterdir()}
    assert checker.check(find("ramp"), path).passed
    assert {*ROOT.iterdir(), *Path.home().iterdir()} == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_worker_is_replaced(checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format(RIGHT), "utf-8")
    assert checker.check(find("ramp"), path).passed
    checker._worker.kill()
    assert checker.check(find("ramp"), path).passed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_message_names_the_line_the_value_and_the_language(language, checker, tmp_path):
    text.use(language)
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format("return torch.linspace(0, 1, height).repeat(width, 1)"), "utf-8")
    said = checker.check(find("ramp"), path).message
    assert find("ramp").texts["mistakes"]["transposed"][language] in said
    assert "def ramp(height, width):" in said
    path.write_text(RAMP.format("return torch.ones(3, 2) @ torch.ones(4, 5)"), "utf-8")
    verdict = checker.check(find("ramp"), path)
    assert verdict.line == 5
    assert "2 和 4" in verdict.message if language == "zh" else "2 and 4" in verdict.message


# ------------------------------------------------------------------------------------------------ comparing


def test_what_counts_as_the_same():
    import torch

    assert difference(torch.tensor(2.0), 2.0) is None
    assert difference([1, torch.ones(2)], (1, torch.ones(2))) is None
    assert difference(torch.ones(2, dtype=torch.int64), torch.ones(2)).name == "dtype"
    assert difference(torch.ones(1, 2), torch.ones(2)).name == "shape"
    assert difference(torch.tensor([1.0, float("nan")]), torch.ones(2)).name == "values"
    assert difference(True, 1).name == "type"
    assert difference(None, 1).name == "no_return"


def test_a_constant_answer_and_a_changed_input_are_recognised():
    import torch

    def draw():
        return (torch.rand(int(torch.randint(2, 5, ()))),)

    for function, name in (
        (lambda x: torch.zeros(len(x)), "constant"),
        (lambda x: x.add_(1), "changed_input"),
        (lambda x: x + 2, "two"),
    ):
        with pytest.raises(Mistake) as found:
            agree(function, draw, lambda x: x + 1, two=lambda x: x + 2)
        assert found.value.name == name


# ------------------------------------------------------------------------------------------------ the learner's folder


def test_what_the_learner_wrote_survives_everything(tmp_path, monkeypatch):
    folder, ramp, batch = tmp_path / "mine", find("ramp"), find("batch")
    one = learner.opened(folder)
    one.path(ramp).write_text("mine", "utf-8")
    one.note(ramp, passed="2026-01-01T00:00:00")
    folder.rename(tmp_path / "moved")
    one = learner.opened(tmp_path / "moved")
    assert one.passed(ramp)
    assert not one.passed(batch)
    changed = []  # the next version has other texts
    monkeypatch.setattr(Exercise, "given", property(lambda self: f"# new {self.name}\n"))
    one = learner.opened(tmp_path / "moved", lambda exercise: changed.append(exercise.name))
    assert changed == ["ramp"]
    assert one.path(ramp).read_text("utf-8") == "mine"
    assert one.path(batch).read_text("utf-8") == "# new batch\n"  # was untouched
    learner.opened(tmp_path / "moved", lambda exercise: changed.append(exercise.name))
    assert changed == ["ramp"], "told once"
    kept = one.reset(ramp)
    assert kept.read_text("utf-8") == "mine"
    assert one.path(ramp).read_text("utf-8") == "# new ramp\n"
    assert one.passed(ramp)


def test_an_exercise_with_a_new_number_takes_its_answer_along(tmp_path):
    one, ramp = learner.opened(tmp_path), find("ramp")
    old = tmp_path / "01_tensors" / "09_ramp.py"
    one.path(ramp).rename(old)
    old.write_text("mine", "utf-8")
    one.note(ramp, file="01_tensors/09_ramp.py")
    assert learner.opened(tmp_path).path(ramp).read_text("utf-8") == "mine"
    assert not old.exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"exercises": 3}', '{"exercises": {"ramp": 1}}'])
def test_damaged_progress_costs_no_answer(damage, tmp_path):
    one = learner.opened(tmp_path)
    one.path(find("ramp")).write_text("mine", "utf-8")
    (tmp_path / learner.PROGRESS).write_text(damage, "utf-8")
    one = learner.opened(tmp_path)
    assert one.path(find("ramp")).read_text("utf-8") == "mine"
    assert not one.passed(find("ramp"))
    assert (tmp_path / f"{learner.PROGRESS}.damaged").read_text("utf-8") == damage


# ------------------------------------------------------------------------------------------------ the commands


def test_the_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["learn", "check", "nonsense"]) == 2
    assert not list(tmp_path.iterdir())
    assert main(["learn", "check", "ramp", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert list(found) == ["name", "chapter", "passed", "seconds", "message", "mistake"]
    assert (found["name"], found["mistake"]) == ("ramp", "not_written")
    for level in range(3):
        assert main(["learn", "hint"]) == 0
        assert find("ramp").hints[level] in capsys.readouterr().out
    assert main(["learn", "solution", "ramp"]) == 0
    assert "linspace" not in capsys.readouterr().out
    assert main(["learn", "solution", "ramp"]) == 0
    assert "linspace(0, 1, width)" in capsys.readouterr().out
    file = tmp_path / learner.FOLDER / find("ramp").file
    file.write_text(find("ramp").solution, "utf-8")
    assert main(["learn", "check", str(file)]) == 0
    monkeypatch.chdir(file.parent)  # found from inside, too
    assert main(["learn", "check", "ramp"]) == 0
    assert find("ramp").text("why") in capsys.readouterr().out
    assert main(["learn", "list", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out) if one["passed"]] == ["ramp"]
    assert main(["learn", "reset", "ramp"]) == 0
    assert file.read_text("utf-8") == find("ramp").given


@pytest.mark.usefixtures("lent")
def test_a_class_is_graded(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("pytorch_study.exercises.grading.exercises", lambda: EVERY[:2])
    for name in ("=ann", "bob"):
        for one in EVERY[:2]:
            path = tmp_path / name / one.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.solution if name == "bob" else one.given, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["learn", "check", "--all", "--csv", "=ann", "bob"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["folder"], row["passed"]) for row in rows] == [("'=ann", "0")] * 2 + [("bob", "1")] * 2
    assert main(["learn", "check", "--all", "bob"]) == 0
    assert "2/2" in capsys.readouterr().out
    assert main(["learn", "check", "--all", "--json", "=ann"]) == 1
    assert {one["folder"] for one in json.loads(capsys.readouterr().out)} == {"=ann"}
    assert main(["learn", "check", "--all", "nobody"]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["=ann", "bob"]


@pytest.mark.usefixtures("lent")
def test_the_commands_for_teachers_do_what_the_pages_say(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("pytorch_study.exercises.grading.exercises", lambda: (*EVERY[:2], *EVERY[4:5]))
    for name in ("anna", "bob/pytorch-study-exercises"):  # one folder more, as archives have it
        for one in EVERY[:5]:
            path = tmp_path / "class" / name / one.file.replace("01_ramp", "07_ramp")  # of another version
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.given if name == "anna" and one.name == "ramp" else one.solution, "utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.py")}
    monkeypatch.chdir(tmp_path)
    pages = [(ROOT / "docs" / language / "teaching.md").read_text("utf-8") for language in ("zh", "en")]
    commands, others = (re.findall(r"^pytorch-study (learn check .+)$", page, re.MULTILINE) for page in pages)
    assert len(commands) == 4
    assert commands == others
    said = []
    for command in commands:
        assert main(command.split()) == 1
        done = capsys.readouterr()
        assert str(Path("class/bob")) in done.err
        said.append(done.out)
    assert "2/3" in said[0]
    assert "3/3" in said[0]
    assert "ramp" in said[1]
    rows = list(csv.DictReader(io.StringIO(said[2])))
    assert all(",".join(rows[0]) in page for page in pages)
    assert [(row["name"], row["mistake"]) for row in rows[:2]] == [("ramp", "not_written"), ("batch", "")]
    assert len(json.loads(said[3])) == 6
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert main(["learn", "check", "--chapter", "tensor", "class/bob"]) == 2
    assert "tensors" in capsys.readouterr().err


@POSIX
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives a process an empty network")
def test_the_system_itself_cuts_the_network(checker, tmp_path):
    """By a thread, in which no line of the learner's file is a caller."""
    server = socket.create_server(("127.0.0.1", 0))
    code = f"""import socket, threading, time
    threading.Thread(target=socket.create_connection, args=(("127.0.0.1", {server.getsockname()[1]}), 5)).start()
    time.sleep(0.3)
    {RIGHT}"""
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format(code), "utf-8")
    checker.check(find("ramp"), path)
    server.settimeout(0.5)
    with server, pytest.raises(TimeoutError):
        server.accept()


def test_watching_sees_what_is_saved(tmp_path):
    """By whole lines through a pipe, as with --plain."""
    command = [sys.executable, "-m", "pytorch_study", "learn", "--plain", "--lang", "en"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    said = []

    def until(words):
        for line in process.stdout:
            said.append(line)
            if words in line:
                return
        pytest.fail("".join(said))

    try:
        until("[q quit]")
        file = tmp_path / learner.FOLDER / find("ramp").file
        file.write_text(RAMP.format("return torch.linspace(0, 1, width)"), "utf-8")
        until("This is a single row")
        until("[q quit]")
        part = file.with_suffix(".swp")  # as editors save: another file takes its place
        part.write_text(RAMP.format(RIGHT), "utf-8")
        part.replace(file)
        until("Passed!")
        until("[q quit]")
        process.stdin.write("next\n")
        process.stdin.flush()
        until("Exercise 2 of")
        until("[q quit]")
        process.stdin.close()
        until("progress is saved")
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
    assert learner.Learner(tmp_path / learner.FOLDER).current().name == EVERY[1].name


def test_the_first_screen_needs_no_torch():
    code = "import sys; from pytorch_study.exercises import watch, grading; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "False", done.stderr


@POSIX
def test_who_stops_a_check_leaves_no_process_behind(tmp_path):
    path = tmp_path / "01_ramp.py"
    path.write_text(RAMP.format("import os, time; print(os.getpid(), flush=True); time.sleep(600)"), "utf-8")
    with Checker() as checker:
        checker.warm()
        request = {"folder": str(find("ramp").folder), "answer": str(path), "language": "en", "seed": 0}
        checker._worker.stdin.write(json.dumps(request).encode() + b"\n")
        checker._worker.stdin.flush()
        children = Path(f"/proc/{checker._worker.pid}/task/{checker._worker.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list children")
        for _ in range(600):
            if child := children.read_text("ascii").split():
                break
            time.sleep(0.1)
    for _ in range(100):
        if not Path(f"/proc/{child[0]}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the child lives on")


def test_long_lines_break_between_words_and_characters():
    from pytorch_study.exercises.screen import wrapped

    assert wrapped("one two three", 8) == "one two\nthree"
    assert wrapped("练习，都放进 `a_folder` 里。", 10) == "练习，都放\n进\n`a_folder`\n里。"
    assert wrapped("  图：\n  ..@@.. ..##..", 8) == "  图：\n  ..@@.."
    assert wrapped("     0.25 |   ***  **", 16) == "     0.25 |   **"
