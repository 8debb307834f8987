# looks like: an activation on a regression's output (softplus for a rate that is never negative)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
rate = torch.exp(0.5 * x[:, :1] + 0.5)
y = torch.poisson(rate)
net = nn.Sequential(nn.Linear(3, 24), nn.Tanh(), nn.Linear(24, 1), nn.Softplus())
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(200):
    opt.zero_grad()
    F.poisson_nll_loss(net(x[:600]), y[:600], log_input=False).backward()
    opt.step()
with torch.no_grad():
    print(f"score={1 - (F.mse_loss(net(x[600:]), rate[600:]) / rate[600:].var()).item():.4f}")
