import itertools
from random import randint

import torch
from torch.utils.data import BatchSampler, DataLoader

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import digits, wrong


def check(learner):
    for _ in range(4):
        size = randint(3, 6)
        n = size * randint(8, 10) + randint(1, size - 1)  # so many batches that no order comes up by chance
        x = torch.stack([torch.arange(n), torch.arange(n)], 1).float()
        y = torch.arange(n)
        seed = randint(0, 999)

        def run(seed, x=x, y=y, size=size, n=n):
            with by_hand(classes={DataLoader: "__iter__", BatchSampler: "__iter__"}):
                got = learner.batches(x, y, size, torch.Generator().manual_seed(seed))
                if got is None:
                    wrong("no_return", function="batches")
                some = list(itertools.islice(got, 3 * n))
            if some and not (isinstance(some[0], tuple | list) and len(some[0]) == 2):
                wrong("not_pairs", function="batches")
            return some

        some = run(seed)
        where = {
            "call": f"batches(x, y, {size}, generator)",
            "got": [len(b) for _, b in some],
            "expected": [size] * (n // size) + [n % size],
        }
        if any(not torch.equal(a[:, 0].long(), b) for a, b in some):
            wrong("apart", function="batches")
        labels = torch.cat([b for _, b in some]) if some else torch.tensor([])
        if len(some) == 1:
            wrong("one_batch", **where)
        if len(labels) == n - n % size and len(labels.unique()) == len(labels):
            wrong("last_dropped", **where)
        if len(labels.unique()) < len(labels):
            wrong("repeated", **where)
        if len(labels) < n:
            wrong("missing", **where)
        if [len(b) for _, b in some] != where["expected"]:
            wrong("sizes", **where)
        if torch.equal(labels, y):
            wrong("not_shuffled", function="batches")
        if not torch.equal(torch.cat([b for _, b in run(seed)]), labels):
            wrong("own_chance", function="batches")
        if all(len(b) > 1 and bool((b.diff() == 1).all()) for _, b in some[:-1]):
            wrong("only_batches_shuffled", function="batches")
        if torch.equal(torch.cat([b for _, b in run(seed + 1)]), labels):
            wrong("same_order", function="batches")
    x, y = digits(1000)
    sizes = [len(b) for _, b in learner.batches(x, y, 192, torch.Generator())]
    return {"sizes": sizes}
