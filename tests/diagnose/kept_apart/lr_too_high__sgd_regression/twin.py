import sys

import torch

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
X = torch.cat([torch.randn(200, 3) * torch.tensor([1.0, 3.0, 2.0]), torch.ones(200, 1)], dim=1)
true = torch.tensor([[1.5], [-0.7], [2.0], [0.3]])
Y = X @ true + 0.1 * torch.randn(200, 1)
W = torch.zeros(4, 1, requires_grad=True)
lr = 0.03
for i in range(80):
    loss = ((X @ W - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        W -= lr * W.grad
        W.grad.zero_()
    if i % 20 == 0:
        print(i, loss.item())
print(f"score={max(1 - (loss / Y.var()).item(), -100):.4f}")
