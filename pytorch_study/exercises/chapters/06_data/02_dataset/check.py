from random import randint

import torch
from torch.utils.data import DataLoader

from pytorch_study.exercises.kit import difference, digits, picture, shown, size, wrong


def check(learner):
    for _ in range(3):
        n = randint(20, 40)
        x, y = digits(n)
        data = learner.Digits(x, y)
        if len(data) != n:
            wrong("count", function="__len__", got=len(data), expected=n)
        if any(
            isinstance(v, torch.Tensor) and v.is_floating_point() and v.numel() >= x.numel()
            for v in vars(data).values()
        ):
            wrong("in_advance", function="Digits")
        for index in (0, n - 1, randint(1, n - 2)):
            got = data[index]
            if got is None:
                wrong("no_return", function="__getitem__")
            if not isinstance(got, tuple | list) or len(got) != 2:
                wrong("not_a_pair", function="__getitem__", got=shown(got))
            image, label = got
            right = x[index].float()[None] / 255
            where = {"call": f"data[{index}]", "function": "__getitem__"}
            if isinstance(image, torch.Tensor) and tuple(image.shape) == (28, 28):
                wrong("no_channel", **where, got=size(image), expected="(1, 28, 28)")
            if difference(image, x[index][None].float()) is None:
                wrong("not_scaled", **where, got=f"max {float(image.max()):.0f}", expected="max 1")
            if difference(image, x[0][None].float() / 255) is None and index:
                wrong("always_first", function="__getitem__")
            if found := difference(image, right):
                wrong(found.name, **{**where, "got": shown(image), "expected": shown(right), **found.values})
            if not isinstance(label, torch.Tensor):
                label = torch.as_tensor(label)
            if found := difference(label, y[index]):
                wrong("label", **where, got=shown(label), expected=shown(y[index]))
    images, labels = next(iter(DataLoader(data, batch_size=2, shuffle=True)))
    return {
        "shape": tuple(images.shape),
        "labels": labels.tolist(),
        "picture": picture(torch.cat(list(images[:, 0]), 1), 56),
    }
