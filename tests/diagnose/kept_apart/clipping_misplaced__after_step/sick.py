import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(600, 5)
x[torch.rand(600) < 0.05] *= 60
w = torch.tensor([[1.0], [2.0], [-1.0], [0.5], [0.0]])
y = x @ w
xt = torch.randn(200, 5)
model = nn.Linear(5, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
for epoch in range(10):
    for i in range(0, 600, 20):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x[i : i + 20]), y[i : i + 20])
        loss.backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
with torch.no_grad():
    r2 = 1 - nn.functional.mse_loss(model(xt), xt @ w) / (xt @ w).var()
print(f"score={max(r2.item(), -100):.4f}")
