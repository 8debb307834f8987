from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree


def gradients(x, y):
    """By the formulas: p - one-hot, and the same carried through the first softmax."""
    n, p = len(y), x.softmax(1)
    once = (p - F.one_hot(y, x.shape[1])) / n
    outer = (p.softmax(1) - F.one_hot(y, x.shape[1])) / n
    return once, p * (outer - (outer * p).sum(1, keepdim=True)), outer


def check(learner):
    def draw():
        n, classes = randint(2, 4), randint(5, 8)
        return torch.randn(n, classes) * 2, torch.randint(0, classes, (n,))

    def norms(x, y):
        once, twice, _ = gradients(x, y)
        return once.norm(), twice.norm()

    def added(x, y):
        once, twice, _ = gradients(x, y)
        return once.norm(), (once + twice).norm()

    agree(
        learner.pulls,
        draw,
        norms,
        swapped=lambda x, y: norms(x, y)[::-1],
        added=added,
        same=lambda x, y: (norms(x, y)[0],) * 2,
        not_through=lambda x, y: (norms(x, y)[0], gradients(x, y)[2].norm()),
        losses=lambda x, y: (F.cross_entropy(x, y), F.cross_entropy(x.softmax(1), y)),
        summed=lambda x, y: tuple(one * len(y) for one in norms(x, y)),
        gradients_only=lambda x, y: gradients(x, y)[:2],
        wrong_direction=lambda x, y: (norms(x, y)[0], _along_batch(x, y)),
    )
    once, twice = learner.pulls(torch.tensor([[0.0, 8.0, 0.0]]), torch.tensor([0]))
    low = F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])).item()
    return {"once": float(once), "twice": float(twice), "low": low}


def _along_batch(x, y):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(x.softmax(0), y), x)[0].norm()
