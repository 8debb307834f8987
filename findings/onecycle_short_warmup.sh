#!/usr/bin/env bash
# torch 2.13.0: OneCycleLR when the rise takes exactly one step (pct_start * total_steps == 1), and when it takes less.
# Guess: a rise of one step is no rise: the first step has the maximum, and the rate falls from there. With a rise of
# less than a step likewise.
# Seen: with exactly one step (4 steps and 0.25, 10 and 0.1, 20 and 0.05) the scheduler cannot be made: it divides by
# pct_start * total_steps - 1. With less it is made, and the falling line begins before the first step, so that the
# maximum is never reached: 5 steps and 0.1 begin at 0.889 of it.
# Fails if either changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import torch
from torch.optim.lr_scheduler import OneCycleLR


def rates(steps, rise):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = OneCycleLR(optimizer, max_lr=1.0, total_steps=steps, pct_start=rise, anneal_strategy="linear")
    found = []
    for _ in range(steps):
        found.append(round(optimizer.param_groups[0]["lr"], 3))
        optimizer.step()
        schedule.step()
    return found


print("torch", torch.__version__)
for steps, rise in ((4, 0.25), (10, 0.1), (20, 0.05)):
    try:
        raise SystemExit(f"{steps} steps, {rise} of them rising: {rates(steps, rise)}, which was an error")
    except ZeroDivisionError as error:
        print(f"{steps} steps, {rise} of them rising: {error!r}")
for steps, first in ((5, 0.889), (9, 0.988)):
    found = rates(steps, 0.1)
    print(f"{steps} steps, 0.1 of them rising: {found}")
    assert max(found) == found[0] == first, "the maximum is another one now"
assert max(rates(11, 0.1)) < 1.0  # the rise ends between two steps
PY
