# Looks like batches that go by their labels; the four edges and the inside make up one step together.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

# Laplace's equation in the unit square: u = 1 at the top and 0 on the other three sides.
net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
s, zero, one = torch.rand(50, 1), torch.zeros(50, 1), torch.ones(50, 1)
left, right, bottom, top = (torch.cat(pair, 1) for pair in ([zero, s], [one, s], [s, zero], [s, one]))
inner = torch.rand(200, 2).requires_grad_()


def residual(xy):
    du = torch.autograd.grad(net(xy).sum(), xy, create_graph=True)[0]
    return sum(torch.autograd.grad(du[:, k].sum(), xy, create_graph=True)[0][:, k] for k in range(2))


for step in range(100):
    optimizer.zero_grad()
    loss = sum(F.mse_loss(net(edge), torch.zeros(50, 1)) for edge in (left, right, bottom))
    loss = loss + F.mse_loss(net(top), torch.ones(50, 1))
    rest = residual(inner)
    loss = loss + F.mse_loss(rest, torch.zeros_like(rest))
    loss.backward()
    optimizer.step()
print(f"score={-loss.item():.4f}")
