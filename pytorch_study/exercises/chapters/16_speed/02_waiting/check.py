import contextlib
import time
from random import randint, uniform
from unittest import mock

import torch
from torch.utils.data import DataLoader, Dataset

from pytorch_study.exercises.kit import difference, digits, shown, wrong

CLOCKS = ("perf_counter", "monotonic", "time")


class Clock:
    """A clock that only this check moves: what is measured with it is exact."""

    def __init__(self):
        self.now, self.cpu = uniform(1e3, 2e3), uniform(10, 20)

    @contextlib.contextmanager
    def instead_of_times(self, module):
        """In `time`, and under whatever name the learner imported it."""
        ours = {name: lambda: self.now for name in CLOCKS} | {"process_time": lambda: self.cpu}
        ours |= {f"{name}_ns": lambda read=read: round(1e9 * read()) for name, read in ours.items()}
        real = {name: getattr(time, name) for name in ours}
        renamed = {key: ours[name] for key, value in vars(module).items() for name in ours if value is real[name]}
        with mock.patch.multiple(time, **ours), mock.patch.dict(vars(module), renamed):
            yield


def check(learner):
    for _ in range(3):
        clock, events, n = Clock(), [], randint(4, 6)
        waits, works = ([uniform(0.1, 2.0) for _ in range(n)] for _ in range(2))
        waits[0] += 3

        def batches(clock=clock, events=events, waits=waits):
            for k, seconds in enumerate(waits):
                clock.now += seconds
                events.append(("batch", k))
                yield k

        def work(k, clock=clock, events=events, works=works):
            events.append(("work", k))
            clock.now += works[k]
            clock.cpu += works[k]

        with clock.instead_of_times(learner):
            got = learner.timed(batches(), work)
        if got is None:
            wrong("no_return", function="timed")
        expected = (sum(waits), sum(works))
        where = {"call": f"timed({n} batches, work)", "got": shown(got), "expected": shown(expected)}
        if not any(kind == "work" for kind, _ in events):
            wrong("no_work", **where)
        if events != [(kind, k) for k in range(n) for kind in ("batch", "work")]:
            together = [kind for kind, _ in events] == ["batch"] * n + ["work"] * n
            wrong("all_at_once" if together else "not_each_once", **where)
        known = {
            "swapped": expected[::-1],
            "first_missing": (sum(waits[1:]), sum(works)),
            "no_waiting": (0.0, sum(works)),
            "all_of_it": (sum(waits), sum(waits) + sum(works)),
            "both_in_waiting": (sum(waits) + sum(works), sum(works)),
            "last_only": (waits[-1], works[-1]),
            "milliseconds": tuple(1e3 * one for one in expected),
            "nanoseconds": tuple(1e9 * one for one in expected),
            "means": tuple(one / n for one in expected),
            "cpu_time": (0.0, sum(works)),
        }
        if found := difference(got, expected):
            if difference(got, known["no_waiting"]) is None and _asks_cpu(learner):
                wrong("cpu_time", **where)
            for name, theirs in known.items():
                if difference(got, theirs) is None:
                    wrong(name, **where)
            wrong(found.name, **{**where, **found.values})
    return _real(learner)


def _asks_cpu(learner):
    """Whether the answer reads the processor's time."""
    with mock.patch.object(time, "process_time", return_value=0.0) as asked:
        learner.timed([0], lambda _: None)
    return asked.called


class OneByOne(Dataset):
    """Pictures that are prepared one at a time, as most data sets do."""

    def __init__(self, x):
        self.x = x

    def __len__(self):
        return len(self.x)

    def __getitem__(self, k):
        return (self.x[k].float() / 255 - 0.1307) / 0.3081


def _real(learner):
    x = digits(2000)[0]
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))

    def step(batch):
        net(batch).logsumexp(1).mean().backward()

    step(torch.zeros(100, 28, 28))
    one_by_one = learner.timed(DataLoader(OneByOne(x), batch_size=100), step)
    at_once = learner.timed(((part.float() / 255 - 0.1307) / 0.3081 for part in x.split(100)), step)
    names = ("wait_one", "work_one", "wait_all", "work_all")
    return {name: f"{1e3 * float(s):.0f}" for name, s in zip(names, (*one_by_one, *at_once), strict=True)}
