"""Observers of learning rates' schedules and of seeds."""

import random
from collections import Counter
from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler

from pytorch_study.diagnosis.notes import Notes, now
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.steps import Loop

MOST_SEEDS = 400
"""Of one line; a data set may set one for each example."""


def install(notes: Notes, loop: Loop, before: Any) -> None:
    """Put the observers in.

    Args:
        notes: where it is written down.
        loop: knows the optimizers, and how many steps each has made.
        before: makes an observer that sees a call before it happens.
    """
    put = notes.patches.replace

    def scheduled(schedule: Any, *args: Any, **kwargs: Any) -> None:
        initial = getattr(schedule, "_is_initial", False) or not hasattr(schedule, "optimizer")
        rates = [group["lr"] for group in schedule.optimizer.param_groups] if not initial else []
        if not initial and notes.site() is not None:
            steps, since = loop.moved(schedule.optimizer)
            settings = {
                key: value
                for key in ("T_max", "step_size", "gamma", "milestones", "total_steps", "T_0")
                if isinstance(value := getattr(schedule, key, None), int | float) or key == "milestones"
            }
            notes.event(
                "schedule",
                notes.site(),
                name=type(schedule).__name__,
                number=notes.number(schedule),
                lr=float(rates[0]),
                steps=steps,
                since=since,
                backwards=notes.backwards,
                settings={key: value for key, value in settings.items() if value is not None},
            )

    for name in dir(lr_scheduler):
        one = getattr(lr_scheduler, name)
        if isinstance(one, type) and "step" in vars(one) and "Scheduler" not in name.replace("ReduceLROnPlateau", ""):
            put(one, "step", before(scheduled))
    put(lr_scheduler.LRScheduler, "step", before(scheduled))

    seeds: Counter[Site | None] = Counter()

    def seeded(what: str) -> Any:
        def observe(*args: Any, **kwargs: Any) -> None:
            site = notes.site()
            seeds[site] += 1
            if seeds[site] <= MOST_SEEDS:
                notes.event("seed", site, what=what, value=str(args[0]) if args else "", steps=notes.step)

        def make(original: Any) -> Any:
            def timed(*args: Any, **kwargs: Any) -> Any:
                began = now()
                made = original(*args, **kwargs)
                notes.seeding = tuple(s + b - a for s, a, b in zip(notes.seeding, began, now(), strict=True))
                return made

            return before(observe)(timed)

        return make

    put(torch, "manual_seed", seeded("torch"))
    put(np.random, "seed", seeded("numpy"))
    put(random, "seed", seeded("random"))
    put(np.random, "default_rng", seeded("numpy generator"))
