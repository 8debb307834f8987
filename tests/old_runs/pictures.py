"""A learner's own lesson as it was written for version 0.1.0: small pictures of bars, lying, standing and slanting."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn

from pytorch_study import Lesson, Names, Recipe, Split, Splits

SIDE = 12


@dataclass(frozen=True, kw_only=True)
class BarRecipe(Recipe):
    """One field more.

    Attributes:
        classes: how many; `--images` sets it.
    """

    classes: int = 3


def bars(count, seed):
    rng = torch.Generator().manual_seed(seed)
    y = torch.randint(3, (count,), generator=rng)
    place = torch.randint(2, SIDE - 2, (count, 1, 1), generator=rng)
    down, across = torch.arange(SIDE)[:, None], torch.arange(SIDE)[None, :]
    ways = torch.stack(
        [(down - place).abs() + 0 * across, (across - place).abs() + 0 * down, (down - across).abs() + 0 * place]
    )
    bar = ways[y, torch.arange(count)] < 2
    x = torch.randint(120, (count, 3, SIDE, SIDE), generator=rng) + 120 * bar[:, None]
    return Split(x.to(torch.uint8), y)


def load(recipe, sources, seed):
    names = Names(labels=("lying", "standing", "slanting"), zh=("横", "竖", "斜"))
    return Splits(train=bars(140, seed), test=lambda: bars(90, seed + 1), names=names)


class Net(nn.Module):
    """It takes pictures of any size, normalises over the batch and drops out."""

    def __init__(self, classes):
        super().__init__()
        self.register_buffer("middle", torch.zeros(3, 1, 1))
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)  # the normalisation takes any away
        self.norm = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv1(x - self.middle)))
        x = torch.relu(self.conv2(x)).amax(dim=(2, 3))
        return self.head(self.drop(x))


def adapt(net, train):
    net.middle = (train.x.float().mean(dim=(0, 2, 3)) / 2550)[:, None, None]


def read(path):
    pixels = np.array(Image.open(path).convert("RGB").resize((SIDE, SIDE)))
    x = torch.from_numpy(pixels).permute(2, 0, 1).contiguous()
    return x, {"input": x}


LESSON = Lesson(
    name="bars",
    task="classify",
    recipes={
        "default": BarRecipe(
            epochs=8,
            batch_size=32,
            lr=0.02,
            augment=("turns", "crop:2", "shrink:8:0.5"),
            inputs="standard",
            label_smoothing=0.1,
            clip=1.0,
            ema=0.8,
            validation=20,
        ),
        "muon": BarRecipe(
            epochs=6, batch_size=40, lr=0.05, optimizer="muon", schedule="linear", augment=("turns", "shrink:8")
        ),
        "shifted": BarRecipe(
            epochs=30,
            batch_size=32,
            lr=0.02,
            optimizer="sgd",
            schedule="constant",
            inputs="shifted",
            weight_decay=0.001,
        ),
    },
    load=load,
    model=lambda recipe: Net(recipe.classes),
    adapt=adapt,
    mean=(0.4, 0.4, 0.4),
    std=(0.2, 0.2, 0.2),
    read=read,
    shape=(3, SIDE, SIDE),
)
