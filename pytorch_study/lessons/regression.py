"""第一课 · 回归：训练循环的全部，就在 `by_hand` 的十几行里。
Lesson 1 · Regression: all of a training loop, in the dozen lines of `by_hand`.

    pytorch-study train regression                   392 辆车的油耗 · miles per gallon of 392 cars
    pytorch-study train regression --recipe line     一条已知斜率的直线 · a line whose slope is known
    pytorch-study train regression --recipe curve    只有隐藏层跟得上的曲线 · what only a hidden layer can follow

实测 · Measured: cars RMSE 2.660 ± 0.371 (10 个种子 seeds, 1.8 s); line RMSE 0.991 ± 0.073 (10 个种子 seeds, 1.1 s); curve RMSE 0.111 ± 0.006 (10 个种子 seeds, 4.9 s)

先看 `by_hand`：打乱、前向、损失、清零、反向、更新。它是写给人读的：`train` 命令训练每一课（包括这一课）都用
engine/loop.py，核心就是这几行；tests/test_engine.py 用同一个种子把两种方式各训练一遍，得到的权重逐位相同。
Start at `by_hand`: shuffle, forward, loss, zero, backward, step. It is there to be read: `train` runs every lesson, this
one too, through engine/loop.py, whose core is the same lines; tests/test_engine.py trains both ways from one seed and
finds the same weights, bit for bit.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.data.splits import split_rows
from pytorch_study.data.tables import CARS, read_table, verify_cars
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Split, Splits
from pytorch_study.recipe import Recipe, at_least
from pytorch_study.rng import epoch_permutation, make_generator

# ---------------------------------------------------------------------------------------------- 数据 · the data

SLOPE, INTERCEPT = 3.0, 2.0  # `line` hides these two numbers in noise; the training must find them again
COLUMNS = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "year", "origin")


@dataclass(frozen=True, kw_only=True)
class RegressionRecipe(Recipe):
    """A recipe with two fields more.

    Attributes:
        table: which data: `line` and `curve` are made on the spot, `cars` is a real table.
        hidden: the widths of the hidden layers; `none`: a straight line is all that the model can draw.
    """

    table: Literal["line", "curve", "cars"] = "cars"
    hidden: tuple[int, ...] = at_least(1, default=())


def load(recipe: RegressionRecipe, _: DataOptions, seed: int) -> Splits:
    """Rows (N, F) and values (N, 1); a fifth of them, chosen by the seed, is the test set."""
    if recipe.table == "cars":
        verify_cars(CARS)
        rows = read_table(CARS, (*COLUMNS, "mpg"))  # (392, 8)
        x, y, names = rows[:, :-1], rows[:, -1:], DataInfo(columns=COLUMNS, target="mpg")
    else:
        rng = make_generator(seed, recipe.table)
        x, noise = torch.rand(500, 1, generator=rng) * 6 - 3, torch.randn(500, 1, generator=rng)
        y = SLOPE * x + INTERCEPT + noise if recipe.table == "line" else torch.sin(2 * x) * x + 0.1 * noise
        names = DataInfo(columns=("x",), target="y")
    train, test = split_rows(x, y, seed)
    return Splits(train=train, test=lambda: test, info=names)


# --------------------------------------------------------------------------------------------- 模型 · the model


class Mlp(nn.Module):
    """Linear layers with ReLU between them; without hidden layers, a straight line (least squares' own model).

    It measures its inputs and its answer in standard deviations from the training set's mean, so that a weight of 3,000
    pounds and an origin of 2 start as equals. The four tensors are buffers: saved with the weights, never trained.
    """

    x_mean: Tensor
    x_std: Tensor
    y_mean: Tensor
    y_std: Tensor

    def __init__(self, inputs: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise((inputs, *hidden, 1)))
        for name, size in (("x_mean", inputs), ("x_std", inputs), ("y_mean", 1), ("y_std", 1)):
            self.register_buffer(name, torch.zeros(size) if "mean" in name else torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        """Rows, (N, inputs), to values in the target's own unit, (N, 1)."""
        x = (x - self.x_mean) / self.x_std
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))  # (N, inputs) -> (N, hidden)
        return self.layers[-1](x) * self.y_std + self.y_mean  # type: ignore[no-any-return]  # -> (N, 1)


def model(recipe: RegressionRecipe) -> Mlp:
    """A fresh model."""
    return Mlp(len(COLUMNS) if recipe.table == "cars" else 1, recipe.hidden)


def standardise(mlp: nn.Module, train: Split) -> None:
    """Store the training rows' mean and standard deviation in the model. The test rows have no say in it."""
    assert isinstance(mlp, Mlp)
    mlp.x_mean, mlp.x_std = train.x.mean(0), train.x.std(0).clamp(min=1e-6)
    mlp.y_mean, mlp.y_std = train.y.mean(0), train.y.std(0).clamp(min=1e-6)


# ------------------------------------------------------------------------------------- 训练循环 · the training loop


def by_hand(recipe: RegressionRecipe, train: Split, seed: int) -> Mlp:
    """The loop, in the open. Every framework's `fit` is these lines and conveniences around them."""
    torch.manual_seed(seed)
    mlp = model(recipe)
    standardise(mlp, train)
    optimizer = torch.optim.AdamW(mlp.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay, fused=True)
    steps = recipe.epochs * -(-len(train.y) // recipe.batch_size)  # rounded up: the last batch may be a small one
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=recipe.lr, total_steps=steps)
    for epoch in range(recipe.epochs):
        for rows in epoch_permutation(seed, epoch, len(train.y)).split(recipe.batch_size):  # a new shuffle every epoch
            predicted = mlp(train.x[rows])  # forward: (B, F) -> (B, 1)
            loss = F.mse_loss(predicted, train.y[rows])
            optimizer.zero_grad()  # gradients add up unless they are cleared: forgetting this line is the classic bug
            loss.backward()  # backward: every weight learns how the loss would change with it
            optimizer.step()  # and moves a little the other way
            schedule.step()
    return mlp


LESSON = Lesson(
    name="regression",
    task="regress",
    default="cars",
    recipes={
        "line": RegressionRecipe(table="line", epochs=500, batch_size=400, lr=0.1),
        "curve": RegressionRecipe(table="curve", hidden=(64, 64), epochs=200, batch_size=32, lr=0.01),
        "cars": RegressionRecipe(table="cars", hidden=(64, 64), epochs=100, batch_size=32, lr=0.01, weight_decay=1.0),
    },
    load=load,
    model=model,
    init_from_data=standardise,
)
