import sys

import torch
from torch import nn
from torch.nn import functional as F

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
x = torch.linspace(-2, 2, 120)[:, None]
y = torch.sin(3 * x) + 0.3 * x


def fit(make_optimizer):
    model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = make_optimizer(model.parameters())
    for step in range(150):
        rows = torch.randint(0, 120, (30,))
        loss = F.mse_loss(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return F.mse_loss(model(x), y).item()


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.01)


def adamw(parameters):
    return torch.optim.AdamW(parameters, lr=0.01)


results = {"Adam": fit(adam), "AdamW": fit(adamw)}
print("better:", min(results, key=results.get), results)
print(f"score={-abs(fit(adam) - results['Adam']):.6f}")  # the same once more
