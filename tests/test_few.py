"""The benchmarks of few pictures: what is trained, what is drawn, and under which licence weights ship."""

import json
from dataclasses import replace

import click
import numpy as np
import pytest
import torch
from test_finetune import SMALL, installed, tiny

from benchmarks import accuracy, curve, ensemble, probes
from pytorch_study import api, lessons, measurements, text
from pytorch_study.lesson import DataInfo, Splits
from pytorch_study.lessons import finetune
from pytorch_study.plots import fonts
from pytorch_study.recipe import change, digest
from pytorch_study.trained import load_trained


@pytest.mark.parametrize("way", curve.WAYS, ids=lambda way: way.title.en)
def test_each_way_differs_from_its_recipe_and_from_the_others(way):
    base = lessons.get(way.lesson).recipes[way.recipe]
    recipes = [change(base, way.settings(count)) for count in curve.COUNTS]
    assert [recipe.per_class for recipe in recipes] == list(curve.COUNTS)
    assert sum(other.lesson == way.lesson and other.changes == way.changes for other in curve.WAYS) == 1
    frozen = finetune.frozen(recipes[0], recipes[0].epochs - 1) if way.lesson == "finetune" else ()
    assert ("last" in frozen) == ("head_epochs" in way.changes)  # all but the head, to the end


@pytest.mark.parametrize("font", [None, "there"])
def test_the_curve_has_a_line_for_each_way_that_was_measured(tmp_path, monkeypatch, font):
    monkeypatch.setattr(measurements, "RESULTS", tmp_path)
    monkeypatch.setattr(fonts, "chinese_font", lambda: font and fonts.LATIN)
    text.use("zh")
    tuned, _, fast, _ = curve.WAYS

    def runs(way, scores):
        return [
            {"label": accuracy.label_of(way.recipe, way.settings(count)), "seed": seed, "test_accuracy": score}
            for count, each in scores.items()
            for seed, score in enumerate(each)
        ]

    for way, scores in ((tuned, {10: (0.5, 0.6), 100: (0.8,)}), (fast, {10: (0.2,)})):
        (tmp_path / f"{way.lesson}_curve.json").write_text(json.dumps({"runs": runs(way, scores)}), "utf-8")
    assert curve.scores(tuned) == {10: [50.0, 60.0], 100: [80.0]}
    (axes,) = curve.draw().axes
    lines = [bars.lines[0].get_xydata().tolist() for bars in axes.containers]
    assert lines == [[[10, 55], [100, 80]], [[10, 20]]]
    said = "".join(one.get_text() for one in axes.texts)
    assert ("微调" in said) == bool(font)
    assert ("fine-tuned" in said) != bool(font)


def test_the_features_of_a_layer_are_the_mean_of_each_channel():
    torch.manual_seed(0)
    net = finetune.LiteNet(replace(SMALL, norm="batch")).eval()
    split = tiny(6)
    features = probes._features(net, split)
    assert list(features) == ["pixels", "stem", *(f"block{k}" for k in range(16)), "last"]
    assert features["pixels"].shape == (6, 3 * 32 * 32)
    assert features["last"].shape == (6, 1280)
    x = (split.x.float() - 127) / 128
    torch.testing.assert_close(features["stem"], net.stem(x).mean((2, 3)), rtol=1e-4, atol=1e-5)


def test_a_linear_classifier_finds_what_is_linear_and_only_that():
    rng = torch.Generator().manual_seed(0)
    x, y = torch.randn(400, 5, generator=rng), torch.arange(400) % 2
    assert probes._linear(x[:200], y[:200], x[200:], y[200:]) < 0.65
    x[:, 2] += 4 * y
    assert probes._linear(x[:200], y[:200], x[200:], y[200:]) > 0.9


def test_weights_ship_under_the_licence_of_what_they_began_as(tmp_path):
    installed("lite0")
    lesson = replace(finetune.LESSON, load=lambda *_: _splits(), shape=(3, 32, 32))
    small = {"epochs": 1, "side": 32, "classes": 3, "per_class": "none", "precision": "fp32"}
    runs = [
        api.train(lesson, "few", runs=tmp_path / name, quiet=True, changes={**small, "init": name})
        for name in ("lite0", "none")
    ]
    assert [accuracy.licence(load_trained(run)) for run in runs] == ["Apache-2.0, modified", "MIT"]


def _splits():
    return Splits(train=tiny(), test=tiny, info=DataInfo(labels=("red", "green", "blue")))


def test_an_ensemble_is_the_mean_of_its_members_logits(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "RESULTS", tmp_path)
    monkeypatch.setattr(accuracy, "MEMBERS", tmp_path / "members")
    monkeypatch.setattr(ensemble, "load_data", lambda *_: (replace(_splits(), test=lambda: tiny(4)), None))
    (tmp_path / "members").mkdir()
    logits = np.zeros((2, 4, 3), np.float32)
    logits[0, range(4), [0, 1, 2, 1]] = 1  # the last is wrong
    logits[1, range(4), [0, 1, 1, 0]] = 3  # the third is wrong, and surer than the first member is
    name = f"finetune-{digest(finetune.FEW)}"
    np.save(tmp_path / "members" / f"{name}-0.npy", logits[0])
    with pytest.raises(click.ClickException, match="fewer than two"):
        ensemble.measure("finetune", ["few"])
    np.save(tmp_path / "members" / f"{name}-1.npy", logits[1])
    np.save(tmp_path / "members" / "finetune-000000000000-1.npy", logits[1])  # of another recipe
    runs = [{"label": "few", "seed": seed, "operations": 5 + seed} for seed in (0, 1)]
    (tmp_path / "finetune.json").write_text(json.dumps({"runs": runs}), "utf-8")
    (tmp_path / "finetune_ensemble.json").write_text('{"default": {}}', "utf-8")
    found = ensemble.measure("finetune", ["few"])
    assert found["operations"] == 5 + 6
    assert found["members"] == ["few seed 0", "few seed 1"]
    assert found["test_accuracy_flip_each"] == [0.75, 0.75]
    assert found["test_accuracy_flip"] == 0.75
    kept = json.loads((tmp_path / "finetune_ensemble.json").read_text("utf-8"))
    assert list(kept) == ["default", "few"]
    assert kept["few"]["members"] == found["members"]
