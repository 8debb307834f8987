"""Whether the code computes what an earlier commit computed, to the bit: names and rooms may change, numbers may not.

Every recipe of the shelf, and every optimizer, schedule, augmentation and precision, is trained for a few steps by
both, one after the other on this machine, in a process each (`fingerprint_worker.py`), with one thread. Compared are
numbers: gradients of every step, weights, averages, states of optimizers, losses, scores, answers; not layouts, times
or names. The cases use the names of version 0.1.0, because the earlier commit knows no others.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.trees import ROOT, unpacked

BASE = "c87300dcde4d"
"""The last commit that changed numbers on purpose: lesson 4's recipes, weights, and convolutions before pools."""

DATA = Path(os.environ.get("PYTORCH_STUDY_DATA") or ROOT.parent / "shared" / "data").resolve()
CIFAR10 = DATA if (DATA / "cifar-10-batches-py").is_dir() else None
"""The folder of the real CIFAR-10, where there is one; else pictures are made."""

Numbers = dict[str, Any]
"""Of a case: a tensor's name to its digest and its norm, any other number's name to the number."""

SHORT: dict[str, dict[str, Any]] = {
    "regression": {"count": 120, "epochs": 6, "batch_size": 50},
    "mnist": {"count": 160, "epochs": 3, "batch_size": 60},
    "cifar10": {"count": 44, "epochs": 2, "batch_size": 32},
    "cifar10_fast": {"count": 44, "epochs": 2, "batch_size": 32},
    "finetune": {"count": 44, "epochs": 2, "batch_size": 32, "side": 32},
    "poems": {"count": 12, "epochs": 2, "batch_size": 8, "width": 32, "layers": 2},
    "flow": {"count": 44, "epochs": 2, "batch_size": 32, "channels": 8},
    "bars": {},
    "my_lesson": {"epochs": 2},
}
"""Lesson: the first so many training examples, and what makes its recipes short; each epoch ends with a smaller batch.

`bars` is a learner's file with dropout (tests/old_runs/pictures.py), `my_lesson` the example that ships.
"""

SHIPPED = (
    "regression line",
    "regression curve",
    "regression cars",
    "mnist default",
    "mnist original",
    "cifar10 default",
    "cifar10_fast default",
    "cifar10_fast accurate",
    "finetune default",
    "poems default",
    "flow default",
)
"""Weights that are scored on a slice of the test set, and asked for answers."""

CASES = """
regression line
regression curve
regression cars
regression cars seed=3 optimizer=sgd schedule=linear clip=1 ema=0.9
regression curve seed=1 optimizer=muon validation=20 limit=100
regression cars stop=8 optimizer=adam schedule=constant
mnist default
mnist quick
mnist original
mnist quick optimizer=sgd schedule=constant lr=0.01 clip=0.5 augment=flip,crop:2 precision=fp32
mnist quick seed=7 optimizer=adam schedule=linear ema=0.9 augment=crop,cutout:6 inputs=shifted
mnist quick validation=30 limit=130 augment=affine:0.5,cutout inputs=raw lr=1e-4 precision=fp32
mnist default optimizer=muon weight_decay=0.1 augment=turns precision=fp32
mnist default precision=bf16 ema=0.5 clip=1 augment=affine
mnist default stop=5 ema=0.9 validation=20
mnist quick images=yes
cifar10 default
cifar10 plain
cifar10 original
cifar10 original optimizer=sgd inputs=raw lr=1e-4 clip=1
cifar10_fast default
cifar10_fast small_batches
cifar10_fast accurate
cifar10_fast default optimizer=sgd ema=0.9 augment=flip:0.3,shrink:20:0.4 validation=8 precision=fp32
cifar10_fast default first=learned start=random norm=none activation=relu augment=turns,shrink
cifar10_fast default optimizer=adamw schedule=onecycle precision=bf16
cifar10_fast default stop=5 ema=0.9
cifar10_fast default images=yes augment=flip
finetune default
finetune best
finetune few
finetune photos
finetune default network=lite1 init=none norm=batch lr=0.01
finetune default network=lite2 init=none stop=2 head_epochs=1 layer_decay=0.9
poems default
poems quick
poems english
poems default stop=2 dropout=0.1 ema=0.9
flow default
flow quick
flow default stop=2 depth=1 hide_label=0.5 precision=fp32
bars default
bars muon
bars shifted epochs=3
bars default stop=14 seed=5
bars default images=yes validation=0 epochs=3
my_lesson default
"""
"""Lesson, recipe, fields that are changed, and: `stop`: stop after so many steps of an optimizer, as by Ctrl-C, and
resume; `images`: learn from a folder of one's own pictures.
"""


