"""三条缠在一起的螺旋线 · Three spirals wound into each other.    pytorch-study train examples/my_lesson.py"""

import torch
from torch import nn

from pytorch_study import DataInfo, Lesson, Recipe, Split, Splits


def spirals(count, seed):
    rng = torch.Generator().manual_seed(seed)
    y = torch.randint(3, (count,), generator=rng)  # 哪一条 · which spiral
    radius = torch.rand(count, generator=rng)
    angle = 4 * radius + y * 2.1 + 0.2 * torch.randn(count, generator=rng)
    x = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=1)
    return Split(x, y)  # x: (N, 2) float32, y: (N,) int64


def load(recipe, options, seed):
    # 测试集是一个函数：训练结束之前没有人碰它 · the test set is a function: nobody touches it before the end
    info = DataInfo(labels=("red", "green", "blue"), columns=("x", "y"))
    return Splits(train=spirals(2000, seed), test=lambda: spirals(1000, seed + 1), info=info)


def model(recipe):
    return nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))


LESSON = Lesson(
    name="spirals",
    task="classify",
    recipes={"default": Recipe(epochs=30, batch_size=64, lr=0.01)},
    load=load,
    model=model,
)
