#!/usr/bin/env bash
# torch 2.13.0 on a CPU: the weight gradient of a depthwise convolution.
# Guess: a 5x5 kernel has 25/9 of the taps of a 3x3 kernel, so its gradient takes about three times as long.
# Seen: on 3x3 images with 1,152 channels (the last blocks of EfficientNet-B0 and -Lite at 96 pixels) it takes 50 to 150
# times as long, although the forward pass and the gradient of the input do behave as guessed. Four gradients of 3x3
# kernels, put side by side (row and column 2 are computed twice), give the same tensor many times sooner.
# Fails if the ratio falls below 10.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import statistics
import time

import torch

torch.manual_seed(0)
torch.set_num_threads(1)
CHANNELS, BATCH, SIDE = 1152, 32, 3
LAST = torch.channels_last


def backward(x, weight, gradient, padding, wanted):
    return torch.ops.aten.convolution_backward(
        gradient, x, weight, None, [1, 1], [padding] * 2, [1, 1], False, [0, 0], CHANNELS, wanted
    )


def milliseconds(work):
    work()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


x = torch.randn(BATCH, CHANNELS, SIDE, SIDE).contiguous(memory_format=LAST)
gradient = torch.randn(BATCH, CHANNELS, SIDE, SIDE).contiguous(memory_format=LAST)
kernels = {k: torch.randn(CHANNELS, 1, k, k) for k in (3, 5)}


def four_of_3x3():
    whole = torch.empty(CHANNELS, 1, 5, 5)
    for i in (0, 2):
        for j in (0, 2):
            seen = torch.nn.functional.pad(x, (2 - j, j, 2 - i, i))
            whole[:, :, i : i + 3, j : j + 3] = backward(seen, kernels[3], gradient, 0, [False, True, False])[1]
    return whole


print("torch", torch.__version__, "|", torch.backends.cpu.get_cpu_capability(), "| one thread, batch", BATCH)
taken = {}
for k, weight in kernels.items():
    forward = milliseconds(lambda: torch.nn.functional.conv2d(x, weight, None, 1, k // 2, groups=CHANNELS))
    of_input = milliseconds(lambda: backward(x, weight, gradient, k // 2, [True, False, False]))
    taken[k] = milliseconds(lambda: backward(x, weight, gradient, k // 2, [False, True, False]))
    print(f"{k}x{k}: forward {forward:.2f} ms, input's gradient {of_input:.2f} ms, weight's gradient {taken[k]:.2f} ms")
expected = backward(x, kernels[5], gradient, 2, [False, True, False])[1]
difference = ((four_of_3x3() - expected).abs().max() / expected.abs().max()).item()
print(f"5x5 from four 3x3: {milliseconds(four_of_3x3):.2f} ms, largest relative difference {difference:.1e}")
ratio = taken[5] / taken[3]
print(f"the 5x5 kernel's weight gradient takes {ratio:.0f} times as long as the 3x3 kernel's; the taps say 2.8")
assert difference < 1e-4, "the four gradients are not the same tensor any more"
assert ratio > 10, "the behaviour has changed"
PY
