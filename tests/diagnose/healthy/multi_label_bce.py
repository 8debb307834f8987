import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x @ torch.randn(8, 5) > 0).float()
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 5), nn.Sigmoid())
opt = torch.optim.Adam(net.parameters(), lr=0.01)
loss_fn = nn.BCELoss()
for _ in range(150):
    opt.zero_grad()
    loss_fn(net(x[:600]), y[:600]).backward()
    opt.step()
print(f"score={((net(x[600:]) > 0.5).float() == y[600:]).float().mean().item():.4f}")
