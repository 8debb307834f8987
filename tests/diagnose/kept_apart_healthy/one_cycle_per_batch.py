# looks like: a scheduler stepped per batch (one-cycle is meant so)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.1, epochs=5, steps_per_epoch=20)
for epoch in range(5):
    for b in torch.randperm(600).split(30):
        opt.zero_grad()
        F.cross_entropy(net(x[b]), y[b]).backward()
        opt.step()
        sched.step()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
