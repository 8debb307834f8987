"""`diagnose`: it changes nothing, names what is wrong, keeps silent where nothing is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT, WAITING

from benchmarks import diagnose as corpus
from pytorch_study import text
from pytorch_study.diagnosis.judging import CAUSES, KINDS
from pytorch_study.text.mistakes import MISTAKES

CASES = corpus.cases("cases")
LOOKALIKES = sorted((corpus.CORPUS / "lookalikes").glob("*.py"))
FIRST = {}
for one in CASES:
    FIRST.setdefault(one.kind, one)
SLOW = {"loading_slow"}
"""Told by the clock: left to the benchmark, which a busy machine may disturb."""


def small(path, tmp_path, source, name="script.py"):
    (tmp_path / name).write_text(source, "utf-8")
    return name


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", sorted(set(FIRST) - SLOW))
def test_a_mistake_is_named_with_its_line_and_its_twin_is_not(kind):
    case = FIRST[kind]
    sick, twin = corpus.run_all([(str(case.folder / name), 0, True) for name in ("sick.py", "twin.py")], 2)
    assert corpus.is_named(case, sick["findings"]) == (True, True), (sick["findings"], case.lines)
    assert not [one for one in twin["findings"] if one["certainty"] == "certain" or one["kind"] == kind]
    assert not sick["troubles"] + twin["troubles"]


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_look_alikes_are_met_with_silence():
    results = corpus.run_all([(str(path), 0, True) for path in LOOKALIKES], 2)
    assert not [
        (one["script"], one["findings"], one["trouble"]) for one in results if one["findings"] or one["trouble"]
    ]


@pytest.mark.timeout(900)
def test_nothing_that_a_script_prints_is_changed():
    """Every loss that it prints, with all its digits, its score and its random numbers at the end."""
    names = ("softmax_twice__layer", "eval_in_train_mode__dropout", "no_gradient__detach", "samples_mixed__batch_first")
    paths = [*(corpus.CORPUS / "cases" / name / "sick.py" for name in names), *LOOKALIKES[:2], *LOOKALIKES[-2:]]
    with_, without = (list(corpus.run_all([(str(path), 3, seen) for path in paths], 2)) for seen in (True, False))
    for one, two in zip(with_, without, strict=True):
        assert one["printed"], one
        assert one["printed"] == two["printed"]


ATTENTION = """
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.head = nn.Linear(8, 2)

    def forward(self, x):  # (N, 6, 8) -> (N, 2)
        q, k, v = self.qkv(x).chunk(3, -1)
        x = F.scaled_dot_product_attention(q, k, v, dropout_p=0.3)
        return self.head(x.mean(1))


