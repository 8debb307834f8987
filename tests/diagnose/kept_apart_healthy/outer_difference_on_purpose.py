# looks like: (N,1) minus (N,) (all pairs are meant: a ranking loss)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 3)
y = torch.sin(x[:, :1]) + x[:, 1:2]
net = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(100):
    b = torch.randint(0, 600, (64,))
    s, t = net(x[b]), y[b]
    diff = s - s.squeeze(1)
    order = torch.sign(t - t.squeeze(1))
    loss = F.softplus(-diff * order).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    s, t = net(x[600:]), y[600:]
    agree = (torch.sign(s - s.squeeze(1)) == torch.sign(t - t.squeeze(1))).float().mean()
print(f"score={agree.item():.4f}")
