import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
centre = torch.randn(3, 10) * 1.5
y = torch.randint(0, 3, (900,))
x = centre[y] + 0.7 * torch.randn(900, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)


def attack(xb, yb, size=0.2):
    xa = xb.clone().requires_grad_(True)
    F.cross_entropy(net(xa), yb).backward()
    return (xb + size * xa.grad.sign()).detach()


for epoch in range(4):
    for b in torch.randperm(700).split(50):
        xa = attack(x[b], y[b])
        optimizer.zero_grad()
        F.cross_entropy(net(xa), y[b]).backward()
        optimizer.step()
xa = attack(x[700:], y[700:])
print(f"score={(net(xa).argmax(1) == y[700:]).float().mean().item():.4f}")
