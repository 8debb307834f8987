#!/usr/bin/env bash
# torch 2.13.0: the first optimizer of a process.
# Guess: torch.optim.SGD over one tensor of one number stores a reference and takes microseconds; what it needs, `import
# torch` has loaded already.
# Seen: it imports torch._dynamo, the front end of torch.compile, and with it sympy: about 800 modules, some 70 MB, and
# a CPU time near that of `import torch` itself, in a program that compiles nothing. A training of one second
# takes two. Nothing turns it off: neither TORCHDYNAMO_DISABLE=1 nor TORCH_COMPILE_DISABLE=1, which turn off compiling.
# Fails if the first optimizer imports fewer than 300 modules, or takes less than a fifth of `import torch`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
cat > "$work/first.py" <<'PY'
import sys
import time

start = time.process_time()
import torch

imported, before = time.process_time(), set(sys.modules)
torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
made = time.process_time()
torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
again = time.process_time()
new = sorted(set(sys.modules) - before)
share = (made - imported) / (imported - start)
print(f"torch {torch.__version__}: `import torch` {imported - start:.2f} s, the first SGD {made - imported:.2f} s, ", end="")
print(f"the second {(again - made) * 1e6:.0f} microseconds; {len(new)} new modules, share {share:.2f}")
assert "torch._dynamo" in new and "sympy" in new, "the behaviour has changed"
assert len(new) >= 300 and share >= 0.2, "the behaviour has changed"
PY
"$work/venv/bin/python" "$work/first.py" # once, so that everything is compiled to bytecode
"$work/venv/bin/python" "$work/first.py"
TORCHDYNAMO_DISABLE=1 TORCH_COMPILE_DISABLE=1 "$work/venv/bin/python" "$work/first.py"
