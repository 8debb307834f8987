import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
act = nn.Sigmoid
blocks = [nn.Linear(10, 32), act()]
for _ in range(5):
    blocks += [nn.Linear(32, 32), act()]
net = nn.Sequential(*blocks, nn.Linear(32, 3))
mu = torch.randn(3, 10) * 2
y = torch.randint(0, 3, (600,))
x = mu[y] + torch.randn(600, 10)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(15):
    for b in torch.randperm(450).split(30):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x[b]), y[b]).backward()
        opt.step()
print(f"score={(net(x[450:]).argmax(1) == y[450:]).float().mean().item():.4f}")
