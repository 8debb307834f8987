import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
centers = torch.randn(12, 10)
y = torch.randint(0, 12, (1200,))
x = centers[y] + 0.7 * torch.randn(1200, 10)
model = nn.Sequential(nn.Linear(10, 8), nn.ReLU(), nn.Linear(8, 2))
model[2] = nn.Linear(8, 12)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(10):
    for xb, yb in zip(x[:800].split(40), y[:800].split(40), strict=True):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        optimizer.step()
print(f"score={(model(x[800:]).argmax(1) == y[800:]).float().mean().item():.4f}")
