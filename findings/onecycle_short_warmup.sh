#!/usr/bin/env bash
# torch 2.13.0: OneCycleLR in short trainings, where the rise takes exactly one step (pct_start * total_steps == 1), or
# no whole number of them.
# Guess: a rise of one step, or less, is no rise: the first step has the maximum, and the rate falls from there. In
# every case some step has the maximum, as the argument's name, max_lr, says.
# Seen: with exactly one step (4 steps and 0.25, 10 and 0.1, 20 and 0.05) the scheduler cannot be made: it divides by
# pct_start * total_steps - 1. With less, the falling line begins before the first step, and with 1.1 steps it begins
# between two, so that the maximum is never reached: 5 steps and 0.1 have 0.889 of it at most, 11 steps 0.909.
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
print(f"11 steps, 0.1 of them rising: {(found := rates(11, 0.1))}")
assert max(found) == 0.909, "the maximum is another one now"
PY
