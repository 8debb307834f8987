# looks like: no eval() (there is neither dropout nor normalisation)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
y = torch.sin(x[:, :1]) + x[:, 1:2]
net = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(150):
    net.train()
    opt.zero_grad()
    F.mse_loss(net(x[:600]), y[:600]).backward()
    opt.step()
with torch.no_grad():
    print(f"score={1 - (F.mse_loss(net(x[600:]), y[600:]) / y[600:].var()).item():.4f}")