x = torch.randn(256, 6, 8)
y = (x[:, 0, 0] + x[:, 3, 1] > 0).long()
net = Attention()
optimizer = torch.optim.Adam(net.parameters(), 0.01)
for step in range(60):
    net.train()
    rows = torch.randperm(200)[:50]
    loss = F.cross_entropy(net(x[rows]), y[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
net.eval()
with torch.no_grad():
    print("accuracy", (net(x[200:]).argmax(1) == y[200:]).float().mean())
"""


def test_dropout_of_fused_attention_is_named_unless_it_heeds_the_mode(tmp_path):
    switched = ATTENTION.replace("dropout_p=0.3", "dropout_p=0.3 if self.training else 0.0")
    for name, source in (("sick.py", ATTENTION), ("twin.py", switched)):
        (tmp_path / name).write_text(source.lstrip(), "utf-8")
    sick, twin = corpus.run_all([(str(tmp_path / name), 0, True) for name in ("sick.py", "twin.py")], 2)
    (found,) = sick["findings"]
    lines = ATTENTION.lstrip().splitlines()
    line = next(number for number, one in enumerate(lines, 1) if "dropout_p" in one)
    assert (found["kind"], found["line"]) == ("dropout_always_on", line)
    assert (twin["findings"], twin["trouble"]) == ([], "")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("lesson", "small"),
    [("poems", {"limit": 80, "width": 32, "layers": 2}), ("flow", {"limit": 2400, "batch_size": 60, "channels": 8})],
)
def test_lessons_that_make_something_are_met_with_silence(lesson, small, tmp_path):
    """Lesson 6 has rows without labels, lesson 7 layers that begin with zeros and a loss that hardly falls."""
    source = f"import pytorch_study as ps\n\nps.train({lesson!r}, epochs=1, changes={small}, threads=1, quiet=True)\n"
    source = f"import os\n\nos.chdir({str(tmp_path)!r})\n" + source
    path = tmp_path / "script.py"
    path.write_text(source, "utf-8")
    (result,) = corpus.run_all([(str(path), 0, True)], 1)
    assert (result["findings"], result["trouble"]) == ([], ""), result
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_every_kind_has_two_cases_a_sentence_and_a_place():
    assert set(FIRST) == set(KINDS) == {key.removeprefix("diagnose.kind.") for key in MISTAKES}
    assert len(CASES) >= 100
    assert len(LOOKALIKES) >= 25
    assert all(path.read_text("utf-8").startswith("# Looks like ") for path in LOOKALIKES)
    assert set(CAUSES) <= set(KINDS)
    assert {cause for causes in CAUSES.values() for cause in causes} <= set(KINDS)
    for case in CASES:
        content = json.loads((case.folder / "case.json").read_text("utf-8"))
        sick, twin = ((case.folder / name).read_text("utf-8") for name in ("sick.py", "twin.py"))
        assert sick != twin
        assert set(content["why"]) == {"zh", "en"}
        assert all(0 < line <= len(sick.splitlines()) for line in case.lines)


FORGOTTEN = """
import torch
from torch import nn
torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
x = torch.randn(50, 3)
for _ in range(8):
    loss = (model(x)[:, 0] - x.sum(1)).pow(2).mean()
    loss.backward()
    optimizer.step(){ignore}
print("said by the script")
"""


def test_json_is_one_value_and_the_script_prints_to_stderr(inside, tmp_path):
    name = small(None, tmp_path, FORGOTTEN.format(ignore=""))
    done = inside("diagnose", "--json", name, "--its-own", "x")
    content = json.loads(done.stdout)
    assert done.returncode == content["script_exit"] == 0
    assert "said by the script" in done.stderr
    (finding,) = content["findings"]
    keys = {"kind", "certainty", "file", "line", "code", "evidence", "message", "cure", "replace", "read"}
    assert set(finding) == keys
    assert finding["code"] == "loss = (model(x)[:, 0] - x.sum(1)).pow(2).mean()"
    assert (finding["kind"], finding["certainty"], finding["line"]) == ("zero_grad_missing", "certain", 9)
    assert inside("diagnose", "--fail-on-findings", name).returncode == 7


def test_the_report_is_in_both_languages(inside, tmp_path):
    name = small(None, tmp_path, FORGOTTEN.format(ignore=""))
    for language, word in (("en", "Gradients are not cleared"), ("zh", "没有清空梯度")):
        done = inside("diagnose", name, lang=language)
        assert word in done.stderr
        assert "script.py:9" in done.stderr
        assert "said by the script" in done.stdout
    text.use("en")


def test_a_finding_is_silenced_by_a_comment_or_a_baseline(inside, tmp_path):
    source = FORGOTTEN.format(ignore="").replace(
        ".pow(2).mean()", ".pow(2).mean()  # diagnose: ignore[zero_grad_missing]"
    )
    content = json.loads(inside("diagnose", "--json", small(None, tmp_path, source)).stdout)
    assert (content["findings"], content["silenced"]) == ([], 1)
    assert "1 known from the baseline or an ignore comment" in inside("diagnose", "script.py").stderr
    name = small(None, tmp_path, FORGOTTEN.format(ignore=""))
    (tmp_path / "known.json").write_text(inside("diagnose", "--json", name).stdout, "utf-8")
    assert json.loads((tmp_path / "known.json").read_text("utf-8"))["silenced"] == 0
    content = json.loads(inside("diagnose", "--json", "--baseline", "known.json", name).stdout)
    assert (content["findings"], content["silenced"]) == ([], 1)
    assert inside("diagnose", "--baseline", name, name).returncode == 2


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("def f(:\n", 1, "not valid Python"),
        ("import no_such_package_at_all\n", 1, "pip install no_such_package_at_all"),
        ("print(1)\n", 0, "no training was seen"),
        ("import sys\nsys.exit(5)\n", 5, "no training was seen"),
        ("import sys\nsys.exit('why')\n", 1, "why"),
        ("raise ValueError('own')\n", 1, "script.py:1: ValueError: own"),
        ("open('missing.csv')\n", 1, "relative paths"),
        ("raise KeyboardInterrupt\n", 130, "Ctrl-C"),
        ("import os\nos.chdir('/')\n", 0, "no training was seen"),
    ],
)
def test_what_a_script_may_do_wrong(inside, tmp_path, source, code, said):
    done = inside("diagnose", small(None, tmp_path, source))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "diagnosis/" not in done.stderr


def test_findings_so_far_are_shown_when_the_script_fails(inside, tmp_path):
    done = inside("diagnose", small(None, tmp_path, FORGOTTEN.format(ignore="") + "raise ValueError('late')\n"))
    assert done.returncode == 1
    assert "zero_grad_missing" in done.stderr
    assert "late" in done.stderr


def test_a_script_that_is_not_there(inside, tmp_path):
    done = inside("diagnose", "nowhere.py")
    assert done.returncode == 2
    assert "nowhere.py" in done.stderr


def test_it_stops_after_so_many_steps_or_seconds(inside, tmp_path):
    endless = FORGOTTEN.format(ignore="").replace("for _ in range(8)", "while True")
    done = inside("diagnose", "--json", "--steps", "12", small(None, tmp_path, endless))
    content = json.loads(done.stdout)
    assert (content["steps"], content["stopped_early"]) == (12, True)
    assert content["findings"][0]["kind"] == "zero_grad_missing"
    done = inside("diagnose", "--json", "--seconds", "1", small(None, tmp_path, "while True: pass\n"))
    assert json.loads(done.stdout)["stopped_early"]


def test_a_notebook_and_a_module(inside, tmp_path):
    lines = FORGOTTEN.format(ignore="").splitlines(keepends=True)
    cells = [["!pip install torch\n", "%matplotlib inline\n", *lines[:4]], lines[4:]]
    cells = [{"cell_type": "code", "source": one} for one in cells]
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    content = json.loads(inside("diagnose", "--json", "book.ipynb").stdout)
    assert content["findings"][0]["kind"] == "zero_grad_missing"
    assert content["skipped"] == ["!pip install torch", "%matplotlib inline"]
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "package" / "__main__.py").write_text(FORGOTTEN.format(ignore=""), "utf-8")
    content = json.loads(inside("diagnose", "--json", "-m", "package").stdout)
    assert content["findings"][0]["kind"] == "zero_grad_missing"


def test_observers_are_gone_afterwards(inside, tmp_path):
    import torch
    from torch.nn import functional

    before = torch.Tensor.backward, functional.cross_entropy, torch.nn.Module.__call__, torch.manual_seed
    assert "__add__" not in vars(torch.Tensor)
    inside("diagnose", small(None, tmp_path, FORGOTTEN.format(ignore="")))
    assert before == (torch.Tensor.backward, functional.cross_entropy, torch.nn.Module.__call__, torch.manual_seed)
    assert "__add__" not in vars(torch.Tensor)
    assert not torch.is_anomaly_enabled()


def test_in_a_notebook_a_block_is_watched(capsys):
    """`with ps.diagnose():` around a loop."""
    import torch

    import pytorch_study as ps

    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    with ps.diagnose() as diagnosis:
        for _ in range(5):
            model(torch.randn(8, 3)).pow(2).mean().backward()
            optimizer.step()
    assert [one.kind for one in diagnosis.findings] == ["zero_grad_missing"]
    assert "zero_grad_missing" in capsys.readouterr().err


@pytest.mark.thorough
def test_a_script_of_ones_own_runs_as_it_would_alone(tmp_path):
    """In processes of their own: weights equal to the bit, and the same exit code."""
    source = (corpus.CORPUS / "cases" / "no_gradient__detach" / "twin.py").read_text("utf-8")
    source = source.replace(
        "    acc = evaluate",
        "    torch.save([model.state_dict(), torch.get_rng_state()], 'end.pt')\n    acc = evaluate",
    )
    # What is loaded while a script is watched changes nothing either: processes that are forked have all loaded before.
    source = "import sklearn.datasets\n" + source + "\nraise SystemExit(3)\n"
    import torch

    found = []
    for k, words in enumerate((["-m", "pytorch_study", "diagnose"], [])):
        folder = tmp_path / str(k)
        folder.mkdir()
        (folder / "train.py").write_text(source, "utf-8")
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTORCH_STUDY_LANG": "en"}
        done = subprocess.run(
            [sys.executable, *words, "train.py"], cwd=folder, env=env, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 3, done.stderr
        found.append((done.stdout, torch.load(folder / "end.pt")))
    assert found[0][0] == found[1][0]
    for key, value in found[0][1][0].items():
        assert torch.equal(value, found[1][1][0][key])
    assert torch.equal(found[0][1][1], found[1][1][1])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("def f(:\n", 1, {"en": "not valid Python", "zh": "不是合法的 Python"}),
        ("import cv2_is_not_here\n", 1, {"en": "is not installed here", "zh": "没有装"}),
        ("print(1)\n", 0, {"en": "no training was seen", "zh": "没有看到训练"}),
        ("import os, sys\nos.chdir('/')\nsys.exit(3)\n", 3, {"en": "no training was seen", "zh": "没有看到训练"}),
        ("import sys, io\nsys.stdin = io.StringIO()\ninput()\n", 1, {"en": "standard input", "zh": "标准输入"}),
    ],
)
def test_what_a_script_may_do_is_told_in_both_languages(inside, tmp_path, source, code, said, lang):
    here = Path.cwd()
    stdin = sys.stdin
    done = inside("diagnose", small(None, tmp_path, source), lang=lang)
    sys.stdin = stdin
    assert done.returncode == code, done.stderr
    assert said[lang] in done.stderr
    assert Path.cwd() == here
    assert done.stderr.count(said[lang]) == 1


def test_a_module_whose_package_has_another_name(inside, tmp_path):
    from pytorch_study.diagnosis.trouble import PACKAGES

    assert PACKAGES["cv2"] == "opencv-python"
    source = "raise ModuleNotFoundError(\"No module named 'cv2'\", name='cv2.ml')\n"
    done = inside("diagnose", small(None, tmp_path, source))
    assert "pip install opencv-python" in done.stderr
    assert "no training was seen" not in done.stderr


ENDLESS = FORGOTTEN.format(ignore="").replace("for _ in range(8)", "while True")
ENDLESS = ENDLESS.replace("    loss.backward()\n", "    loss.backward()\n    print('step', flush=True)\n")


def wait_for_steps(process):
    for _ in range(60):
        assert "step" in process.stdout.readline()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "stopped by Ctrl-C"), (signal.SIGTERM, 143, "ended by SIGTERM")],
)
def test_a_signal_ends_it_with_what_was_seen(background, tmp_path, number, code, said):
    process = background("diagnose", small(None, tmp_path, ENDLESS))
    wait_for_steps(process)
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    assert said in err
    assert "zero_grad_missing" in err
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.timeout(300)
def test_killed_it_leaves_nothing_behind(background, tmp_path):
    name = small(None, tmp_path, ENDLESS)
    process = background("diagnose", name)
    wait_for_steps(process)
    process.kill()
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.timeout(300)
def test_a_child_that_the_script_forks_says_nothing_of_its_own(command, tmp_path):
    source = FORGOTTEN.format(ignore="") + (
        "import os, sys\n"
        "if os.fork() == 0:\n"
        "    print('the child', flush=True)\n"
        "    sys.exit(4)\n"
        "print('the child ended with', os.wait()[1] >> 8)\n"
    )
    done = command("diagnose", small(None, tmp_path, source))
    assert done.returncode == 0, done.stderr
    assert "the child ended with 4" in done.stdout
    assert done.stderr.count("zero_grad_missing") == 1


@pytest.mark.timeout(300)
def test_a_script_that_does_not_stop_is_ended(background, tmp_path):
    """Told as JSON and in words; both are started before either is waited for, since each is patient for 5 seconds."""
    source = "import time\nwhile True:\n    try:\n        time.sleep(0.05)\n    except BaseException:\n        pass\n"
    name = small(None, tmp_path, source)
    line = ["--seconds", "0.5", name]
    as_json, in_words = (background("diagnose", *words, *line, COLUMNS="200") for words in (["--json"], []))
    out, err = as_json.communicate(timeout=WAITING)
    assert as_json.returncode == 0, err
    assert json.loads(out)["stopped_early"]
    assert "does not stop" in json.loads(out)["trouble"]
    _, err = in_words.communicate(timeout=WAITING)
    assert in_words.returncode == 0, err
    assert "does not stop" in err
