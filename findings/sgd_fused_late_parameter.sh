#!/usr/bin/env bash
# torch 2.13.0: torch.optim.SGD with momentum where a parameter gets its first gradient later than others of its group,
# as a layer that was frozen at first does.
# Guess: its momentum begins at its first step, in all three implementations (foreach, fused, one tensor after the
# other).
# Seen: so it does, but for fused=True, which stops with a TypeError about None. If every parameter has a momentum of 0
# from the beginning, fused=True makes the same steps as the others.
# Fails if fused=True accepts it, or the others differ.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$work/venv/bin/python" - <<'PY'
import torch


def thaw(momentum_of_zero=False, **options):
    early, late = (torch.ones(3, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([early, late], lr=0.1, momentum=0.9, **options)
    if momentum_of_zero:
        for weight in (early, late):
            optimizer.state[weight]["momentum_buffer"] = torch.zeros_like(weight)
    for step in range(3):
        early.grad = torch.ones(3)
        late.grad = torch.ones(3) if step else None
        optimizer.step()
    return torch.stack([early.detach(), late.detach()])


print("torch", torch.__version__)
expected = thaw(foreach=False)
print("foreach=False", expected[:, 0].tolist())
torch.testing.assert_close(thaw(foreach=True), expected)
try:
    thaw(fused=True)
except TypeError as error:
    print("fused=True", repr(error))
else:
    raise SystemExit("fused=True accepts it now")
torch.testing.assert_close(thaw(fused=True, momentum_of_zero=True), expected)
PY
