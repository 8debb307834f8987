from random import randint, shuffle

import torch
from torch import nn

from pytorch_study.exercises.kit import difference, shown, wrong


class Scripted(nn.Module):
    """Right for a given share of the data; notes whose data it sees, and how it is asked."""

    def __init__(self, shares):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.shares, self.seen = shares, []

    def forward(self, x):
        test = bool(x[0, 0] > 0)
        self.seen.append((test, self.training, torch.is_grad_enabled()))
        out = nn.functional.one_hot(x[:, 1].long(), 4).float()
        bad = torch.arange(len(x)) >= self.shares[test] * len(x)
        out[bad] = out[bad].roll(1, 1)
        return out * self.weight


def data(n, test):
    y = torch.randint(0, 4, (n,))
    return torch.stack([torch.full((n,), 1.0 if test else -1.0), y.float()], 1), y


def check(learner):
    for _ in range(5):
        n, m, count = 10 * randint(3, 5), 10 * randint(6, 9), randint(5, 7)
        on_validation = [0.9, 0.9, *(0.1 * k for k in range(1, count - 1))]
        shuffle(on_validation)
        on_test = [0.1 * k for k in range(1, count + 1)]
        shuffle(on_test)
        best = on_validation.index(0.9)
        last = count - 1 - on_validation[::-1].index(0.9)
        low = on_validation.index(min(on_validation))
        top = on_test.index(max(on_test))
        if top in (best, last, low):
            other = next(k for k in range(count) if k not in (best, last, low))
            on_test[top], on_test[other] = on_test[other], on_test[top]
            top = other
        nets = [Scripted(pair).train() for pair in zip(on_validation, on_test)]
        got = learner.choose(nets, data(n, False), data(m, True))
        if got is None:
            wrong("no_return", function="choose")
        right = (best, on_test[best])
        call = f"choose({count} nets, {n} validation, {m} test examples)"
        where = {"call": call, "got": shown(got), "expected": shown(right)}
        if not isinstance(got, tuple | list) or len(got) != 2:
            wrong("not_two", **where)
        asked = [one for net in nets for one in net.seen]
        if any(training for _, training, _ in asked):
            wrong("training_mode", **where)
        if any(grad for _, _, grad in asked):
            wrong("with_gradients", **where)
        known = {
            "chosen_by_test": (top, on_test[top]),
            "validation_reported": (best, on_validation[best]),
            "best_test_reported": (best, max(on_test)),
            "last_of_equals": (last, on_test[last]),
            "worst": (low, on_test[low]),
            "mean_reported": (best, sum(on_test) / count),
            "per_cent": (best, 100 * on_test[best]),
            "exchanged": right[::-1],
        }
        if found := difference(got, right, 1e-3):
            for name, theirs in known.items():
                if difference(theirs, right, 1e-3) and difference(got, theirs, 1e-3) is None:
                    wrong(name, **where)
            wrong(found.name, **{**where, **found.values})
        looks = sum(test for test, _, _ in asked)
        if looks != 1:
            wrong("test_seen", function="choose", count=looks)
    # why: networks that know nothing, chosen by the test data, seem to know something
    nets = [nn.Linear(20, 10) for _ in range(200)]
    parts = [(torch.randn(100, 20), torch.randint(0, 10, (100,))) for _ in range(2)]
    honest = learner.choose(nets, *parts)[1]
    cheated = learner.choose(nets, parts[1], parts[1])[1]
    return {"honest": float(honest), "cheated": float(cheated)}
