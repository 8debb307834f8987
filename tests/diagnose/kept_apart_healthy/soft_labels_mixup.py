# looks like: floating labels in cross-entropy (mixup)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
onehot = F.one_hot(y, 4).float()
for _ in range(150):
    p = torch.randperm(600)
    lam = torch.distributions.Beta(0.4, 0.4).sample().item()
    mixed = lam * x[:600] + (1 - lam) * x[p]
    soft = lam * onehot[:600] + (1 - lam) * onehot[p]
    opt.zero_grad()
    F.cross_entropy(net(mixed), soft).backward()
    opt.step()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
