# Looks like gradients thrown away before the step; they belong to the attack, which wants the picture's alone.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(600, 10)
y = (x[:, 0] + x[:, 1] > 0).long()
for epoch in range(3):
    for rows in torch.randperm(500).split(50):
        attacked = x[rows].clone()
        for _ in range(5):
            attacked = attacked.detach().requires_grad_(True)
            model.zero_grad()
            F.cross_entropy(model(attacked), y[rows]).backward()
            attacked = attacked + 0.02 * attacked.grad.sign()
        loss = F.cross_entropy(model(attacked.detach()), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    print(f"score={float((model(x[500:]).argmax(1) == y[500:]).float().mean()):.4f}")
