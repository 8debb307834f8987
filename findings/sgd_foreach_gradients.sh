#!/usr/bin/env bash
# torch 2.13.0: what torch.optim.SGD's step leaves in `.grad`.
# Guess: an optimizer reads gradients. After the step they are what the backward pass left, whichever of the three
# implementations (foreach, fused, one tensor after the other) made the step.
# Seen: with foreach=True (which torch's documentation says is chosen by itself on CUDA), nesterov=True and neither
# weight decay nor maximize, the step has added momentum * velocity to `.grad`. Whoever logs the norm of the gradients
# after the step, or goes on accumulating into them, gets other numbers than from the other implementations. The steps
# themselves are equal. Otherwise, and in Adam, AdamW, NAdam, RAdam, RMSprop, Adagrad, Adadelta, Adamax, ASGD and Rprop
# with their default options, gradients stay.
# Fails if SGD leaves the gradients alone, or another of them does not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import torch

PLAIN, FOREACH, FUSED = {"foreach": False}, {"foreach": True}, {"fused": True}
NESTEROV = {"momentum": 0.9, "nesterov": True}


def after(name, **options):
    """The weight and its gradient after three steps with a gradient of 1."""
    weight = torch.ones(3, requires_grad=True)
    optimizer = getattr(torch.optim, name)([weight], lr=0.1, **options)
    for _ in range(3):
        weight.grad = torch.ones(3)
        optimizer.step()
    return weight.detach(), weight.grad


print("torch", torch.__version__)
weight, _ = after("SGD", **NESTEROV, **PLAIN)
for options in (
    {**NESTEROV, **FOREACH},
    {**NESTEROV, **PLAIN},
    {**NESTEROV, **FUSED},
    {**NESTEROV, **FOREACH, "weight_decay": 0.1},
    {**NESTEROV, **FOREACH, "maximize": True},
    {"momentum": 0.9, **FOREACH},
):
    moved, gradient = after("SGD", **options)
    print(f"SGD {options}: .grad was 1 before the step, and is {gradient[0]:.3f} after it")
    changed = options == {**NESTEROV, **FOREACH}
    assert bool((gradient != 1).all()) == changed, "the step leaves other gradients now"
    if changed:
        torch.testing.assert_close(moved, weight)  # the step was right
for name in ("Adam", "AdamW", "NAdam", "RAdam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "ASGD", "Rprop"):
    assert after(name, **FOREACH)[1].tolist() == [1, 1, 1], name
PY
