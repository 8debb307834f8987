from random import randint

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from pytorch_study.exercises.kit import difference, digit_net, digits, shown, wrong


class Watched(nn.Module):
    """Gives the scores that it is fed, and notes how it was asked; in training mode dropout spoils them."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.seen = []

    def forward(self, x):
        self.seen.append((self.training, torch.is_grad_enabled()))
        return (x if not self.training else x.flip(1)) * self.weight


def check(learner):
    for _ in range(4):
        for mode in (True, False):
            sizes = [randint(20, 30), randint(20, 30), randint(2, 4)]
            batches = []
            for n in sizes:
                y = torch.randint(0, 5, (n,))
                x = torch.randn(n, 5)
                wanted = torch.rand(n) < (0.8 if n > 9 else 0.0)
                x[torch.arange(n), y] = torch.where(wanted, 9.0, -9.0)
                batches.append((x, y))
            net = Watched().train(mode)
            got = learner.accuracy(net, batches)
            if got is None:
                wrong("no_return", function="accuracy")
            hits = [int((x.argmax(1) == y).sum()) for x, y in batches]
            right = sum(hits) / sum(sizes)
            where = {"call": f"accuracy(net, loader), batches of {sizes}", "got": shown(got), "expected": shown(right)}
            if any(training for training, _ in net.seen):
                wrong("training_mode", **where)
            if any(grad for _, grad in net.seen):
                wrong("with_gradients", **where)
            known = {
                "mean_of_batches": sum(h / n for h, n in zip(hits, sizes)) / 3,
                "last_batch": hits[-1] / sizes[-1],
                "first_batch": hits[0] / sizes[0],
                "count": sum(hits),
                "per_cent": 100 * right,
                "error_rate": 1 - right,
                "by_batches": sum(hits) / 3,
            }
            for name, theirs in known.items():
                if difference(got, right, 1e-6) and difference(got, theirs, 1e-6) is None:
                    wrong({"first_batch": "last_batch", "by_batches": "count"}.get(name, name), **where)
            if found := difference(got, right, 1e-6):
                wrong(found.name, **{**where, **found.values})
            if net.training != mode:
                wrong("mode_left", function="accuracy", before="train" if mode else "eval")
    x, y = digits(500, "test")
    net = digit_net()
    x = (x[:, None].float() / 255 - 0.1307) / 0.3081
    found = learner.accuracy(net, DataLoader(TensorDataset(x, y), batch_size=64))
    return {"accuracy": float(found)}
