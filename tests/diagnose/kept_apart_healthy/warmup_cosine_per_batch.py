# looks like: a scheduler stepped per batch and a first rate near zero (warm-up)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
steps = 120
opt = torch.optim.AdamW(net.parameters(), lr=0.02)
warm = torch.optim.lr_scheduler.LinearLR(opt, 0.01, total_iters=20)
cosine = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps - 20)
sched = torch.optim.lr_scheduler.SequentialLR(opt, [warm, cosine], [20])
for step in range(steps):
    b = torch.randint(0, 600, (64,))
    opt.zero_grad()
    F.cross_entropy(net(x[b]), y[b]).backward()
    opt.step()
    sched.step()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
