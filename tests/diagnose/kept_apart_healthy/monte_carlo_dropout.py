# looks like: dropout on at test time (on purpose: the mean and spread of 50 passes)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
y = torch.sin(x[:, :1]) + x[:, 1:2]
net = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(200):
    opt.zero_grad()
    F.mse_loss(net(x[:600]), y[:600]).backward()
    opt.step()
net.eval()
for m in net.modules():
    if isinstance(m, nn.Dropout):
        m.train()
with torch.no_grad():
    passes = torch.stack([net(x[600:]) for _ in range(50)])
mean, spread = passes.mean(0), passes.std(0)
print("mean spread", spread.mean().item())
print(f"score={1 - (F.mse_loss(mean, y[600:]) / y[600:].var()).item():.4f}")
