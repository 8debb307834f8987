# Looks like clipping at the wrong moment; there is no optimizer, and the steps are made by hand.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(400, 8)
y = x @ torch.randn(8, 1)
model, lr = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 1)), 0.1
for epoch in range(5):
    for rows in torch.randperm(300).split(30):
        model.zero_grad()
        loss = nn.functional.mse_loss(model(x[rows]), y[rows])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-lr)
with torch.no_grad():
    print(f"score={-float(nn.functional.mse_loss(model(x[300:]), y[300:])):.4f}")
