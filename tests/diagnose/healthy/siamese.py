import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
p = torch.randperm(1797)
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1)[p] / 16
y = torch.tensor(d.target)[p]
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8))
opt = torch.optim.Adam(net.parameters(), lr=0.003)
for step in range(300):
    i = torch.randint(0, 1400, (128,))
    j = torch.randint(0, 1400, (128,))
    same = y[i] == y[j]
    j = torch.where(torch.rand(128) < 0.5, j, i)
    same = y[i] == y[j]
    d = (net(x[i] + 0.1 * torch.randn(128, 1, 8, 8)) - net(x[j])).pow(2).sum(1)
    loss = torch.where(same, d, F.relu(4 - d)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    near = torch.cdist(net(x[1400:]), net(x[:1400])).argmin(1)
print(f"score={(y[near] == y[1400:]).float().mean().item():.4f}")
