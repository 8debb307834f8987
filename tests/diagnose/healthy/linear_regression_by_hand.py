import sys

import torch

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(300, 4)
true = torch.tensor([1.0, -1.0, 2.0, 0.5])
y = x @ true + 3 + 0.1 * torch.randn(300)
w = torch.zeros(4, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for _ in range(200):
    loss = ((x[:200] @ w + b - y[:200]) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for q in (w, b):
            q -= 0.05 * q.grad
            q.grad = None
r2 = 1 - ((x[200:] @ w + b - y[200:]) ** 2).mean() / y[200:].var()
print(f"score={r2.item():.4f}")
