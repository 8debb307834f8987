import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(400, 6)
group = torch.randint(0, 2, (400,))
x[:, 0] += group * 2
net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)


def distance(a, b):
    square = ((a - b) ** 2).sum(1)
    return torch.sqrt(square)


for step in range(100):
    i, j = torch.randint(0, 300, (2, 128))
    d = distance(net(x[i]), net(x[j]))
    same = (group[i] == group[j]).float()
    loss = (same * d + (1 - same) * torch.relu(2 - d)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    z = net(x)
    c = torch.stack([z[:300][group[:300] == k].mean(0) for k in (0, 1)])
    guess = torch.cdist(z[300:], c).argmin(1)
print(f"score={(guess == group[300:]).float().mean().item():.4f}")
