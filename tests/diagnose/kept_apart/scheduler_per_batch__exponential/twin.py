import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def train_epoch(net, x, y, opt, sched):
    for b in torch.randperm(len(x)).split(16):
        opt.zero_grad()
        nn.functional.mse_loss(net(x[b]), y[b]).backward()
        opt.step()
    sched.step()


x = torch.rand(600, 1) * 6
y = torch.sin(x)
net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
sched = torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.9)
for _ in range(15):
    train_epoch(net, x[:480], y[:480], opt, sched)
with torch.no_grad():
    print(f"score={1 - (nn.functional.mse_loss(net(x[480:]), y[480:]) / y.var()).item():.4f}")
