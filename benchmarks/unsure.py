"""Whether it is told that a picture is no digit, and how many digits in photos are read: results/unsure.json.

A twin of the network is trained without 5,000 training images. On these, scores of how unlike the training images a
picture is are compared, and it is checked that the engine's `SHARE` keeps enough of them. The test set, and the `final`
pictures and photos, are looked at once, with the weights that ship.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from benchmarks import forms_read, not_digits, photos
from benchmarks.accuracy import KEPT, where
from pytorch_study import api, measurements
from pytorch_study.artifacts import weights
from pytorch_study.data.digit import digits_from_gray
from pytorch_study.engine import score, unsure
from pytorch_study.errors import DataError
from pytorch_study.files import sha256, write, write_json
from pytorch_study.lesson import Part, Split
from pytorch_study.preparation import load_data
from pytorch_study.trained import Trained, load_trained

HELD_OUT = 5000
SURE = 0.91
"""At least this share of the held-out images must be answered as sure: 0.9 is promised, of images never seen."""
RECIPES = ("default", "original")
"""Those whose weights ship."""
TWIN = KEPT / "unsure"
RESULT = measurements.RESULTS / "unsure.json"
COUNTS = {"letters": 156, "doodles": 80, "textures": 80}
PHOTOS = 5
"""Of each form."""
FIRST = 200
"""Number of the first; fifteen of each form below it were looked at to fix the reader."""
NEIGHBOURS = 10
KINDS: dict[str, Callable[[not_digits.Purpose, int], Iterator[tuple[str, Image.Image]]]] = {
    "letters": not_digits.letters,
    "doodles": not_digits.doodles,
    "textures": not_digits.textures,
}


@dataclass(frozen=True)
class Seen:
    """Images, (N, 1, 28, 28) uint8, with the network's logits, (N, 10), and its last features, (N, 500)."""

    x: Tensor
    logits: Tensor
    features: Tensor


Score = Callable[[Seen], Tensor]
"""Higher for what is less like the training images, (N,)."""


def measure() -> dict[str, Any]:
    """Train the twin, choose, store with the shipped weights, look at the final pictures; `results/unsure.json`."""
    finished = [run for run in api.runs(TWIN) if run.result]  # by a benchmark that was broken off
    changes = {"validation": HELD_OUT}
    twin = load_trained(finished[-1] if finished else api.train("mnist", runs=TWIN, quiet=True, changes=changes))
    splits, _ = load_data(twin.lesson, twin.recipe, twin.options, int(twin.about["seed"]))
    assert splits.validation is not None
    known, held_out = (look(twin, split.x) for split in (splits.train, splits.validation))
    drawn = {kind: [part for _, parts in read(kind, "tuning") for part in parts] for kind in KINDS}
    strange = {kind: look(twin, torch.stack([part.x for part in parts])) for kind, parts in drawn.items()}
    scores = rivals(known, splits.train)
    compared = {}
    for name, rate in scores.items():
        threshold = rate(held_out).quantile(SURE)
        compared[name] = {kind: share(rate(seen) > threshold) for kind, seen in strange.items()}
        click.echo(f"{name:12} " + "  ".join(f"{kind} {value:.1%}" for kind, value in compared[name].items()))
    chosen = scores["both"]
    kept = share(chosen(held_out) <= chosen(known).quantile(unsure.SHARE))
    if kept < SURE:
        raise click.ClickException(f"only {kept:.2%} of the held-out images are sure: raise SHARE in engine/unsure.py")
    for recipe in RECIPES:
        ship(recipe)
    result = {
        "summary": {"final": final(), "twin": {"held_out": HELD_OUT, "sure": kept, "share": unsure.SHARE}},
        "compared": compared,
        **where("python -m benchmarks unsure"),
    }
    write_json(RESULT, result)
    shutil.rmtree(TWIN)
    return result


def look(trained: Trained, x: Tensor) -> Seen:
    """What a network makes of images."""
    features: list[Tensor] = []
    last = trained.model.get_submodule("linear3")
    hook = last.register_forward_pre_hook(lambda _, given: features.append(given[0].detach()))
    logits = score.predict(trained.model, x, trained.lesson, trained.recipe)
    hook.remove()
    return Seen(x, logits, torch.cat(features))


def rivals(known: Seen, train: Split) -> dict[str, Score]:
    """The scores that are compared, all fitted to the same training images."""
    familiar = unsure.fit(known.x, train.y, known.logits)
    assert familiar is not None
    centres = torch.stack([known.features[train.y == number].mean(0) for number in range(10)])
    off = known.features - centres[train.y]
    covariance = off.T @ off / len(off)
    covariance += 1e-3 * covariance.diagonal().mean() * torch.eye(len(covariance))
    whitening = torch.linalg.cholesky(torch.linalg.inv(covariance))
    bank = F.normalize(known.features[::5])
    return {
        # the probability of the answer (Hendrycks & Gimpel 2017)
        "probability": lambda seen: -seen.logits.softmax(1).amax(1),
        # Liu et al. 2020
        "energy": lambda seen: unsure.energy(seen.logits),
        # Lee et al. 2018: features, class means, one covariance
        "features": lambda seen: torch.cdist(seen.features @ whitening, centres @ whitening).amin(1),
        # Sun et al. 2022: the distance to the tenth nearest of the training images' features
        "neighbours": lambda seen: -(F.normalize(seen.features) @ bank.T).topk(NEIGHBOURS).values[:, -1],
        # the picture's distance to the predicted class
        "picture": lambda seen: familiar.distance(seen.x, seen.logits.argmax(1)),
        "both": lambda seen: familiar.score(seen.x, seen.logits),
    }


