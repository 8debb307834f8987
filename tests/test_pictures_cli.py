"""Commands that look at pictures of one's own: `predict FILE --explain DIR` and `train --images DIR`."""

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from pytorch_study import api
from pytorch_study.data.locations import PACKAGE
from pytorch_study.errors import DataError, UsageError

RAW = PACKAGE / "MNIST" / "raw"


@pytest.fixture(scope="module")
def digits():
    """The first test images of MNIST and their labels."""
    with gzip.open(RAW / "t10k-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(16 + 784 * 200), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(RAW / "t10k-labels-idx1-ubyte.gz") as file:
        return images, np.frombuffer(file.read(8 + 200), np.uint8, offset=8)


def test_predict_reads_pictures_of_ones_own_and_explains_them(inside, digits, tmp_path):
    images, labels = digits
    paper = 255 - np.kron(images[0], np.ones((6, 6), np.uint8))  # dark ink on white paper, six times as large
    Image.fromarray(paper).save(tmp_path / "paper.jpg")
    Image.fromarray(images[1]).save(tmp_path / "plain.png")
    done = inside("predict", "mnist", "paper.jpg", "plain.png", "--explain", "seen", "--json")
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert [(answer["file"], answer["label"]) for answer in answers] == [
        ("paper.jpg", str(labels[0])),
        ("plain.png", str(labels[1])),
    ]
    for answer in answers:
        assert set(answer) == {"file", "label", "probability", "probabilities", "unsure"}
        assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert done.stderr == "", "the digits are sure, and everybody knows which ten there are"
    seen = sorted(path.name for path in (tmp_path / "seen").iterdir())
    assert seen == ["paper_layers.png", "paper_steps.png", "plain_layers.png", "plain_steps.png"]
    for path in (tmp_path / "seen").iterdir():
        with Image.open(path) as picture:
            assert min(picture.size) > 100
    with pytest.raises(UsageError, match="--explain"):
        api.predict("regression:cars", ["cars.csv"], explain=tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_one_bad_file_stops_no_other(inside, digits, tmp_path):
    Image.fromarray(digits[0][0]).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"not a picture")
    done = inside("predict", "mnist", "a.png", "b.png", "--explain", "seen", "--json")
    assert done.returncode == 3
    good, bad = json.loads(done.stdout)
    assert (good["file"], good["label"]) == ("a.png", str(digits[1][0]))
    assert set(bad) == {"file", "error"}
    assert bad["file"] == "b.png"
    assert "1 of 2 files cannot be read" in done.stderr
    assert sorted(path.name for path in (tmp_path / "seen").iterdir()) == ["a_layers.png", "a_steps.png"]
    done = inside("predict", "mnist", "b.png", "a.png", "none.png")
    assert done.returncode == 3
    bad, none, count = done.stderr.splitlines()
    assert bad.startswith("b.png is plain text, not an image")
    assert "none.png" in none
    assert count == "2 of 3 files cannot be read; the others were answered."
    assert done.stdout.startswith("a.png: ")
    assert inside("predict", "mnist", "b.png", "--json").stdout == ""  # the only file: nothing to say but why


def test_train_on_pictures_of_ones_own(inside, digits, tmp_path):
    images, labels = digits
    for label, name in ((0, "ring"), (1, "stroke")):
        (tmp_path / "mine" / name).mkdir(parents=True)
        for number, image in enumerate(images[labels == label][:12]):
            Image.fromarray(image).save(tmp_path / "mine" / name / f"{number}.png")
    options = ("--epochs", "20", "--batch-size", "10", "--set", "augment=none", "--threads", "1")
    done = inside("train", "mnist", "--images", "mine", *options, "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["test_count"] == 4
    assert result["test_accuracy"] == 1
    about = json.loads((tmp_path / result["run"] / "run.json").read_text("utf-8"))
    assert about["data"]["info"]["labels"] == ["ring", "stroke"]
    (tmp_path / "unseen.png").write_bytes((tmp_path / "mine" / "ring" / "0.png").read_bytes())
    told = inside("predict", "latest", "unseen.png", "--json")
    assert json.loads(told.stdout)[0]["label"] == "ring"
    assert "knows only 2 classes: ring, stroke" in told.stderr
    assert api.evaluate(tmp_path / result["run"])["per_class"] == [
        {"label": name, "accuracy": 1.0, "low": pytest.approx(0.3424, abs=1e-4), "high": 1.0, "count": 2}
        for name in ("ring", "stroke")
    ]
    with pytest.raises(DataError, match="ring"):
        api.train("mnist", images=tmp_path / "mine" / "ring", runs=tmp_path / "none", quiet=True)
    assert not (tmp_path / "none").exists()


COLOURS = """
import torch
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits
from pytorch_study.lesson import DataInfo
from pytorch_study.data import photo

def pictures(seed):
    rng = torch.Generator().manual_seed(seed)
    y = torch.arange(90) % 3
    x = torch.randint(0, 60, (90, 3, 32, 32), generator=rng)
    x[torch.arange(90), y, 8:24, 8:24] += 150
    y[:3] = (y[:3] + 1) % 3  # three labels are wrong
    return Split(x.to(torch.uint8), y)

def load(recipe, sources, seed):
    names = DataInfo(labels=("red", "green", "blue"), zh=("红", "绿", "蓝"))
    return Splits(train=pictures(0), test=lambda: pictures(1), info=names, test_notes={0: "me", 1: "me"})

LESSON = Lesson(name="colours", task="classify", recipes={"default": Recipe(epochs=4, batch_size=15, lr=0.01)},
    load=load, read_image=photo.read_photo, model=lambda recipe: nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3)))
"""


def test_a_lesson_in_colour_gets_its_heat_its_languages_and_a_word_on_what_it_knows(inside, tmp_path):
    (tmp_path / "colours.py").write_text(COLOURS, "utf-8")
    done = inside("train", "colours.py", "--json", "--quiet", "--threads", "1")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["test_accuracy"] == pytest.approx(87 / 90)
    run = tmp_path / result["run"]
    drawn = {path.stem for path in run.glob("*.png")}
    assert {"confusion", "per_class", "mistakes", "heat", "filters", "blocks", "maps"} <= drawn
    page = (run / "report.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == len(drawn)

    photo = Image.new("RGB", (90, 60), (30, 30, 30))
    photo.paste((20, 200, 25), (30, 15, 60, 45))
    photo.save(tmp_path / "leaf.png")
    told = inside("predict", "latest", "leaf.png", "--json", "--explain", "seen", lang="zh")
    (answer,) = json.loads(told.stdout)
    assert answer["label"] == "green"
    assert list(answer["probabilities"]) == ["red", "green", "blue"]
    assert "只认识 3 个类别：red · 红、green · 绿、blue · 蓝" in told.stderr
    seen = {path.name for path in (tmp_path / "seen").iterdir()}
    assert seen == {"leaf_steps.png", "leaf_layers.png", "leaf_gradcam.png"}
    assert "green · 绿" in inside("predict", "latest", "leaf.png", lang="zh").stdout

    score = json.loads(inside("evaluate", "latest", "--json").stdout)
    assert [one["label"] for one in score["per_class"]] == ["red", "green", "blue"]
    for one, row, k in zip(score["per_class"], score["confusion"], range(3), strict=True):
        assert one["count"] == sum(row)
        assert one["accuracy"] == row[k] / sum(row)
        assert one["low"] < one["accuracy"] < one["high"]
    said = inside("evaluate", "latest", lang="zh").stdout
    assert "red · 红：" in said
    assert said.count(" – ") == 3
