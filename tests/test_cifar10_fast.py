"""Lesson 4's network: whitened, identical at first, of any size; every idea can be left out."""

import dataclasses

import pytest
import torch
import torch.nn.functional as F

from pytorch_study.artifacts import checkpoint
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import End, Step
from pytorch_study.lesson import Split, Splits
from pytorch_study.lessons.cifar10_fast import LESSON, FastRecipe, border, whiten
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator

SMALL = FastRecipe(widths=(16, 16, 16), batch_size=20, epochs=2, optimizer="muon", lr=0.1)
HERE = Compute("cpu", "fp32", 1)


def photos(n=60):
    """Smooth pictures, as photos are: neighbouring pixels and channels go together."""
    rng = make_generator(3)
    rough = torch.rand(n, 1, 6, 6, generator=rng) * 200 + torch.rand(n, 3, 6, 6, generator=rng) * 55
    x = F.interpolate(rough, size=(32, 32), mode="bicubic").clamp(0, 255).to(torch.uint8)
    return Split(x, torch.arange(n) % 10)


def splits():
    return Splits(train=photos(), test=photos)


def fresh(**changes):
    recipe = dataclasses.replace(SMALL, **changes)
    torch.manual_seed(0)
    return LESSON.model(recipe)


def test_the_first_layer_makes_patches_uncorrelated_and_equally_strong():
    net, data = fresh(), photos()
    whiten(net, data)
    mean, std = (torch.tensor(v)[:, None, None] * 255 for v in (LESSON.mean, LESSON.std))
    seen = F.conv2d((data.x.float() - mean) / std, net.white.weight)[:, :12]  # the plus half
    answers = seen.transpose(0, 1).flatten(1)  # (12, N)
    together = answers @ answers.T / answers.shape[1]
    strong = together.diagonal() > 0.9  # where there is more than noise
    assert strong.sum() >= 3
    assert torch.allclose(together[strong][:, strong], torch.eye(int(strong.sum())), atol=0.1)
    assert torch.equal(net.white.weight[12:], -net.white.weight[:12])


def test_the_others_hand_pictures_on():
    group = fresh().groups[1]
    x = torch.rand(2, 16, 6, 6, generator=make_generator(0))
    assert torch.allclose(group.second.conv(x), x, atol=1e-6)
    assert torch.allclose(group.first.conv(border(x)), x, atol=1e-6)
    for start in ("identity", "random"):
        lengths = [
            conv.weight.flatten(1).norm(dim=1)
            for group in fresh(start=start).groups
            for conv in (group.first.conv, group.second.conv)
        ]
        assert torch.allclose(torch.cat(lengths), torch.ones(96), atol=1e-5)
    assert not torch.allclose(fresh(start="random").groups[1].second.conv(x), x, atol=0.1)


@pytest.mark.parametrize("side", [24, 32, 33, 40, 48])
def test_any_size_of_picture(side):
    assert fresh()(torch.rand(2, 3, side, side)).shape == (2, 10)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"first": "learned"},
        {"first": "fixed"},
        {"start": "random"},
        {"norm": "none"},
        {"activation": "relu"},
        {"depth": 3},
        {"augment": ("alternating_flip", "crop:2", "progressive_resize:24:0.6")},
        {"optimizer": "sgd", "lr": 0.05},
    ],
    ids=str,
)
def test_it_learns_with_any_idea_left_out(changes):
    """It learns pictures of two kinds within a few steps, and only the whitened layer stands still."""
    data = splits()
    bright = torch.cat([data.train.x // 2, 255 - data.train.x // 2])
    data = dataclasses.replace(data, train=Split(bright, torch.arange(120) // 60))
    state = init_state(LESSON, dataclasses.replace(SMALL, epochs=4, **changes), data, HERE, 0)
    before = {name: value.clone() for name, value in state.model.named_parameters()}
    losses = [record.loss for record in train(state, data) if isinstance(record, Step)]
    assert sum(losses[-5:]) < sum(losses[:5])
    same = {name for name, value in state.model.named_parameters() if torch.equal(value, before[name])}
    assert ("white.weight" in same) == (changes.get("first") != "learned")
    assert ("white.bias" in same) == (changes.get("first") == "fixed")
    assert {name for name in same if ".norm." not in name} <= {"white.weight", "white.bias"}


@pytest.mark.parametrize("height", [32, 31, 15, 7, 3])
@pytest.mark.parametrize("width", [24, 11, 5])
def test_what_a_pool_drops_is_not_computed_and_changes_nothing(height, width):
    rng = make_generator(1)
    x, weight = (torch.randn(*shape, generator=rng) for shape in ((2, 4, height, width), (8, 4, 3, 3)))
    found, expected = [], []
    for gradients, answers, size in (
        (found, lambda x, w: F.conv2d(border(x), w), (height // 2 * 2, width // 2 * 2)),
        (expected, lambda x, w: F.conv2d(x, w, padding=1), (height, width)),
    ):
        leaves = [x.clone().requires_grad_(), weight.clone().requires_grad_()]
        computed = answers(*leaves)
        F.max_pool2d(computed, 2).square().sum().backward()
        gradients.extend([F.max_pool2d(computed, 2), *(leaf.grad for leaf in leaves)])
        assert tuple(computed.shape[2:]) == size
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(found, expected, strict=True))


def test_half_of_the_steps_are_small():
    data, sides = splits(), []
    recipe = dataclasses.replace(SMALL, augment=("alternating_flip", "progressive_resize:24:0.5"))
    state = init_state(LESSON, recipe, data, HERE, 0)
    state.model.register_forward_pre_hook(lambda _, given: sides.append(given[0].shape[-1]))
    assert isinstance([*train(state, data)][-1], End)
    assert sides == [24] * 3 + [32] * 3


def test_each_recipe_can_be_written_down():
    for recipe in LESSON.recipes.values():
        assert change(recipe, {"widths": "32,64,64", "first": "learned"}).widths == (32, 64, 64)


def test_a_resumed_training_ends_with_the_same_bits(tmp_path):
    """Running means of the normalisation, whose turn it is, and how large the pictures are: all of it goes on."""
    augment = ("alternating_flip", "crop:2", "progressive_resize:24")
    recipe = dataclasses.replace(SMALL, augment=augment, validation=0, first="fixed")
    whole, broken, resumed = (init_state(LESSON, recipe, splits(), HERE, 0) for _ in range(3))
    for _ in train(whole, splits()):
        pass
    for record in train(broken, splits()):
        if record.step == 2:
            checkpoint.save(tmp_path, broken)
            break
    checkpoint.restore(resumed, checkpoint.load(tmp_path)[0], tmp_path)
    for _ in train(resumed, splits()):
        pass
    expected, found = whole.model.state_dict(), resumed.model.state_dict()
    assert any("running_mean" in name for name in expected)
    assert all(torch.equal(found[name], value) for name, value in expected.items())
