import io
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 10)
y = torch.randint(0, 4, (800,))
x = mu[y] + torch.randn(800, 10)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
opt = torch.optim.Adam(net.parameters(), lr=0.01)


def train(net, opt, steps):
    for _ in range(steps):
        opt.zero_grad()
        F.cross_entropy(net(x[:600]), y[:600]).backward()
        opt.step()


train(net, opt, 50)
file = io.BytesIO()
torch.save({"model": net.state_dict(), "optimizer": opt.state_dict()}, file)
file.seek(0)
saved = torch.load(file)
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 4))
net.load_state_dict(saved["model"])
opt = torch.optim.Adam(net.parameters(), lr=0.01)
opt.load_state_dict(saved["optimizer"])
train(net, opt, 50)
print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
