import math
from random import randint, uniform

from pytorch_study.exercises.kit import agree, curve


def right(step, steps, warmup, peak, first=1, offset=True, half=0.5, linear=False, degrees=False):
    if step < warmup:
        return peak * (step + first) / warmup
    t = (step - warmup) / (steps - warmup) if offset else step / steps
    if linear:
        return peak * (1 - t)
    return peak * half * (1 + math.cos(180 * t if degrees else math.pi * t))


def check(learner):
    for early in (True, False, None):

        def draw(early=early):
            steps, warmup = randint(30, 60), 0 if early is None else randint(5, 20)
            step = randint(0, warmup - 1) if early else randint(warmup, steps - 1)
            return step, steps, warmup, round(uniform(0.1, 2.0), 3)

        agree(
            learner.lr_at,
            draw,
            right,
            times=8,
            from_zero=lambda *a: right(*a, first=0),
            no_offset=lambda *a: right(*a, offset=False),
            not_halved=lambda *a: right(*a, half=1.0),
            straight=lambda *a: right(*a, linear=True),
            degrees=lambda *a: right(*a, degrees=True),
            no_warmup=lambda step, steps, warmup, peak: right(step, steps, 0, peak),
            no_peak=lambda step, steps, warmup, peak: right(step, steps, warmup, 1.0),
            stays_up=lambda step, steps, warmup, peak: right(step, steps, warmup, peak) if step < warmup else peak,
            downhill_first=lambda step, steps, warmup, peak: (
                peak * (1 - (step + 1) / warmup) if step < warmup else right(step, steps, warmup, peak)
            ),
        )
    agree(learner.lr_at, lambda: (k := randint(5, 9), 30, k, uniform(0.1, 2.0)), right)  # the very top
    return {"curve": curve([learner.lr_at(k, 40, 8, 1.0) for k in range(40)])}
