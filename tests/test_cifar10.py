"""Lesson 3: the network is the original's, and its signals neither fade nor explode."""

import dataclasses

import pytest
import torch

from pytorch_study.engine.compute import Compute
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import Step
from pytorch_study.inspect.architecture import architecture_table
from pytorch_study.inspect.layers import outputs
from pytorch_study.lesson import Split, Splits
from pytorch_study.lessons import cifar10
from pytorch_study.recipe import change

ROWS = """
├─Conv2d: 1-1                            [32, 64, 32, 32]          1,792
├─Conv2d: 1-2                            [32, 64, 32, 32]          36,928
├─Conv2d: 1-3                            [32, 64, 32, 32]          (recursive)
├─MaxPool2d: 1-4                         [32, 64, 16, 16]          --
├─Conv2d: 1-5                            [32, 128, 16, 16]         73,856
├─Conv2d: 1-6                            [32, 128, 16, 16]         147,584
├─MaxPool2d: 1-7                         [32, 128, 8, 8]           --
├─Conv2d: 1-8                            [32, 256, 8, 8]           295,168
├─Conv2d: 1-9                            [32, 256, 8, 8]           590,080
├─MaxPool2d: 1-10                        [32, 256, 4, 4]           --
├─Conv2d: 1-11                           [32, 512, 4, 4]           1,180,160
├─Conv2d: 1-12                           [32, 512, 4, 4]           2,359,808
├─MaxPool2d: 1-13                        [32, 512, 2, 2]           --
├─Linear: 1-14                           [32, 1024]                2,098,176
├─Linear: 1-15                           [32, 512]                 524,800
├─Linear: 1-16                           [32, 10]                  5,130
==========================================================================================
Total params: 7,313,482
Trainable params: 7,313,482
Non-trainable params: 0
Total mult-adds (G): 8.00
==========================================================================================
Input size (MB): 0.39
"""


def noise(count=32, seed=0):
    rng = torch.Generator().manual_seed(seed)
    coarse = torch.randn(count, 3, 8, 8, generator=rng).repeat_interleave(4, 2).repeat_interleave(4, 3)
    return Split((coarse * 60 + 120).clamp(0, 255).to(torch.uint8), torch.randint(10, (count,), generator=rng))


def started(**changes):
    recipe = change(cifar10.LESSON.recipes["default"], {"batch_size": 32, **changes})
    data = noise()
    splits = Splits(train=data, test=lambda: data)
    return init_state(cifar10.LESSON, recipe, splits, Compute("cpu", "fp32", 1), 0), splits


@pytest.mark.parametrize("recipe", cifar10.LESSON.recipes)
def test_the_table_is_the_originals(recipe):
    printed = architecture_table(cifar10.LESSON.model(cifar10.LESSON.recipes[recipe]), (32, 3, 32, 32))
    assert ROWS.strip() in "\n".join(line.rstrip() for line in printed.splitlines())


def sizes(state, x):
    """The standard deviation of each layer's outputs."""
    return [float(values.std()) for name, values in outputs(state.model, x) if "Pool" not in name]


def test_he_keeps_the_signal_and_pytorchs_default_loses_it():
    x = torch.randn(1, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    he, _ = started()
    kept = sizes(he, x)
    assert len(kept) == 12  # nine convolutions, three linear layers
    assert all(0.25 < size < 4 for size in kept[:11]), kept
    default, _ = started(initial="torch")
    lost = sizes(default, x)
    assert lost[0] / lost[8] > 50, lost


def test_filters_keep_their_length_while_they_learn_by_heart():
    state, splits = started(epochs=8)
    before = {name: p.detach().flatten(1).norm(dim=1) for name, p in state.model.named_parameters() if p.ndim > 1}
    losses = [record.loss for record in train(state, splits) if isinstance(record, Step)]
    assert losses[-1] < losses[0] - 0.3
    for name, parameter in state.model.named_parameters():
        if parameter.ndim > 1 and name != "linear3.weight":
            assert torch.allclose(parameter.flatten(1).norm(dim=1), before[name], rtol=1e-4), name


def test_shifted_pixels_are_the_originals():
    from pytorch_study.engine.batches import prepare

    recipe = cifar10.LESSON.recipes["original"]
    x = torch.tensor([0, 51, 255], dtype=torch.uint8)[None, :, None, None].expand(1, 3, 2, 2)
    seen = prepare(x, cifar10.LESSON, dataclasses.replace(recipe))
    assert torch.allclose(seen[0, :, 0, 0], torch.tensor([0.1, 0.3, 1.1]))
