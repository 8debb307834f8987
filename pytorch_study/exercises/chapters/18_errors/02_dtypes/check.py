from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import curve, difference, digits, shown, size, wrong


def first_line(error):
    return str(error).split("\n")[0]


def check(learner):
    for n in (randint(20, 25), randint(30, 35)):
        pixels, labels = (one.numpy() for one in digits(n))
        numbers = labels.astype("float64")[:, None]
        before = pixels.copy(), numbers.copy()
        got = learner.prepare(pixels, numbers)
        if got is None:
            wrong("no_return", function="prepare")
        if not isinstance(got, tuple | list) or len(got) != 2:
            wrong("not_two", function="prepare", got=shown(got))
        if (pixels != before[0]).any() or (numbers != before[1]).any():
            wrong("arrays_changed", function="prepare")
        x, y = got
        if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor):
            kind = next(type(one).__name__ for one in (x, y) if not isinstance(one, torch.Tensor))
            wrong("not_a_tensor", function="prepare", type=kind)
        right = torch.from_numpy(before[0]).reshape(n, 784) / 255
        if x.dtype == torch.uint8:
            wrong("not_written")
        if x.dtype != torch.float32:
            wrong("x_dtype", function="prepare", dtype=str(x.dtype).removeprefix("torch."))
        if x.shape != (n, 784):
            wrong("x_shape", function="prepare", shape=size(x), wanted=f"({n}, 784)")
        if difference(x, right):
            known = {
                "all_zero": torch.zeros_like(x),
                "whole_numbers": (right == 1).float(),
                "not_scaled": right * 255,
                "by_256": right * 255 / 256,
                "pixels_mixed": right.reshape(784, n).T,
                "transposed": right.reshape(n, 28, 28).mT.reshape(n, 784),
            }
            name = next((name for name, theirs in known.items() if difference(x, theirs) is None), "x_values")
            wrong(name, function="prepare", got=shown(x.max()))
        try:
            F.cross_entropy(torch.zeros(n, 10), y)
            message = ""
        except (RuntimeError, ValueError, IndexError) as error:
            message = first_line(error)
        if y.shape == (n, 1) or y.shape == (1, n):
            wrong("y_column", function="prepare", shape=size(y), what=message)
        if y.shape == (n, 10):
            wrong("one_hot", function="prepare")
        if y.shape != (n,):
            wrong("y_shape", function="prepare", shape=size(y), wanted=f"({n},)")
        true = torch.from_numpy(labels)
        if y.dtype != torch.int64:
            wrong("y_dtype", function="prepare", dtype=str(y.dtype).removeprefix("torch."), what=message or "-")
        if not torch.equal(y, true):
            wrong("labels_lost" if not y.any() or y.eq(y[0]).all() else "y_values", function="prepare")
    return _seen(learner)


def _seen(learner):
    pixels, labels = (one.numpy() for one in digits(1500))
    x, y = learner.prepare(pixels, labels.astype("float64")[:, None])
    net, losses = nn.Linear(784, 10), []
    optimizer = torch.optim.Adam(net.parameters(), 5e-3)
    for a, b in zip(x.split(30), y.split(30), strict=True):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(a), b)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"curve": curve(losses)}
