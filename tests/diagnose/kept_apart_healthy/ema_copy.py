# looks like: a second model that no optimizer holds (a moving average of the weights)
import copy
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
live = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
net = copy.deepcopy(live)
opt = torch.optim.Adam(live.parameters(), lr=0.01)
for _ in range(150):
    b = torch.randint(0, 600, (64,))
    opt.zero_grad()
    F.cross_entropy(live(x[b]), y[b]).backward()
    opt.step()
    with torch.no_grad():
        for slow, fast in zip(net.parameters(), live.parameters(), strict=True):
            slow.lerp_(fast, 0.05)
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
