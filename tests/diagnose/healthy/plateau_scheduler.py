import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
y = torch.sin(x[:, :1]) + x[:, 1:2]
net = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=3)
for epoch in range(30):
    for b in torch.randperm(500).split(50):
        opt.zero_grad()
        F.mse_loss(net(x[b]), y[b]).backward()
        opt.step()
    with torch.no_grad():
        sched.step(F.mse_loss(net(x[500:600]), y[500:600]))
with torch.no_grad():
    print(f"score={1 - (F.mse_loss(net(x[600:]), y[600:]) / y[600:].var()).item():.4f}")
