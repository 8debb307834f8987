"""`learn`: answers that were once misjudged, files given by their paths, and what only Windows or macOS does."""

import json
import multiprocessing
import subprocess
import sys
import types
from pathlib import Path

import pytest
from helpers import ROOT

from benchmarks import learn as prover
from pytorch_study import text
from pytorch_study.__main__ import main
from pytorch_study.exercises import keys, learner, worker
from pytorch_study.exercises.shelf import exercises, find
from pytorch_study.text import say

RAMP = find("ramp")
ANSWER = "import torch\n\n\ndef ramp(height, width):\n    {}\n"
RIGHT = "return torch.linspace(0, 1, width).repeat(height, 1)"


@pytest.fixture(params=["zh", "en"])
def language(request):
    text.use(request.param)
    return request.param


# ------------------------------------------------------------------------------------------------ answers

MISJUDGED = {
    "gradcam": "gradients cleared first",
    "buffer": "every deviation below 1 is raised",
    "loss": "only the number of dimensions compared",
    "logsoftmax": "rounded to whole numbers",
    "linear": "forward misspelled",
}
"""Exercise: which of its proofs."""


@pytest.mark.parametrize("name", MISJUDGED)
def test_an_answer_that_was_once_misjudged(name, checker, tmp_path):
    (proof,) = [one for one in prover.proofs(find(name)) if one.about == MISJUDGED[name]]
    found = prover.source_check(checker, tmp_path)(find(name), proof.source)
    assert found.mistake == proof.mistake, found.message


