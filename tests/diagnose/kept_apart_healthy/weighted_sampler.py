# looks like: no shuffle=True (a weighted sampler draws the rows)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

y = (torch.arange(1000) > 900).long()
x = torch.randn(1000, 6)
x[:, 0] += 2 * y
weight = torch.where(y == 1, 9.0, 1.0)
loader = DataLoader(TensorDataset(x, y), batch_size=50, sampler=WeightedRandomSampler(weight, 1000))
net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(5):
    for xb, yb in loader:
        opt.zero_grad()
        F.cross_entropy(net(xb), yb).backward()
        opt.step()
yt = torch.randint(0, 2, (400,))
xt = torch.randn(400, 6)
xt[:, 0] += 2 * yt
print(f"score={(net(xt).argmax(1) == yt).float().mean().item():.4f}")
