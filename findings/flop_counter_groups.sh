#!/usr/bin/env bash
# torch 2.13.0: FlopCounterMode on the backward pass of a grouped or depthwise convolution.
# Guess: as for an ordinary convolution, each of the two gradients (of the input and of the weights) takes as many
# operations as the forward pass, so the counter says: backward, twice the forward pass.
# Seen: the forward pass and the gradient of the input are divided by `groups`; the gradient of the weights is not, and
# is counted `groups` times too often. With 32 channels in 32 groups the backward pass is said to take 33 forward
# passes, not 2.
# Fails if the counter says anything else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

BATCH, CHANNELS, SIDE, TAPS = 2, 32, 8, 9


def counted(work):
    with FlopCounterMode(display=False) as counter:
        result = work()
    return counter.get_total_flops(), result


print("torch", torch.__version__)
for groups in (1, 4, 32):
    conv = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, groups=groups, bias=False)
    x = torch.randn(BATCH, CHANNELS, SIDE, SIDE)
    by_hand = 2 * BATCH * SIDE**2 * CHANNELS * (CHANNELS // groups) * TAPS
    forward, y = counted(lambda: conv(x))
    of_weights, _ = counted(lambda: y.sum().backward())
    both, _ = counted(lambda: conv(x.requires_grad_()).sum().backward())
    of_input = both - forward - of_weights
    print(
        f"groups {groups:2d}: by hand {by_hand:,} for each; counted: forward {forward:,}, gradient of the input "
        f"{of_input:,}, gradient of the weights {of_weights:,} ({of_weights // by_hand} times)"
    )
    # that each output is right, whatever is counted
    naive = torch.zeros_like(conv.weight)
    padded = nn.functional.pad(x.detach(), (1, 1, 1, 1))
    width = CHANNELS // groups
    for filters in range(CHANNELS):
        first = filters // width * width
        for i in range(3):
            for j in range(3):
                naive[filters, :, i, j] = padded[:, first : first + width, i : i + SIDE, j : j + SIDE].sum((0, 2, 3))
    conv.weight.grad = None
    conv(x).sum().backward()
    torch.testing.assert_close(conv.weight.grad, naive, rtol=1e-4, atol=1e-3)
    assert forward == of_input == by_hand and of_weights == groups * by_hand, "the counter says something else now"
PY
