"""What generative lessons make for the page: the pictures and poems, and how they came about."""

import base64
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

import pytorch_study as ps
from pytorch_study.errors import UsageError
from pytorch_study.lessons import poems, watching
from pytorch_study.playground import making
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import InferenceWorker

OWN = """
from dataclasses import replace
import torch
from pytorch_study.data.splits import take
from pytorch_study.lesson import Splits
from pytorch_study.lessons import {name}

def load(recipe, options, seed):
    whole = {name}.LESSON.load(recipe, options, seed)
    few = take(whole.train, torch.arange({count}))
    return Splits(train=few, test=lambda: few, info=whole.info)

recipe = replace({name}.DEFAULT, epochs=1, batch_size=4, precision="fp32", ema=None, {settings})
LESSON = replace({name}.LESSON, load=load, recipes={{"default": recipe}})
"""
SMALL = {"poems": (8, "width=16, layers=2, heads=2"), "flow": (64, "channels=8, depth=1")}


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """Knows two runs: `small_poems` and `small_flow`."""
    own, runs = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("runs")
    for name, (count, settings) in SMALL.items():
        path = own / f"{name}_own.py"
        path.write_text(OWN.format(name=name, count=count, settings=settings), "utf-8")
        run = ps.train(path, runs=runs, quiet=True, threads=1)
        run.folder.rename(runs / f"small_{name}")
    yield (one := InferenceWorker("test", 1, runs, None))
    one.close()


def asked(target, prompt=None, **changes):
    name = f"small_{target}" if target in SMALL else target
    return {"target": name, "prompt": prompt, "count": 1, "seed": 3, "options": {}, **changes}


def test_a_poem_tells_what_each_character_was_chosen_from(worker):
    found = making.make_for_page(worker, asked("poems", "春", options={"form": "五绝", "acrostic": "春山"}))
    (poem,) = found["made"]
    watched, text = poem["watched"], "".join(poem["lines"])
    assert watched["given"] == [0, 5]
    assert text[0] + text[5] == "春山"
    assert len(watched["candidates"]) == len(watched["chosen"]) == len(text) == 20
    for character, candidates, chance in zip(text, watched["candidates"], watched["chosen"], strict=True):
        chances = [one for _, one in candidates]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) < 1.001
        assert dict(candidates).get(character, chance) == chance
    assert len(watched["attention"]) == 2
    for block in watched["attention"]:
        assert [len(row) for row in block] == list(range(1, 21))  # the form, and the characters before it
        assert all(sum(row) == pytest.approx(1, abs=0.02) for row in block)


def test_attention_is_what_the_network_computes():
    """With one head, the values times these weights are what a block gathers."""
    torch.manual_seed(0)
    net = poems.Gpt(replace(poems.DEFAULT, width=16, layers=2, heads=1)).eval()
    _, vocabulary = poems.read("tang")
    inner = []
    hooks = [net.blocks[0].qkv.register_forward_hook(lambda _, __, output: inner.append(output))]
    hooks += [net.blocks[0].out.register_forward_pre_hook(lambda _, inputs: inner.append(inputs[0]))]
    poem = torch.tensor([vocabulary.size - len(vocabulary.forms), *range(5, 25)])
    with torch.no_grad():
        watched = watching.watch(net, poem, 1.0, vocabulary)
    for hook in hooks:
        hook.remove()
    weights = torch.tensor([row + [0.0] * (20 - len(row)) for row in watched["attention"][0]])  # (T, T)
    values, gathered = inner[0][0, :, 32:], inner[1][0]  # (T, width) each
    assert weights[0, 0] == 1
    most = 0.0005 * values.abs().sum(0) + 1e-5  # weights are rounded to three digits
    assert ((weights @ values - gathered).abs() <= most).all()
    even = torch.ones(20, 20).tril() / torch.arange(1, 21)[:, None]
    assert ((even @ values - gathered).abs() > most).any()  # looking everywhere alike would not do
    assert not net.blocks[0].qkv._forward_hooks


def test_a_way_begins_in_noise_ends_in_the_picture_and_is_judged(worker):
    (seven, other) = making.make_for_page(worker, asked("flow", "7", count=2, options={"steps": 4}))["made"]
    assert seven["label"] == "7"
    assert seven["size"] == [28, 28]
    (way,), (judged,) = seven["watched"]["ways"], seven["judged"]
    assert len(way) == len(judged) == 4 + 1
    assert way[-1] == seven["pixels"][0] != other["pixels"][0]
    first, last = (np.frombuffer(base64.b64decode(one), np.uint8) for one in (way[0], way[-1]))
    assert first.shape == last.shape == (784,)
    assert first.std() > 60  # noise
    assert all(len(chances) == 10 and sum(chances) == pytest.approx(1, abs=0.01) for chances in judged)


def test_a_number_of_several_digits_has_a_way_for_each(worker):
    (made,) = making.make_for_page(worker, asked("flow", "2026", options={"steps": 2}))["made"]
    assert made["label"] == "2026"
    assert [len(way) for way in made["watched"]["ways"]] == [3] * 4
    assert len(made["judged"]) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"target": None},
        {"prompt": 7},
        {"count": 0},
        {"count": 17},
        {"count": True},
        {"seed": "1"},
        {"options": None},
        {"options": {"form": ["七绝"]}},
    ],
)
def test_a_question_of_another_form_is_refused(worker, changes):
    with pytest.raises(Refused):
        making.make_for_page(worker, {**asked("poems"), **changes})


@pytest.mark.parametrize(
    ("target", "prompt", "options"),
    [
        ("poems", "春", {"form": "九绝"}),
        ("poems", "Q", {}),
        ("flow", "a", {}),
        ("flow", " ", {}),
        ("flow", "7", {"way": 1}),
    ],
)
def test_what_a_lesson_cannot_make_is_said_in_a_sentence(worker, target, prompt, options):
    with pytest.raises(UsageError):
        making.make_for_page(worker, asked(target, prompt, options=options))


def test_a_file_is_named_after_the_request_and_a_request_is_bounded(worker, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trained = worker.load("small_flow")
    made = ps.generate(trained, prompt="1 2", count=3, seed=5, steps=1)
    assert made["picture"] == "flow_12_seed5.png"
    with Image.open(made["picture"]) as sheet:
        assert sheet.size == (3 * (2 * 28 * 4 + 8) + 8, 28 * 4 + 2 * 8)
    assert all("watched" not in item for item in made["made"])
    with pytest.raises(UsageError, match="count"):
        ps.generate(trained, prompt="12", count=1001)
    assert [path.name for path in tmp_path.iterdir()] == ["flow_12_seed5.png"]


def test_only_generative_lessons_make_something(worker):
    with pytest.raises(UsageError, match="mnist"):
        making.make_for_page(worker, asked("mnist", "7"))
