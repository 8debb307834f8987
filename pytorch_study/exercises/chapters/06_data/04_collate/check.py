from random import randint, shuffle

import torch
from torch.utils.data import DataLoader

from pytorch_study.exercises.kit import agree


def right(examples, value=0, left=False, longest=None):
    lengths = torch.tensor([len(t) for t, _ in examples])
    x = torch.full((len(examples), longest or int(lengths.max())), value)
    for row, (t, _) in zip(x, examples):
        if left:
            row[len(row) - len(t) :] = t
        else:
            row[: len(t)] = t[: len(row)]
    return x, lengths, torch.tensor([label for _, label in examples])


def check(learner):
    def draw():
        lengths = [randint(2, 4), randint(5, 7), 8, *(randint(2, 8) for _ in range(randint(1, 3)))]
        shuffle(lengths)
        return ([(torch.randint(1, 90, (k,)), randint(0, 9)) for k in lengths],)

    agree(
        learner.collate,
        draw,
        right,
        left=lambda some: right(some, left=True),
        minus_one=lambda some: right(some, value=-1),
        cut=lambda some: right(some, longest=min(len(t) for t, _ in some)),
        to_first=lambda some: right(some, longest=max(len(some[0][0]), 1)),
        padded_lengths=lambda some: (
            right(some)[0],
            torch.full((len(some),), max(len(t) for t, _ in some)),
            right(some)[2],
        ),
        no_lengths=lambda some: (right(some)[0], right(some)[2]),
        floats=lambda some: (right(some)[0].float(), *right(some)[1:]),
        sorted=lambda some: right(sorted(some, key=lambda one: -len(one[0]))),
    )
    data = [(torch.randint(1, 90, (randint(2, 8),)), randint(0, 9)) for _ in range(20)]
    shapes = [tuple(x.shape) for x, _, _ in DataLoader(data, batch_size=6, collate_fn=learner.collate)]
    return {"shapes": shapes}
