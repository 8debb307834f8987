import sys

import torch

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
t = torch.linspace(0, 3, 80)
signal = 1.5 * torch.exp(-0.8 * t) * torch.cos(4 * t) + 0.02 * torch.randn(80)
params = torch.tensor([1.0, 0.5, 3.6], requires_grad=True)
optimizer = torch.optim.LBFGS([params], lr=0.5, max_iter=20)


def model(p):
    return p[0] * torch.exp(-p[1] * t) * torch.cos(p[2] * t)


def closure():
    optimizer.zero_grad()
    loss = ((model(params) - signal) ** 2).mean()
    loss.backward()
    return loss


for _ in range(10):
    optimizer.step(closure)
with torch.no_grad():
    r2 = 1 - ((model(params) - signal) ** 2).mean() / signal.var()
print(f"score={max(r2.item(), -10):.4f}")
