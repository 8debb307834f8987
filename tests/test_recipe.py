"""Recipes: typed, checked, and read from strings."""

import dataclasses
import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytorch_study.errors import UsageError
from pytorch_study.lessons.regression import RegressionRecipe
from pytorch_study.recipe import LIMITS, Recipe, change, differences, digest, fields


@dataclasses.dataclass(frozen=True, kw_only=True)
class Deep(Recipe):
    depth: Literal[1, 2, "all"] = 1


def test_choices_need_not_be_words():
    for written, value in (("2", 2), (2, 2), ("all", "all")):
        assert change(Deep(), {"depth": written}).depth == value
    with pytest.raises(UsageError, match="Available: 1, 2, all"):
        change(Deep(), {"depth": "3"})


def test_every_field_has_its_line_in_the_docstring():
    for kind in (Recipe, RegressionRecipe):
        own = [f.name for f in dataclasses.fields(kind) if f.name in kind.__annotations__]
        for name in own:
            assert f"        {name}: " in kind.__doc__, name
    assert set(LIMITS) <= {f.name for f in dataclasses.fields(Recipe)}


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("epochs", "5", 5),
        ("lr", "1e-2", 0.01),
        ("lr", 1, 1.0),
        ("clip", "none", None),
        ("clip", "2", 2.0),
        ("augment", "flip,crop:4", ("flip", "crop:4")),
        ("augment", "none", ()),
        ("augment", ["flip"], ("flip",)),
        ("optimizer", "sgd", "sgd"),
        ("limit", "100", 100),
    ],
)
def test_change_reads_each_type(name, written, value):
    assert getattr(change(Recipe(), {name: written}), name) == value


def test_hidden_layers_are_numbers():
    assert change(RegressionRecipe(), {"hidden": "64,32"}).hidden == (64, 32)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"epoch": 3}, "`epochs`"),
        ({"optimizer": "adma"}, "`adam`"),
        ({"epochs": "many"}, "int"),
        ({"epochs": 1.5}, "int"),
        ({"epochs": True}, "int"),
        ({"epochs": 0}, "[1,"),
        ({"lr": 0}, "(0,"),
        ({"lr": math.nan}, "range"),
        ({"lr": "inf"}, "range"),
        ({"batch_size": -1}, "range"),
        ({"ema": 1}, "range"),
        ({"lr": None}, "a number"),
        ({"augment": 3}, "a list"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(changes, part):
    with pytest.raises(UsageError, match=None) as caught:
        change(Recipe(), changes)
    assert part in str(caught.value)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "epochs": st.integers(1, 1000),
            "lr": st.floats(1e-9, 1e3),
            "clip": st.none() | st.floats(1e-3, 1e3),
            "augment": st.lists(st.sampled_from(["flip", "crop:2", "affine"])).map(tuple),
            "schedule": st.sampled_from(["constant", "onecycle"]),
        },
    )
)
def test_what_json_holds_comes_back_the_same(changes):
    recipe = change(Recipe(), changes)
    assert change(Recipe(), fields(recipe)) == recipe
    assert (digest(recipe) == digest(Recipe())) == (recipe == Recipe())
    assert set(differences(fields(Recipe()), fields(recipe))) <= set(changes)


@given(st.text(max_size=20), st.sampled_from([f.name for f in dataclasses.fields(Recipe)]))
def test_any_text_is_a_value_or_a_usage_error(written, name):
    try:
        change(Recipe(), {name: written})
    except UsageError as error:
        assert str(error)
