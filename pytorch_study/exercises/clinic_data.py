"""The data of the clinic, drawn afresh each time: digits that ship, and tables and rows made up here."""

import torch
from torch import Tensor, nn

from pytorch_study.exercises import kit

Data = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
"""Training, validation and hidden test data: x, y of each."""


def digits(count: int = 2000, others: int = 800) -> Data:
    """Real handwritten digits, flat and normalised: x (N, 784), y (N,)."""
    (x, y), (test_x, test_y) = kit.digits(count + others), kit.digits(others, "test")
    x, test_x = ((one.flatten(1).float() / 255 - 0.1307) / 0.3081 for one in (x, test_x))
    return x[:count], y[:count], x[count:], y[count:], test_x, test_y


def sorted_digits() -> Data:
    """The same, in the order of their classes: first all zeros, then all ones."""
    x, y, *others = digits()
    order = y.argsort()
    return x[order], y[order], others[0], others[1], others[2], others[3]


def pixels(count: int = 2000, others: int = 800) -> Data:
    """The same as bytes: x (N, 784) of 0 to 255."""
    (x, y), (test_x, test_y) = kit.digits(count + others), kit.digits(others, "test")
    return x[:count].flatten(1), y[:count], x[count:].flatten(1), y[count:], test_x.flatten(1), test_y


def scans() -> Data:
    """The same as scans of 16 bits: x (N, 784) of 0 to 65,535."""
    x, y, val_x, val_y, test_x, test_y = pixels()
    return x.int() * 257, y, val_x.int() * 257, val_y, test_x.int() * 257, test_y


def _cut(x: Tensor, y: Tensor, others: int) -> Data:
    n = len(x) - 2 * others
    return x[:n], y[:n], x[n : n + others], y[n : n + others], x[n + others :], y[n + others :]


def measurements(count: int = 1000, others: int = 500) -> Data:
    """A table whose numbers give another number: x (N, 8), y (N,) between about -6 and 6."""
    x = torch.randn(count + 2 * others, 8)
    w = torch.randn(8)
    y = 2 * x @ (w / w.norm()) + 0.8 * torch.sin(2 * x[:, 0]) + 0.1 * torch.randn(len(x))
    return _cut(x, y, others)


def patients(count: int = 1000, others: int = 500) -> Data:
    """A table with columns of very different size: x (N, 6), three classes y (N,)."""
    y = torch.randint(0, 3, (count + 2 * others,))
    middles, _ = torch.linalg.qr(torch.randn(6, 3))  # at right angles: no two classes are ever close
    x = 4 * middles.T[y] + torch.randn(len(y), 6)
    return _cut(x * torch.tensor([1, 10, 0.1, 50, 5, 0.5]) + torch.tensor([40, 120, 1, 300, 25, 7.0]), y, others)


def marked(count: int = 1200, others: int = 500) -> Data:
    """Rows of ten steps, one of them marked, whose content gives the class: x (N, 10, 6), y (N,) of five classes."""
    n = count + 2 * others
    y, at = torch.randint(0, 5, (n,)), torch.randint(0, 10, (n,))
    x = torch.zeros(n, 10, 6)
    x[:, :, :5] = nn.functional.one_hot(torch.randint(0, 5, (n, 10)), 5).float()
    x[torch.arange(n), at, :5] = nn.functional.one_hot(y, 5).float()
    x[torch.arange(n), at, 5] = 1.0
    return _cut(x, y, others)