def cases(only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The lines of `CASES`, or those of some lessons, as the worker takes them."""
    found = []
    for line in CASES.strip().splitlines():
        lesson, recipe, *words = line.split()
        changes: dict[str, Any] = SHORT[lesson] | dict(word.split("=") for word in words)
        own = {name: int(changes.pop(name, 0)) for name in ("count", "seed", "stop")}
        own |= {"images": changes.pop("images", "no") == "yes"}
        found.append({"name": line, "lesson": lesson, "recipe": recipe, "changes": changes, **own})
    return [case for case in found if not only or case["lesson"] in only]


def measure(base: str = BASE, only: Sequence[str] = ()) -> int:
    """Run all cases, or those of some lessons, in both trees; say of each whether it is equal.

    Returns:
        How many are not.
    """
    click.echo(f"CIFAR-10: {CIFAR10 or 'generated pictures'}", err=True)
    with tempfile.TemporaryDirectory(prefix="fingerprint_") as place:
        trees = [unpacked(base, Path(place) / "base"), ROOT]
        before, now = [_numbers(tree, Path(place), only) for tree in trees]
    count = 0
    for name, numbers in before.items():
        differ = differences(numbers, now.get(name, {}))
        count += bool(differ)
        click.echo(f"{name}: {f'{len(differ)} of {len(numbers)} numbers differ' if differ else 'equal'}")
        for line in differ[:10]:
            click.echo(f"    {line}")
    for name in now.keys() - before.keys():
        click.echo(f"{name}: not in {base}, so there is nothing to compare with")
    click.echo(f"{len(before)} cases, {sum(map(len, before.values()))} numbers; cases that differ from {base}: {count}")
    return count


def differences(before: Numbers, now: Numbers) -> list[str]:
    """A line for each number that is another, or gone; and for each tensor that is new."""
    found = []
    for name, value in before.items():
        if name not in now:
            found.append(f"{name}: gone")
        elif value != (other := now[name]):
            old, new = (one[-1] if isinstance(one, list) else one for one in (value, other))
            found.append(f"{name}: {old} → {new}{' (the norm; other bits)' if old == new else ''}")
    tensors = ("model", "average", "optimizers")
    return found + [f"{name}: new" for name in now if name not in before and name.startswith(tensors)]


def _ships(tree: Path, name: str) -> bool:
    """Whether these weights ship with that version."""
    return (tree / "pytorch_study" / "weights" / f"{name.replace(' ', '-')}.json").exists()


def _numbers(tree: Path, place: Path, only: Sequence[str]) -> dict[str, Numbers]:
    """What a tree computes, case by case, in a process of its own; what that one says is shown where it fails."""
    wanted = {
        "tree": str(tree),
        "data": str(CIFAR10) if CIFAR10 else None,
        "own": str(ROOT / "tests" / "old_runs" / "pictures.py"),
        "shipped": [name for name in SHIPPED if (not only or name.split()[0] in only) and _ships(tree, name)],
        "cases": cases(only),
    }
    (place / "wanted.json").write_text(json.dumps(wanted), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    if CIFAR10:
        environment["PYTORCH_STUDY_DATA"] = str(CIFAR10)
    command = [
        sys.executable,
        "-P",
        str(Path(__file__).with_name("fingerprint_worker.py")),
        "wanted.json",
        "found.json",
    ]
    done = subprocess.run(command, env=environment, cwd=place, stdout=2, stderr=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        raise click.ClickException(f"{tree}:\n{done.stderr}")
    return dict(json.loads((place / "found.json").read_text("utf-8")))
