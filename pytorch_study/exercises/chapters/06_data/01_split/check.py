from random import randint

import torch

from pytorch_study.exercises.kit import digits, shown, wrong


def check(learner):
    for _ in range(4):
        n, seed = randint(100, 200), randint(0, 1000)
        validation = randint(20, 40)
        state = torch.get_rng_state()
        got = learner.split(n, validation, seed)
        if got is None:
            wrong("no_return", function="split")
        if not torch.equal(state, torch.get_rng_state()):
            wrong("global_state", function="split")
        if not isinstance(got, tuple | list) or len(got) != 2:
            wrong("length", function="split", count=len(got) if isinstance(got, tuple | list) else 1, wanted=2)
        train, val = (torch.as_tensor(one) for one in got)
        if train.is_floating_point() or train.dtype == torch.bool:
            wrong("dtype", function="split", dtype=str(train.dtype)[6:], wanted="int64")
        both = torch.cat([train, val])
        where = {
            "call": f"split({n}, {validation}, seed={seed})",
            "got": f"{len(train)} + {len(val)}",
            "expected": f"{n - validation} + {validation}",
        }
        if set(train.tolist()) & set(val.tolist()):
            shared = len(set(train.tolist()) & set(val.tolist()))
            wrong("overlap", function="split", shared=shared)
        if len(val) != validation and len(train) == validation:
            wrong("swapped", function="split")
        if not torch.equal(both.sort().values, torch.arange(n)):
            wrong("not_all", function="split")
        if len(val) != validation:
            wrong("size", **where)
        if (
            torch.equal(both, torch.arange(n))
            or torch.equal(val.sort().values, torch.arange(n - validation, n))
            or torch.equal(val.sort().values, torch.arange(validation))
        ):
            wrong("not_shuffled", function="split", got=shown(val[:6]))
        if not torch.equal(torch.as_tensor(learner.split(n, validation, seed)[1]), val):
            wrong("not_repeatable", function="split")
        if torch.equal(torch.as_tensor(learner.split(n, validation, seed + 1)[1]), val):
            wrong("seed_ignored", function="split")
    _, y = digits(1000)
    train, val = learner.split(1000, 200, 0)
    return {
        "train": torch.bincount(y[train], minlength=10).tolist(),
        "val": torch.bincount(y[val], minlength=10).tolist(),
    }