def read(kind: str, purpose: not_digits.Purpose) -> Iterator[tuple[str, list[Part]]]:
    """What the reader finds in pictures that are no digits: nothing in some, several things in others."""
    for name, picture in KINDS[kind](purpose, COUNTS[kind]):
        try:
            yield name, digits_from_gray(np.asarray(picture, dtype=np.float32))
        except DataError:
            yield name, []


def ship(recipe: str) -> None:
    """Store what the training images look like beside a recipe's shipped weights, and its SHA-256 in their card."""
    trained = load_trained(f"mnist:{recipe}")
    splits, _ = load_data(trained.lesson, trained.recipe, trained.options, int(trained.about["seed"]))
    logits = score.predict(trained.model, splits.train.x, trained.lesson, trained.recipe)
    familiar = unsure.fit(splits.train.x, splits.train.y, logits)
    assert familiar is not None
    path = weights.SHIPPED / f"mnist-{recipe}.json"
    content = weights.familiar_to_bytes(familiar)
    write(path.with_suffix(weights.UNSURE), content)
    write_json(path, {**json.loads(path.read_text("utf-8")), "unsure_sha256": sha256(content)})


def final() -> dict[str, Any]:
    """The figures that are published: of the weights that ship, on what was never tuned on."""
    trained = load_trained("mnist")
    familiar = trained.familiar
    assert familiar is not None
    splits, _ = load_data(trained.lesson, trained.recipe, trained.options, int(trained.about["seed"]))
    test = splits.test()
    logits = score.predict(trained.model, test.x, trained.lesson, trained.recipe)
    sure, right = ~torch.tensor(familiar.unsure(test.x, logits)), logits.argmax(1) == test.y
    found: dict[str, Any] = {
        "test_sure": share(sure),
        "test_right_of_sure": share(right[sure]),
        "test_right_of_unsure": share(right[~sure]),
        **written(trained, test),
        **strangers(trained),
        **forms_read.measure(trained, test),
    }
    return found


def written(trained: Trained, test: Split) -> dict[str, Any]:
    """How photos of digits are read: whole numbers by form, single digits together."""
    forms: dict[str, Any] = {}
    sure_right, sure_count, digits, seconds = 0, 0, 0, []
    for form in photos.FORMS:
        right = 0
        for number in range(FIRST, FIRST + PHOTOS):
            photo = photos.draw(form, number, test.x[:, 0].numpy(), test.y.numpy().astype(np.uint8))
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "photo.png"
                photo.picture.save(path, compress_level=1)
                started = time.perf_counter()
                try:
                    answer = api.predict(trained, path)[0]
                except DataError:
                    answer = {"label": "", "unsure": True}
                seconds.append(time.perf_counter() - started)
            right += answer["label"] == photo.digits
            parts = answer.get("digits", [answer])
            digits += len(photo.digits)
            for place, part in enumerate(parts):
                if not part["unsure"]:
                    sure_count += 1
                    sure_right += len(parts) == len(photo.digits) and part["label"] == photo.digits[place]
        forms[form] = right
        click.echo(f"{form:12} {right} of {PHOTOS}")
    return {
        "photos_each": PHOTOS,
        "photos_right": sum(forms.values()) / (PHOTOS * len(forms)),
        "photos_right_of_sure": sure_right / max(sure_count, 1),
        "photos_sure": sure_count / digits,
        "photos": forms,
        "seconds_photo": float(np.median(seconds)),
        "seconds_slowest": max(seconds),
    }


def strangers(trained: Trained) -> dict[str, Any]:
    """How many pictures that are no digits are told: as unsure, or because nothing was found."""
    noticed: dict[str, list[bool]] = {}
    familiar = trained.familiar
    assert familiar is not None
    for kind in KINDS:
        for name, parts in read(kind, "final"):
            x = torch.stack([part.x for part in parts]) if parts else torch.empty(0, 1, 28, 28, dtype=torch.uint8)
            logits = score.predict(trained.model, x, trained.lesson, trained.recipe) if parts else torch.empty(0, 10)
            doubtful = not parts or any(familiar.unsure(x, logits))
            noticed.setdefault(kind, []).append(doubtful)
            if kind == "letters" and name not in not_digits.TWINS:
                noticed.setdefault("letters_but_twins", []).append(doubtful)
            if not doubtful:
                noticed.setdefault(f"sure_{kind}_{name}", []).append(True)
    shares = {f"unsure_{kind}": float(np.mean(noticed[kind])) for kind in (*KINDS, "letters_but_twins")}
    shares["unsure_all"] = float(np.mean([one for kind in KINDS for one in noticed[kind]]))
    missed = {name.removeprefix("sure_"): len(ones) for name, ones in noticed.items() if name.startswith("sure_")}
    return {**shares, "missed": missed}


def share(these: Tensor) -> float:
    """The share of True."""
    return float(these.double().mean())
