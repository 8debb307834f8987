"""The clinic: whoever is cured is cured, false cures are seen through, and `diagnose` knows the diseases."""

import functools
import json
import os
import re
import subprocess
import sys

import pytest
from helpers import ROOT

from benchmarks import diagnose as corpus
from benchmarks import learn as prover
from benchmarks.edits import edited
from pytorch_study.exercises.checker import Checker
from pytorch_study.exercises.shelf import exercises, find

DISEASES = {
    "restless": "zero_grad_missing",
    "leap": "lr_too_high",
    "snail": "lr_too_low",
    "idle": "zero_grad_misplaced",
    "dazzled": "inputs_not_normalised",
    "guessing": "labels_shuffled",
    "forgetful": "not_shuffled",
    "sluggish": "softmax_twice",
    "clones": "symmetric_init",
    "nervous": "eval_in_train_mode",
    "fickle": "dropout_always_on",
    "average": "loss_broadcast",
    "ceiling": "activation_on_output",
    "halfway": "not_in_optimizer",
    "ghost": "optimizer_older_than_model",
    "deaf": "no_gradient",
    "sleepy": "scheduler_per_batch",
    "stranger": "scaling_differs",
    "vanished": "nan_origin",
    "blind": "uint8_wraps",
    "abyss": "vanishing_gradients",
    "numb": "dead_relu",
    "gossip": "samples_mixed",
    "boaster": "test_in_training",
}
FEW = ("restless", "sluggish", "average", "boaster")
"""Diagnosed always; the others with --thorough."""
PATIENTS = [one for one in exercises() if one.chapter == "clinic"]


@pytest.fixture(scope="module")
def checker():
    with Checker() as one:
        yield one


def test_every_patient_has_a_disease_of_its_own():
    assert {one.name for one in PATIENTS} == set(DISEASES)
    assert len(set(DISEASES.values())) == len(DISEASES) >= 20


@functools.cache
def diagnosed(name):
    """What is found in a patient: by the command for a few; else in a process that has loaded torch already."""
    path = find(name).folder / "exercise.py"
    if name not in FEW:
        (done,) = corpus.run_all([(str(path), 0, True)], 1)
        return {"script_exit": int(bool(done["trouble"])), "findings": done["findings"]}
    command = [sys.executable, "-m", "pytorch_study", "diagnose", "--json", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "name", [one if one in FEW else pytest.param(one, marks=pytest.mark.thorough) for one in DISEASES]
)
def test_diagnose_names_the_disease(name):
    found = diagnosed(name)
    assert found["script_exit"] == 0, "a patient runs without an error"
    kinds = {one["kind"] for one in found["findings"]}
    assert DISEASES[name] in kinds


@pytest.mark.parametrize("exercise", PATIENTS, ids=lambda one: one.name)
def test_a_patient_is_short_and_its_bar_is_the_checks(exercise):
    code = exercise.given.split('"""')[2]
    bar = re.search(r"^BAR = ([\d.]+)$", code, re.MULTILINE)[1]
    assert f"bar={bar}," in (exercise.folder / "check.py").read_text("utf-8")
    assert len(code.splitlines()) < 60
    kinds = {proof.mistake for proof in prover.proofs(exercise) if proof.kind == "wrong"}
    assert len(kinds) >= 3, "false cures of one kind only"


FORMS = {
    "not_two": ("return net, curve", "return net"),
    "not_scores": ("curve.append(accuracy(net, val_x, val_y))", "curve.append(torch.tensor(0.9))"),
    "curve_length": ("return net, curve", "return net, curve[1:]"),
    "no_outputs": ("return net, curve", "return lambda x: net(x).argmax(1), curve"),
    "no_return": ("return net, curve", "print(len(curve))"),
    "own_data": (
        "curve = []",
        "curve = []\n    from pytorch_study.exercises import kit\n    more = kit.digits(9, 'test')",
    ),
    "raises": ("curve = []", "curve = undefined"),
}


@pytest.mark.parametrize("mistake", FORMS)
def test_a_cure_of_the_wrong_form_is_told(mistake, checker, tmp_path):
    patient = find("restless")
    old, new = FORMS[mistake]
    assert old in patient.solution
    found = prover.source_check(checker, tmp_path)(patient, patient.solution.replace(old, new))
    assert (found.mistake, found.passed) == (mistake, False), found


def test_changes_are_applied_or_refused():
    source = "def f(x):\n    y = x + 1\n    return y\n"
    assert edited(source, "# - y = x + 1\n# + for _ in x:\n# +     y = x\n") == (
        "def f(x):\n    for _ in x:\n        y = x\n    return y\n"
    )
    assert edited(source, "# - x + 1\n# + x + 2\n\n# - return y\n# + return -y\n") == (
        "def f(x):\n    y = x + 2\n    return -y\n"
    )
    for wrong in ("# - y = 3\n", "# - y = x + 1\n# - return x\n"):
        with pytest.raises(ValueError, match="places"):
            edited(source, wrong)
