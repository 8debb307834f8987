import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 6)
y = (x[:, 0] + x[:, 1] > x[:, 2]).long()
net = nn.Sequential(nn.Linear(6, 20), nn.ReLU(), nn.Linear(20, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=1, gamma=0.1)
for epoch in range(3):
    for i in range(0, 600, 20):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x[i : i + 20]), y[i : i + 20]).backward()
        opt.step()
    sched.step()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
