from random import randint

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def right(x, rows):
    n, h, w = x.shape
    return x.reshape(rows, n // rows, h, w).permute(0, 2, 1, 3).reshape(rows * h, -1)


def column_first(x, rows):
    n, h, w = x.shape
    return x.reshape(n // rows, rows, h, w).permute(1, 2, 0, 3).reshape(rows * h, -1)


def turned(x, rows):
    n, h, w = x.shape
    return x.reshape(rows, n // rows, h, w).permute(1, 2, 0, 3).reshape(n // rows * h, -1)


def check(learner):
    def draw():
        rows, columns = randint(2, 3), randint(4, 5)
        return torch.rand(rows * columns, randint(2, 3), randint(4, 6)), rows

    agree(
        learner.mosaic,
        draw,
        right,
        only_reshaped=lambda x, rows: x.reshape(rows * x.shape[1], -1),
        column_first=column_first,
        turned=turned,
        each_turned=lambda x, rows: right(x.transpose(1, 2), rows),
        one_row=lambda x, rows: right(x, 1),
        one_column=lambda x, rows: right(x, len(x)),
    )
    return {"picture": picture(learner.mosaic(digits(4)[0], 2), 56)}
