# Looks like labels outside 0 ... 1; -1 means that nobody knows, and these elements are masked.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 10)
full = ((x @ torch.randn(10, 4)) > 0).float()
t = torch.where(torch.rand(800, 4) < 0.3, torch.tensor(-1.0), full)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
criterion = nn.BCEWithLogitsLoss(reduction="none")
for epoch in range(5):
    for rows in torch.randperm(600).split(50):
        mask = (t[rows] >= 0).float()
        loss = (criterion(net(x[rows]), t[rows]) * mask).sum() / mask.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    right = ((net(x[600:]) > 0).float() == full[600:]).float().mean()
print(f"score={float(right):.4f}")
