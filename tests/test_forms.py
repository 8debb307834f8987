"""Photos of forms that were once read wrongly: `benchmarks/forms.py` draws them, the reader must get them right."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

import pytorch_study
from benchmarks import forms_read
from pytorch_study.data import digit
from pytorch_study.engine import score
from pytorch_study.errors import DataError
from pytorch_study.lesson import Split
from pytorch_study.trained import load_trained

RAW = Path(pytorch_study.__file__).parent / "data" / "files" / "MNIST" / "raw"


@pytest.fixture(scope="module")
def test():
    parts = []
    for name, start in (("t10k-images-idx3-ubyte.gz", 16), ("t10k-labels-idx1-ubyte.gz", 8)):
        with gzip.open(RAW / name) as file:
            parts.append(torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=start).copy()))
    return Split(parts[0].reshape(-1, 1, 28, 28), parts[1].long())


@pytest.fixture(scope="module")
def trained():
    return load_trained("mnist")


def gray(name, number, purpose, test):
    picture, digits = forms_read.drawn(name, number, purpose, test)
    picture = picture.convert("L")
    picture.thumbnail((digit.WORK, digit.WORK))
    return np.asarray(picture, np.float32), digits


CASES = {
    "cells that touch": ("postcode", 13, 0),
    "cells apart": ("postcode", 0, 0),
    "a table not so dark": ("dark_table", 2, 0),
    "a table seen on two sides": ("dark_table", 13, 0),
    "near the photo's edge": ("near_edge", 8, 0),
    "a shadow's edge is no board": ("shadow", 3, 0),
    "a 4 keeps its bar": ("small", 14, 2),
}


@pytest.mark.parametrize("case", list(CASES))
def test_what_once_was_read_wrongly(trained, test, case):
    picture, digits = gray(*CASES[case], test)
    x = torch.stack([part.x for part in digit.digits_from_gray(picture)])
    output = score.predict(trained.model, x, trained.lesson, trained.recipe)
    assert "".join(map(str, output.argmax(1).tolist())) == digits


@pytest.mark.parametrize(("name", "number"), [("empty", 9), ("empty", 19), ("texture", 8), ("texture", 16)])
def test_a_band_or_a_grid_is_no_row_of_ones(test, name, number):
    with pytest.raises(DataError) as error:
        digit.digits_from_gray(gray(name, number, 0, test)[0])
    assert error.value.key == "no_digit"


def foot(thickness, ruled):
    """A 2 with a foot wider than the rest of it."""
    picture = Image.new("L", (600, 700), 235)
    pen = ImageDraw.Draw(picture)
    if ruled:
        for y in range(20, 700, 66):
            pen.line([(0, y), (600, y)], 170, 2)
    pen.line([(240, 270), (270, 235), (330, 235), (345, 280), (215, 455), (215, 455)], 40, thickness, joint="curve")
    pen.line([(200, 455), (400, 450)], 40, thickness)
    return np.asarray(picture, np.float32)


@pytest.mark.parametrize("ruled", [False, True])
def test_the_foot_of_a_two_is_no_underline(trained, ruled):
    parts = digit.digits_from_gray(foot(12, ruled))
    output = score.predict(trained.model, torch.stack([p.x for p in parts]), trained.lesson, trained.recipe)
    assert output.argmax(1).tolist() == [2]
