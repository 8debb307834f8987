# looks like: features without a gradient (a frozen body runs under no_grad, its batch norm in eval mode)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
body = nn.Sequential(nn.Linear(10, 64), nn.BatchNorm1d(64), nn.ReLU())
with torch.no_grad():
    for _ in range(30):
        body(x[:600])
body.eval()
body.requires_grad_(False)
head = nn.Linear(64, 4)
opt = torch.optim.Adam(head.parameters(), lr=0.02)
for _ in range(100):
    with torch.no_grad():
        features = body(x[:600])
    opt.zero_grad()
    F.cross_entropy(head(features), y[:600]).backward()
    opt.step()
net = nn.Sequential(body, head)
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
