import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(500, 4) * 40
y = (x[:, 0] > 0).float()
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(60):
    p = torch.sigmoid(net(x[:350])).squeeze(1)
    loss = -(y[:350] * torch.log(p) + (1 - y[:350]) * torch.log(1 - p)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"score={((net(x[350:]).squeeze(1) > 0).float() == y[350:]).float().mean().item():.4f}")
