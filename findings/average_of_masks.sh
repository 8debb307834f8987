#!/usr/bin/env bash
# torch 2.13.0: AveragedModel with use_buffers=True on a model whose buffers are an attention mask (-inf above the
# diagonal, a float buffer) and a table of indices (an integer buffer). Neither ever changes.
# Guess: the average of equal buffers is that buffer.
# Seen: the first update copies. The second one, the first that averages, leaves NaN in the moving average
# (get_ema_multi_avg_fn) where the mask has -inf, the difference of two infinities; and the indices 3, 6, 7 become
# 2, 5, 6, where they stay, because 2.99... is cut off to 2. The plain mean (get_swa_multi_avg_fn) refuses the integers
# with an error.
# Fails if the averages are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, get_swa_multi_avg_fn


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.register_buffer("mask", torch.full((3, 3), -torch.inf).triu(1))
        self.register_buffer("places", torch.tensor([3, 6, 7]))


print("torch", torch.__version__)
model = Attention()
average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=True)
for update in range(4):
    average.update_parameters(model)
    assert average.module.mask.isnan().any() == (update > 0)
print("mask", average.module.mask.tolist(), "places", average.module.places.tolist())
assert torch.equal(average.module.layer.weight, model.layer.weight)  # weights are as they should be
assert torch.equal(average.module.mask.isnan(), model.mask.isinf())
assert average.module.places.tolist() == [2, 5, 6]
plain = AveragedModel(model, multi_avg_fn=get_swa_multi_avg_fn(), use_buffers=True)
plain.update_parameters(model)
try:
    plain.update_parameters(model)
except RuntimeError as error:
    print("the plain mean:", str(error)[:60])
else:
    raise SystemExit("the plain mean takes integers now")
PY