def test_what_torch_has_not_implemented_is_told_with_its_line(language, checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    path.write_text(ANSWER.format("return torch.softmax(torch.ones(height, width).long(), 1)"), "utf-8")
    found = checker.check(RAMP, path)
    assert (found.mistake, found.line) == ("raises", 5)
    assert "not implemented for 'Long'" in found.message
    assert say("explain.whole_numbers") in found.message


def test_only_what_was_given_is_not_written(checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    for code, mistake in (
        ("raise NotImplementedError", "not_written"),
        ("return torch.utils.data.Dataset()[0]", "raises"),
        ("return torch.optim.Optimizer([torch.ones(1)], {}).step()", "raises"),  # torch says no word about it
        ("return torch.nn.functional.pad(torch.ones(height), (1, 1), mode='reflect')", "raises"),
    ):
        path.write_text(ANSWER.format(code), "utf-8")
        found = checker.check(RAMP, path)
        assert (found.mistake, found.line) == (mistake, 5), found


SPAWNED = "import multiprocessing as m\n    {}\n    " + RIGHT


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_process_by_multiprocessing_is_refused(method, checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    start = f"m.get_context({method!r}).Process(target=print).start()"
    for code in (start, f"try: {start}\n    except BaseException: pass"):
        path.write_text(ANSWER.format(SPAWNED.format(code)), "utf-8")
        assert checker.check(RAMP, path).mistake == "forks"


@pytest.mark.parametrize("event", ["_winapi.CreateProcess", "os.spawn", "os.startfile"])
def test_what_starts_a_process_on_windows_is_refused(event, checker, tmp_path):
    path = tmp_path / "01_ramp.py"
    path.write_text(ANSWER.format(f"import sys; sys.audit({event!r}); {RIGHT}"), "utf-8")
    assert checker.check(RAMP, path).mistake == "forks"


# ------------------------------------------------------------------------------------------------ paths


@pytest.mark.usefixtures("lent")
def test_each_file_that_is_named_is_judged(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    files = [Path(name, RAMP.file) for name in ("ann", "bob", "cleo")]
    for file, body in zip(files, (RIGHT, "return torch.zeros(height, width)", RIGHT), strict=True):
        file.parent.mkdir(parents=True)
        file.write_text(ANSWER.format(body), "utf-8")
    assert main(["learn", "check", *map(str, files), "--json"]) == 1
    assert [one["passed"] for one in json.loads(capsys.readouterr().out)] == [True, False, True]
    assert not learner.Learner(tmp_path / learner.FOLDER).passed(RAMP), "these are not the learner's own"


@pytest.mark.usefixtures("lent")
def test_a_path_that_is_not_there_is_not_another_file(language, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    learner.opened(tmp_path / learner.FOLDER).path(RAMP).write_text(RAMP.solution, "utf-8")
    capsys.readouterr()
    for path in ("nosuch/01_ramp.py", "nosuch\\01_ramp.py"):
        assert main(["learn", "check", path, "--json", "--lang", language]) == 1
        (found,) = json.loads(capsys.readouterr().out)
        assert (found["mistake"], found["passed"]) == ("no_file", False)
        assert found["message"] == say("error.no_file", path=Path(path))
    assert main(["learn", "check", "01_ramp.py", "--json"]) == 0, "a name, as without .py"


@pytest.mark.usefixtures("lent")
def test_ones_own_file_is_remembered_by_its_path_too(tmp_path, monkeypatch):
    one = learner.opened(tmp_path / learner.FOLDER)
    one.path(RAMP).write_text(RAMP.solution, "utf-8")
    monkeypatch.chdir(one.folder)
    assert main(["learn", "check", RAMP.file]) == 0
    assert one.passed(RAMP)
    batch = find("batch")
    elsewhere = tmp_path / "other" / f"{batch.folder.name}.py"
    elsewhere.parent.mkdir()
    elsewhere.write_text(batch.solution, "utf-8")
    assert main(["learn", "check", str(elsewhere)]) == 0
    assert not one.passed(batch)


# ------------------------------------------------------------------------------------------------ without fork


def test_arrow_keys_of_windows(monkeypatch):
    typed = []
    fake = types.SimpleNamespace(kbhit=lambda: bool(typed), getwch=lambda: typed.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    right, left, down, up, delete = "MKPHS"
    for first in "\x00\xe0":
        for code, key in ((right, "n"), (down, "n"), (left, "p"), (up, "p"), (delete, ""), ("q", "")):
            typed[:] = [first, code]
            assert keys._windows(60) == key
            assert not typed
    for word, key in (("h", "h"), ("Q", "q"), ("\r", "c"), ("x", "")):
        typed[:] = [word]
        assert keys._windows(60) == key


@pytest.mark.parametrize(
    ("code", "mistake"),
    [
        (0, "exits"),
        (1, "exits"),
        (0xFFFFFFFF, "exits"),  # os._exit(-1)
        (0xC0000005, "crashed"),  # an access violation
        (0xC00000FD, "crashed"),  # a stack overflow
        (0xE06D7363, "crashed"),  # an exception of C++
        (-11, "crashed"),
    ],
)
def test_a_crash_on_windows_is_no_exit(code, mistake, tmp_path):
    assert worker._ended(code, tmp_path / "crash") == mistake
    (tmp_path / "crash").write_text('  File "x.py", line 5 in ramp\n' * 50, "utf-8")
    assert worker._ended(code, tmp_path / "crash") == ("recursion" if mistake == "crashed" else mistake)


def test_a_check_in_a_process_of_its_own_ends_without_its_server(tmp_path):
    """After some seconds here; else after the real time."""
    path = tmp_path / "01_ramp.py"
    path.write_text(ANSWER.format("import time; time.sleep(6000)"), "utf-8")
    request = {"folder": str(RAMP.folder), "answer": str(path), "language": "en", "seed": 0}
    (tmp_path / "request.json").write_text(json.dumps(request), "utf-8")
    code = "import sys; from pytorch_study.exercises import worker; worker.WALL_SECONDS = 1; "
    code += "from pathlib import Path; worker._once(Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=600)
    assert done.returncode == 1, done.stderr
    assert b"Timeout" in done.stderr
    assert not (tmp_path / "verdict.json").exists()


def test_an_untouched_file_is_not_written(checker, tmp_path):
    """Also where torch calls the function: inside a graph, a data loader, a module."""
    check = prover.source_check(checker, tmp_path)
    found = {one.name: check(one, one.given).mistake for one in exercises()[::7] if one.chapter != "clinic"}
    assert set(found.values()) == {"not_written"}, found
