#!/usr/bin/env bash
# torch 2.13.0 (oneDNN), a processor with AMX: the weight gradient of a 3x3 convolution on small images in bfloat16.
# Guess: it takes as many operations as the forward pass, and as long, perhaps twice as long, whatever the image size.
# Seen: on 3x3 images with 256 channels it takes some nine times as long as the forward pass. The same 500 images laid
# side by side in wide ones, a column of zeros between them, have the same gradient, in about a sixth of the time,
# although rows are a third longer. On 16x16 images there is no such gap. In float32 there is none either.
# One thread, seconds of the processor. Fails if the gradient takes less than four times as long as the forward pass, or
# if wide images do not halve it. Without AMX it says so and stops.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import statistics
import sys
import time

import torch

IMAGES, EACH = 500, 50


def milliseconds(work):
    taken = []
    for _ in range(9):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1000 * statistics.median(taken[2:])


def weight_gradient(gradient, x, weight):
    sizes = [1, 1], [1, 1], [1, 1], False, [0, 0], 1
    return torch.ops.aten.convolution_backward(gradient, x, weight, None, *sizes, [False, True, False])[1]


def wide(x):
    images, channels, height, width = x.shape
    rows = x.new_zeros(images // EACH, height, EACH, width + 1, channels)
    rows[:, :, :, :width] = x.permute(0, 2, 3, 1).unflatten(0, (-1, EACH)).transpose(1, 2)
    return rows.flatten(2, 3).permute(0, 3, 1, 2)


print("torch", torch.__version__)
if not torch.cpu._is_amx_tile_supported():
    print("this processor has no AMX: nothing to see")
    sys.exit(0)
torch.set_num_threads(1)
torch.manual_seed(0)
ratios = {}
for dtype in (torch.bfloat16, torch.float32):
    for channels, side in ((256, 3), (128, 16)):
        x, gradient, weight = (
            torch.randn(*shape).to(dtype).contiguous(memory_format=torch.channels_last)
            for shape in ((IMAGES, channels, side, side), (IMAGES, channels, side, side), (channels, channels, 3, 3))
        )
        forward = milliseconds(lambda: torch.conv2d(x, weight, padding=1))
        own = milliseconds(lambda: weight_gradient(gradient, x, weight))
        laid = milliseconds(lambda: weight_gradient(wide(gradient), wide(x), weight))
        ratios[dtype, side] = own / forward, laid / own
        print(
            f"{dtype}, {channels} channels, {side}x{side}: forward {forward:.1f} ms, weight gradient {own:.1f} ms "
            f"({own / forward:.1f} times), of the images side by side {laid:.1f} ms ({laid / own:.2f} of it)"
        )
        one, other = weight_gradient(gradient, x, weight).float(), weight_gradient(wide(gradient), wide(x), weight).float()
        assert (one - other).norm() < 0.005 * one.norm(), "the gradients differ"
assert ratios[torch.bfloat16, 3][0] > 4, "oneDNN is faster now"
assert ratios[torch.bfloat16, 3][1] < 0.5, "wide images do not help any more"
assert ratios[torch.bfloat16, 16][0] < 4, "large images are slow, too"
assert ratios[torch.float32, 3][0] < 4, "float32 is slow, too"
PY
