# looks like: step() with a function and several backwards a step (LBFGS)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
y = torch.sin(x[:, :1]) + x[:, 1:2]
net = nn.Sequential(nn.Linear(3, 12), nn.Tanh(), nn.Linear(12, 1))
opt = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=10)


def closure():
    opt.zero_grad()
    loss = F.mse_loss(net(x[:600]), y[:600])
    loss.backward()
    return loss


for _ in range(12):
    opt.step(closure)
with torch.no_grad():
    print(f"score={1 - (F.mse_loss(net(x[600:]), y[600:]) / y[600:].var()).item():.4f}")
