import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.rand(600, 2) * 2 - 1
y = ((x**2).sum(1) < 0.5).long()
net = nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 12), nn.Tanh(), nn.Linear(12, 2))
for layer in net:
    if isinstance(layer, nn.Linear):
        nn.init.xavier_uniform_(layer.weight)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(150):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x[:450]), y[:450]).backward()
    opt.step()
print(f"score={(net(x[450:]).argmax(1) == y[450:]).float().mean().item():.4f}")
