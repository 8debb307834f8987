import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(500, 5)
y = x @ torch.tensor([1.0, -2.0, 0.5, 3.0, 0.0]) + 0.1 * torch.randn(500)
model = nn.Linear(5, 1)
opt = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(150):
    pred = model(x[:400]).squeeze(1)
    loss = ((pred - y[:400]) ** 2).mean()
    loss.backward()
    opt.zero_grad()
    opt.step()
with torch.no_grad():
    r2 = 1 - ((model(x[400:]).squeeze(1) - y[400:]) ** 2).mean() / y[400:].var()
print(f"score={r2.item():.4f}")
