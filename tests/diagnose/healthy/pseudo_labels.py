import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
centre = torch.randn(3, 8) * 2
y = torch.randint(0, 3, (1000,))
x = centre[y] + torch.randn(1000, 8)
labelled, pool, test = slice(0, 60), slice(60, 700), slice(700, 1000)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(80):
    loss = F.cross_entropy(net(x[labelled]), y[labelled])
    if step > 30:
        with torch.no_grad():
            sure, guess = F.softmax(net(x[pool]), 1).max(1)
        keep = sure > 0.9
        if keep.any():
            loss = loss + 0.5 * F.cross_entropy(net(x[pool][keep]), guess[keep])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    print(f"score={(net(x[test]).argmax(1) == y[test]).float().mean().item():.4f}")
