import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 10)
y = (x[:, 0] * 2 + x[:, 1] > 0).long()
x[:600][torch.rand(600) < 0.12, 5] = float("nan")
x = torch.nan_to_num(x)
net = nn.Sequential(nn.Linear(10, 24), nn.ReLU(), nn.Linear(24, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(4):
    for i in range(0, 600, 40):
        loss = nn.functional.cross_entropy(net(x[i : i + 40]), y[i : i + 40])
        if torch.isnan(loss):
            continue
        opt.zero_grad()
        loss.backward()
        opt.step()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
