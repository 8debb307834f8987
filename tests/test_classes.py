"""Each class's own score with its interval, and its name in the reader's language."""

import dataclasses
import json

import pytest
import torch
from matplotlib.text import Text

from pytorch_study.artifacts.weights import info_from
from pytorch_study.engine.score import per_class, wilson
from pytorch_study.lesson import DataInfo
from pytorch_study.plots import classes, fonts
from pytorch_study.text import use


@pytest.mark.parametrize(
    ("right", "count", "interval"),
    [
        (8, 10, (0.4902, 0.9433)),
        (0, 10, (0, 0.2775)),
        (10, 10, (0.7225, 1)),
        (500, 1000, (0.4691, 0.5309)),
        (0, 0, (0, 1)),
    ],
)
def test_wilsons_interval_at_known_values(right, count, interval):
    assert wilson(right, count) == pytest.approx(interval, abs=5e-5)


def test_the_interval_holds_the_true_rate_95_times_in_100():
    """What an interval promises, counted: exactly, over all outcomes of 40 throws."""
    for rate in (0.3, 0.5, 0.9):
        k = torch.arange(41, dtype=torch.float64)
        chance = torch.distributions.Binomial(40, torch.tensor(rate, dtype=torch.float64)).log_prob(k).exp()
        inside = torch.tensor([low <= rate <= high for low, high in (wilson(int(n), 40) for n in k)])
        assert 0.92 < float(chance[inside].sum()) < 0.98


def test_each_class_by_its_row():
    matrix = torch.tensor([[8, 2, 0], [5, 15, 0], [0, 0, 0]])
    a, b, none = per_class(matrix, ["a", "b", "none"])
    assert (a.accuracy, a.count, b.accuracy, b.count) == (0.8, 10, 0.75, 20)
    assert (a.low, a.high) == pytest.approx((0.4902, 0.9433), abs=5e-5)
    assert dataclasses.astuple(none) == ("none", None, 0.0, 1.0, 0)


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_classes_are_drawn_with_their_intervals_the_best_at_the_top():
    figure = classes.per_class(torch.tensor([[8, 2, 0], [1, 19, 0], [0, 0, 0]]), ["a", "b", "none"])
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    bars = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    assert bars[0] == pytest.approx([49.02, 94.33], abs=0.01)
    assert "80.0%  (49.0% – 94.3%)" in words(figure)
    assert words(classes.per_class(torch.zeros(2, 2, dtype=torch.int64), ["a", "b"])) == ["No examples to draw"]


def test_of_very_many_classes_the_worst_are_drawn():
    matrix = torch.eye(60, dtype=torch.int64) * 9
    matrix[7, 8] = 9
    figure = classes.per_class(matrix, [f"c{k}" for k in range(60)])
    assert figure.axes[0].get_yticklabels()[0].get_text() == "c7"
    assert "Accuracy per class: the 40 worst of 60 classes" in words(figure)


PETS = DataInfo(labels=("cat", "dog"), zh=("猫", "狗"), shape=(3, 8, 8))


def test_a_class_is_said_in_the_readers_language():
    assert PETS.display_name("cat") == "cat"
    use("zh")
    assert PETS.display_name("cat") == "cat · 猫"
    assert DataInfo(labels=("cat",)).display_name("cat") == "cat"


def test_pictures_are_in_chinese_only_where_a_font_can_draw_it(monkeypatch):
    use("zh")
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    assert fonts.class_names(PETS) == ["cat", "dog"]
    monkeypatch.setattr(fonts, "chinese_font", lambda: "SimHei")
    assert fonts.class_names(PETS) == ["猫", "狗"]
    assert fonts.class_names(dataclasses.replace(PETS, zh=())) == ["cat", "dog"]
    use("en")
    assert fonts.class_names(PETS) == ["cat", "dog"]


def test_names_are_kept_as_json_and_older_ones_are_still_read():
    stored = json.loads(json.dumps(dataclasses.asdict(PETS)))
    pets = dataclasses.replace(PETS, input="image")  # which files of before do not say
    assert info_from(stored) == pets
    del stored["zh"]
    assert info_from(stored) == dataclasses.replace(pets, zh=())
