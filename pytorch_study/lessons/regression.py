"""第一课 · 回归：网络是怎样学会的？训练循环的全部，就是 `by_hand` 的十几行。
Lesson 1 · Regression: how does a network learn? The dozen lines of `by_hand` are the whole training loop.

    pytorch-study train regression                   392 辆车的每加仑里程 · miles per gallon of 392 cars
    pytorch-study train regression --recipe line     一条已知斜率的直线 · a line whose slope is known
    pytorch-study train regression --recipe curve    有隐藏层才跟得上的曲线 · a curve that needs hidden layers

实测 · Measured: cars RMSE 2.660 ± 0.371 (10 个种子 seeds, 1.8 s); line RMSE 0.991 ± 0.073 (10 个种子 seeds, 1.1 s); curve RMSE 0.111 ± 0.006 (10 个种子 seeds, 4.9 s)

讲解 · Explained in docs/zh/regression.md, docs/en/regression.md
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.data.splits import split_rows
from pytorch_study.data.tables import CARS, read_table, verify_cars
from pytorch_study.errors import UsageError
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Split, Splits
from pytorch_study.recipe import Recipe, at_least, later, or_own
from pytorch_study.rng import epoch_permutation, make_generator

# ---------------------------------------------------------------------------------------------- 数据 · the data

SLOPE, INTERCEPT = 3.0, 2.0  # 藏在 `line` 的噪声里，训练要找回来 · hidden in noise; training must find them again
COLUMNS = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "year", "origin")


@dataclass(frozen=True, kw_only=True)
class RegressionRecipe(Recipe):
    """A recipe with three fields more.

    Attributes:
        table: which data: `line` and `curve` are made on the spot, `cars` is a real table, `own` that of `--table`.
        hidden: the widths of the hidden layers; `none`: a straight line is all that the model can draw.
        columns: number of inputs that the table of `--table` has; set by it.
    """

    table: Literal["line", "curve", "cars", "own"] = or_own("own", default="cars")
    hidden: tuple[int, ...] = at_least(1, default=())
    columns: int | None = later(None)


def load(recipe: RegressionRecipe, _: DataOptions, seed: int) -> Splits:
    """Rows (N, F) and values (N, 1); a fifth of them, chosen by the seed, is the test set."""
    if (
        recipe.table == "own"
    ):  # `--table` 的表由 data/own_table.py 读 · tables of `--table` are read in data/own_table.py
        raise UsageError("no_table_named")
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
    """Linear layers with ReLU between them; without hidden layers, a straight line (least squares' own model)."""

    x_mean: Tensor
    x_std: Tensor
    y_mean: Tensor
    y_std: Tensor

    def __init__(self, inputs: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise((inputs, *hidden, 1)))
        # 缓冲区：和权重一起保存，但不训练；`standardise` 会填上真正的数
        # Buffers are saved with the weights but not trained; `standardise` fills in the real numbers
        self.register_buffer("x_mean", torch.zeros(inputs))
        self.register_buffer("x_std", torch.ones(inputs))
        self.register_buffer("y_mean", torch.zeros(1))
        self.register_buffer("y_std", torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        """Rows, (N, inputs), to values in the target's own unit, (N, 1)."""
        x = (x - self.x_mean) / self.x_std  # 标准化：各列的尺度变得一样 · standardised: all columns on one scale
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))  # (N, inputs) -> (N, hidden), then (N, hidden) -> (N, hidden)
        answer: Tensor = self.layers[-1](x) * self.y_std + self.y_mean  # -> (N, 1)
        return answer


def model(recipe: RegressionRecipe) -> Mlp:
    """A fresh model."""
    inputs = {"cars": len(COLUMNS), "own": recipe.columns or 1}
    return Mlp(inputs.get(recipe.table, 1), recipe.hidden)


def standardise(mlp: nn.Module, train: Split) -> None:
    """Store the mean and standard deviation of the training rows in the model. The test rows are not looked at."""
    assert isinstance(mlp, Mlp)
    mlp.x_mean, mlp.x_std = train.x.mean(0), spread(train.x)
    mlp.y_mean, mlp.y_std = train.y.mean(0), spread(train.y)


def spread(values: Tensor) -> Tensor:
    """The standard deviation of each column, (N, F) -> (F,); 1 where all its values are equal, but for rounding."""
    std = values.std(0)
    return torch.where(std <= 2e-7 * values.abs().amax(0), 1.0, std)


# ------------------------------------------------------------------------------------- 训练循环 · the training loop
# 写给人读的。`train` 命令用的是 engine/loop.py，核心就是这几行；tests/test_engine.py 验证两者的权重逐位相同。
# Written to be read. The `train` command uses engine/loop.py, whose core is these same lines: tests/test_engine.py
# trains both ways from one seed and finds the same weights, bit for bit.


def by_hand(recipe: RegressionRecipe, train: Split, seed: int) -> Mlp:
    """The whole loop: shuffle, forward, loss, clear, backward, update. Any framework's `fit` wraps these lines."""
    torch.manual_seed(seed)  # 初始权重由它决定 · the initial weights depend on it
    mlp = model(recipe)
    standardise(mlp, train)
    optimizer = torch.optim.AdamW(mlp.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay, fused=True)
    # one-cycle：学习率先升后降，最后几步小到足以让权重落稳
    # One-cycle: the learning rate rises, then falls; the last steps are small enough to settle (arXiv:1708.07120)
    steps = recipe.epochs * math.ceil(len(train.y) / recipe.batch_size)  # 最后一批可能不满 · the last may be small
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=recipe.lr, total_steps=steps)
    for epoch in range(recipe.epochs):
        shuffled = epoch_permutation(seed, epoch, len(train.y))  # 每轮重新打乱 · shuffled anew every epoch
        for rows in shuffled.split(recipe.batch_size):
            predicted = mlp(train.x[rows])  # 前向 · forward: (B, F) -> (B, 1)
            loss = F.mse_loss(predicted, train.y[rows])  # 损失 · loss: how wrong, as one number
            optimizer.zero_grad()  # 清零：忘了它，梯度会一直累加 · clear: otherwise gradients add up
            loss.backward()  # 反向：算出每个权重的梯度 · backward: computes the gradient of every weight
            optimizer.step()  # 更新：逆着梯度走一小步 · update: a small step against the gradient
            schedule.step()  # 定下一步的学习率 · sets the learning rate of the next step
    return mlp


LESSON = Lesson(
    name="regression",
    task="regress",
    input="row",
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
