"""How photos of forms are read, and what is said of photos without digits: rows of `benchmarks unsure`."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image

from benchmarks.forms import FORMS
from benchmarks.forms_without import NOT_DIGITS, chinese_fonts
from benchmarks.hand import Hand
from pytorch_study import api
from pytorch_study.errors import DataError
from pytorch_study.lesson import Split
from pytorch_study.trained import Trained

EACH = 20
"""Photos of each form."""
TUNING, FINAL = 0, 1
"""Photos drawn from 0, and from 2, were looked at to improve the reader; those from 1 are scored and published."""


def drawn(name: str, number: int, purpose: int, test: Split) -> tuple[Image.Image, str | None]:
    """A photo of a form, and what is written on it; None: no digit."""
    every: dict[str, Callable[[Hand], Any]] = {**FORMS, **NOT_DIGITS}
    rng = np.random.default_rng([list(every).index(name), number, purpose])
    found = every[name](Hand(test.x[:, 0].numpy(), test.y.numpy(), rng))
    return found if isinstance(found, tuple) else (found, None)


def read(trained: Trained, picture: Image.Image) -> tuple[str, bool, float]:
    """What is read, whether that is sure, and the seconds it took from the file on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.png"
        picture.save(path, compress_level=1)
        started = time.perf_counter()
        try:
            answer = api.predict(trained, path)[0]
        except DataError:
            answer = {"label": "", "unsure": True}
        return answer["label"], not answer["unsure"], time.perf_counter() - started


def measure(trained: Trained, test: Split, purpose: int = FINAL) -> dict[str, Any]:
    """Whole strings that are right, those answered as sure, right ones among these; photos without digits told."""
    right: dict[str, int] = {}
    found: list[tuple[bool, bool]] = []
    large: list[float] = []
    for name in FORMS:
        rows = []
        for number in range(EACH):
            picture, digits = drawn(name, number, purpose, test)
            label, certain, seconds = read(trained, picture)
            rows.append((label == digits, certain))
            large += [seconds] if name == "twelve_megapixels" else []
        right[name] = sum(ok for ok, _ in rows)
        found += rows
        click.echo(f"{name:18} {right[name]} of {EACH}, {sum(certain for _, certain in rows)} sure")
    noticed: dict[str, float] = {}
    for name in NOT_DIGITS:
        if name == "chinese" and not chinese_fonts():
            continue
        pictures = (drawn(name, number, purpose, test)[0] for number in range(EACH))
        noticed[name] = sum(not read(trained, picture)[1] for picture in pictures) / EACH
        click.echo(f"{name:18} told {noticed[name]:.0%}")
    sure = [ok for ok, certain in found if certain]
    return {
        "forms_each": EACH,
        "forms_right": sum(right.values()) / len(found),
        "forms_sure": len(sure) / len(found),
        "forms_right_of_sure": sum(sure) / len(sure),
        "forms": right,
        "seconds_large": float(np.median(large)),
        **{f"told_{name}": share for name, share in noticed.items()},
        # O, o, I and l are counted on their own: written by hand they are 0 and 1.
        "told_all": float(np.mean([share for name, share in noticed.items() if name != "lookalikes"])),
    }
