import sys

import torch
from torch import nn

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 0
x = torch.linspace(-1, 1, 40).unsqueeze(1)
y = torch.sin(5 * x)


def run(lr):
    net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(60):
        b = torch.randperm(40)[:20]
        loss = nn.functional.mse_loss(net(x[b]), y[b])
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        return nn.functional.mse_loss(net(x), y).item()


for lr in (0.01, 0.012):
    print(lr, run(lr))
print(f"score={-abs(run(0.01) - run(0.01)):.6f}")
