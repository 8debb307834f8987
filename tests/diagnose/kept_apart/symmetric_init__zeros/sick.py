import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def init_weights(m):
    if isinstance(m, nn.Linear):
        m.weight.data.fill_(0.0)
        m.bias.data.fill_(0.0)


net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
net.apply(init_weights)
x = torch.randn(500, 2)
y = (x[:, 0] * x[:, 1] > 0).long()
opt = torch.optim.Adam(net.parameters(), lr=0.02)
for _ in range(200):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x[:350]), y[:350]).backward()
    opt.step()
print(f"score={(net(x[350:]).argmax(1) == y[350:]).float().mean().item():.4f}")
