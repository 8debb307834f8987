# looks like: layers without a gradient in some steps (stochastic depth)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp, self.out = nn.Linear(10, 32), nn.Linear(32, 4)
        self.blocks = nn.ModuleList([nn.Linear(32, 32) for _ in range(4)])

    def forward(self, z):
        z = self.inp(z)
        for block in self.blocks:
            if self.training and torch.rand(()) < 0.3:
                continue
            z = z + (1.0 if self.training else 0.7) * torch.relu(block(z))
        return self.out(z)


net = Net()
opt = torch.optim.Adam(net.parameters(), lr=0.003)
for _ in range(150):
    opt.zero_grad()
    F.cross_entropy(net(x[:600]), y[:600]).backward()
    opt.step()
net.eval()
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
