"""Disputed labels: the file is the published one's excerpt, it fits the real test set, and the gallery marks them."""

import json
import os
import pickle
from pathlib import Path

import pytest
import torch
from helpers import ROOT
from matplotlib.text import Text

from pytorch_study.data.disputed import DOUBT, FILE, disputed_cifar10
from pytorch_study.lesson import Split
from pytorch_study.plots import canvas, galleries
from pytorch_study.plots.fonts import picked

CONTENT = json.loads(FILE.read_text("utf-8"))


def test_the_places_are_54_of_the_test_set():
    places = CONTENT["places"]
    assert len(places) == len(CONTENT["labels"]) == 54
    assert places == sorted(set(places))
    assert places[0] >= 0
    assert places[-1] < 10_000
    assert len(set(CONTENT["pixels"])) == 54


def test_the_file_and_the_notice_name_the_source_and_its_licence():
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    for name in ("source", "commit"):
        assert CONTENT[name] in notice
    assert "GPL-3.0-or-later" in notice
    assert FILE.name in notice
    assert all("arXiv:2103.14749" in text for text in DOUBT)


def test_its_labels_are_those_of_the_real_test_set():
    folder = Path(os.environ.get("PYTORCH_STUDY_DATA") or ROOT.parent / "shared" / "data") / "cifar-10-batches-py"
    if not (folder / "test_batch").is_file():
        pytest.skip("CIFAR-10 is not here")
    batch = pickle.loads((folder / "test_batch").read_bytes(), encoding="bytes")
    labels = batch[b"labels"]
    assert [labels[place] for place in CONTENT["places"]] == CONTENT["labels"]
    test = Split(torch.from_numpy(batch[b"data"]).reshape(-1, 3, 32, 32), torch.tensor(labels))
    assert disputed_cifar10(test) == dict.fromkeys(CONTENT["places"], DOUBT)
    backwards = Split(test.x.flip(0), test.y.flip(0))  # as from folders of pictures, whose order is another
    assert sorted(disputed_cifar10(backwards)) == sorted(9_999 - place for place in CONTENT["places"])


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_the_gallery_marks_them_and_names_the_source():
    images = torch.zeros(45, 3, 8, 8, dtype=torch.uint8)
    given = (images, [0] * 45, [1] * 45, [0.9] * 45, ["cat", "dog"])
    disputed = [number in (0, 3, 44) for number in range(45)]  # the last is beyond the 40 that are shown
    figure = galleries.mistakes(*given, disputed, picked(DOUBT))
    said = words(figure)
    assert (said.count("⚑ cat"), said.count("✓ cat")) == (2, 38)
    assert f"⚑ disputed label: {DOUBT.en}" in said
    frames = [frame.get_linewidth() > 2 for frame in figure.axes[0].patches]
    assert [number for number, thick in enumerate(frames) if thick] == [0, 3]
    canvas.png(figure)  # a missing glyph would be a warning, and warnings are errors here
    for none in (galleries.mistakes(*given), galleries.mistakes(*given, [False] * 44 + [True], "x")):
        assert not any("⚑" in text for text in words(none))


def test_the_sentence_fits_a_narrow_gallery():
    black = torch.zeros(1, 3, 8, 8, dtype=torch.uint8)
    figure = galleries.mistakes(black, [0], [1], [0.9], ["a", "b"], [True], DOUBT.en)
    figure.canvas.draw()
    (text,) = (text for text in figure.findobj(Text) if text.get_text().startswith("⚑ disputed"))
    assert text.get_window_extent().x1 <= figure.bbox.x1
