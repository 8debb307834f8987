# Looks like a loop without backward; torch.autograd.backward takes both losses at once.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

x = torch.randn(600, 8)
y, z = (x[:, 0] > 0).long(), 2 * x[:, 1:2]
body, one, two = nn.Linear(8, 16), nn.Linear(16, 2), nn.Linear(16, 1)
optimizer = torch.optim.Adam([*body.parameters(), *one.parameters(), *two.parameters()], lr=1e-2)
for step in range(90):
    rows = torch.randint(0, 500, (64,))
    h = torch.relu(body(x[rows]))
    losses = [F.cross_entropy(one(h), y[rows]), F.mse_loss(two(h), z[rows])]
    optimizer.zero_grad()
    torch.autograd.backward(losses)
    optimizer.step()
with torch.no_grad():
    accuracy = (one(torch.relu(body(x[500:]))).argmax(1) == y[500:]).float().mean()
print(f"score={float(accuracy):.4f}")
