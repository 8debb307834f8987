"""Every measured figure is filed under its recipe's hash: none may change its hash, and none may get lost."""

import dataclasses
import json
from pathlib import Path

import pytest

from benchmarks import start
from pytorch_study import lessons, measurements
from pytorch_study.artifacts import weights
from pytorch_study.recipe import Recipe, change, digest

FROZEN = [tuple(entry) for entry in json.loads(Path(__file__).with_name("hashes.json").read_text("utf-8"))]
"""(file, label, seed, hash) of all that was measured by the end of version 0.1.0."""

ACCURATE_BEFORE = {
    "epochs": 32,
    "batch_size": 500,
    "lr": 0.05,
    "momentum": 0.9,
    "first": "whitened",
    "widths": (128, 384, 512),
    "augment": ("alternating_flip", "crop:4", "cutout:12", "progressive_resize:24:0.7"),
}
"""What lesson 4's `accurate` was by then."""


def recomputed(content, label):
    """The hash of the recipe that a label names: `default epochs=4 augment=turns,crop:2`."""
    name, *changes = label.split(" ")
    recipe = lessons.get(content["lesson"]).recipes[name]
    return digest(change(recipe, dict(one.split("=", 1) for one in changes)))


def measured():
    """(file, label, seed, hash as recorded, hash as it comes out today) of all figures and all cards."""
    for path in sorted(measurements.RESULTS.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        for run in content.get("runs", ()):
            if "recipe_hash" in run:
                yield path.name, run["label"], run["seed"], run["recipe_hash"], recomputed(content, run["label"])
    for path in sorted(weights.SHIPPED.glob("*.json")):
        card = json.loads(path.read_text("utf-8"))
        recipe = change(lessons.get(card["lesson"]).recipes[card["recipe"]], card["fields"])
        yield path.name, card["recipe"], card["seed"], card["recipe_hash"], digest(recipe)
    # The first steps are filed by fields, not by a hash; theirs was computed when the list was made.
    content = json.loads((measurements.RESULTS / f"{start.FILE}.json").read_text("utf-8"))
    base = change(lessons.get("cifar10").recipes["default"], {**start.COMMON, "augment": (), "label_smoothing": 0.0})
    for run in content["runs"]:
        changes = {name: run[name] for name in ("initial", "inputs", "optimizer", "lr", "precision")}
        label, found = " ".join(str(value) for value in changes.values()), digest(change(base, changes))
        yield f"{start.FILE}.json", label, run["seed"], found, found


def test_every_hash_comes_out_again():
    found = list(measured())
    assert len(found) >= len(FROZEN) > 100
    for file, label, seed, recorded, now in found:
        assert now == recorded, (file, label, seed)


def test_no_measured_seed_is_lost():
    there = {entry[:4] for entry in measured()}
    assert [entry for entry in FROZEN if entry not in there] == []
    assert len(set(FROZEN)) == len(FROZEN)


@dataclasses.dataclass(frozen=True, kw_only=True)
class WholeRecipe(Recipe):
    """One with a field of each type that a lesson added."""

    classes: int = 10
    widths: tuple[int, ...] = (64, 256)
    norm: str = "batch"


EVERY = {
    "epochs": 7,
    "batch_size": 96,
    "lr": 0.03,
    "optimizer": "muon",
    "schedule": "linear",
    "weight_decay": 0.0005,
    "label_smoothing": 0.1,
    "clip": 1.5,
    "ema": 0.99,
    "augment": ("flip:0.25", "turns", "crop:2", "cutout:8", "affine:0.5", "shrink:24:0.7"),
    "inputs": "shifted",
    "validation": 500,
    "limit": 6000,
    "precision": "bf16",
    "classes": 3,
    "widths": (8, 16, 32),
    "norm": "none",
}
"""Every field that a recipe had in version 0.1.0, by its name of then, at another value than the default."""


@pytest.mark.parametrize(
    ("recipe", "changes", "known"),
    [
        (WholeRecipe(), EVERY, "15686738ba9c"),
        (WholeRecipe(), {}, "22d9d87764b5"),
        (Recipe(), {}, "9e723cb624c6"),
        (Recipe(), {"augment": "turns,shrink", "inputs": "raw"}, "7d8434961a19"),
        (lessons.get("regression").recipes["cars"], {"hidden": "none", "table": "curve"}, "66045156159d"),
        (
            lessons.get("cifar10_fast").recipes["accurate"],
            {**ACCURATE_BEFORE, "depth": 4, "first": "learned", "start": "random"},
            "729be469ec8e",
        ),
    ],
)
def test_hashes_that_are_known(recipe, changes, known):
    assert digest(change(recipe, changes)) == known


def test_all_fields_of_then_have_a_say_in_the_hash():
    assert len(EVERY) == 14 + 3
    alone = {digest(change(WholeRecipe(), {name: value})) for name, value in EVERY.items()}
    assert len(alone | {digest(WholeRecipe())}) == len(EVERY) + 1
