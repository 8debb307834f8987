import statistics
from random import randint, sample

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import difference, digits, shown, wrong


def score():
    return 0.5 + 0.4 * torch.rand(()).item()


def after(seed):
    torch.manual_seed(seed)
    return score()


def pairs():
    a, b = ((0.6 + 0.3 * torch.rand(()).item(), 0.01 + 0.05 * torch.rand(()).item()) for _ in range(2))
    gap, both = a[0] - b[0], a[1] + b[1]
    return (a, b) if abs(abs(gap) - both) > 1e-3 else pairs()


RULES = {
    "right": lambda a, b: a[0] - b[0] > a[1] + b[1],
    "only_means": lambda a, b: a[0] > b[0],
    "both_ways": lambda a, b: abs(a[0] - b[0]) > a[1] + b[1],
    "one_spread": lambda a, b: a[0] - b[0] > a[1],
    "reversed": lambda a, b: b[0] - a[0] > a[1] + b[1],
}


def check(learner):
    for _ in range(3):
        seeds = sample(range(1000), randint(3, 6))
        calls = []

        def run(calls=calls):
            calls.append(1)
            return score()

        torch.manual_seed(randint(1000, 9999))
        got = learner.spread(run, seeds)
        if got is None:
            wrong("no_return", function="spread")
        scores = [after(seed) for seed in seeds]
        mean, std = statistics.mean(scores), statistics.stdev(scores)
        where = {"call": f"spread(run, {seeds})", "got": shown(got), "expected": shown((mean, std))}
        if not isinstance(got, tuple | list) or len(got) != 2:
            wrong("not_two", **where)
        if len(calls) != len(seeds):
            wrong("runs", function="spread", count=len(calls), wanted=len(seeds))
        torch.manual_seed(seeds[0])
        first_only = [score() for _ in seeds]
        numbered = [after(k) for k in range(len(seeds))]
        known = {
            "divided_by_n": (mean, statistics.pstdev(scores)),
            "variance": (mean, std**2),
            "of_the_mean": (mean, std / len(seeds) ** 0.5),
            "range": (mean, max(scores) - min(scores)),
            "exchanged": (std, mean),
            "median": (statistics.median(scores), std),
            "best": (max(scores), std),
            "same_seed": (scores[0], 0.0),
            "last_seed": (scores[-1], 0.0),
            "seed_once": (statistics.mean(first_only), statistics.stdev(first_only)),
            "numbered": (statistics.mean(numbered), statistics.stdev(numbered)),
        }
        if found := difference(got, (mean, std), 1e-5):
            for name, theirs in known.items():
                if difference(got, theirs, 1e-5) is None:
                    wrong({"last_seed": "same_seed"}.get(name, name), **where)
            if float(got[1]) < 1e-6:
                wrong("same_seed", **where)
            wrong("seed_not_set" if found.name == "values" else found.name, **{**where, **found.values})
    x, y = digits(1500)
    x = x.flatten(1).float() / 255

    def train(width):
        net = nn.Sequential(nn.Linear(784, width), nn.ReLU(), nn.Linear(width, 10))
        optimizer = torch.optim.Adam(net.parameters(), 3e-3)
        for k in torch.randint(0, 1000, (40, 64)):
            optimizer.zero_grad()
            F.cross_entropy(net(x[k]), y[k]).backward()
            optimizer.step()
        return (net(x[1000:]).argmax(1) == y[1000:]).float().mean().item()

    results = {width: learner.spread(lambda: train(width), range(5)) for width in (8, 32, 36)}  # noqa: B023
    drawn = [pairs() for _ in range(80)]
    answers = [learner.better(a, b) for a, b in drawn]
    if any(one is None for one in answers):
        wrong("no_return", function="better")
    answers = [bool(one) for one in answers]
    right = [RULES["right"](a, b) for a, b in drawn]
    if answers != right:
        k = next(k for k in range(80) if answers[k] != right[k])
        (a, b), called = drawn[k], "better(({:.3f}, {:.3f}), ({:.3f}, {:.3f}))"
        where = {"call": called.format(*a, *b), "got": answers[k], "expected": right[k]}
        for name, rule in RULES.items():
            if answers == [rule(a, b) for a, b in drawn]:
                wrong(name, **where)
        wrong("constant" if len(set(answers)) == 1 else "values", where="", **where)
    for a, b in (((0.75, 0.125), (0.5, 0.125)), ((0.5, 0.0), (0.5, 0.0))):
        if learner.better(a, b):
            where = {"call": f"better({a}, {b})", "got": "True", "expected": "False"}
            wrong("equal_counts", **where)
    lines = "\n".join(f"{width:3}: {mean:.3f} ± {std:.3f}" for width, (mean, std) in results.items())
    return {
        "lines": lines,
        "first": bool(learner.better(results[32], results[8])),
        "second": bool(learner.better(results[36], results[32])),
    }
