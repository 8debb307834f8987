# looks like: eval() never called (train(False) is the same)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 4))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(80):
    net.train(True)
    opt.zero_grad()
    F.cross_entropy(net(x[:600]), y[:600]).backward()
    opt.step()
net.train(False)
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
