import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
n, d = 60, 40
w = torch.randn(d) * (torch.rand(d) < 0.2)
x = torch.randn(n + 600, d) * torch.logspace(-1, 2, d) + torch.linspace(-50, 50, d)
z = ((x - x.mean(0)) / x.std(0)) @ w
y = (z > 0).long()
model = nn.Sequential(nn.BatchNorm1d(d), nn.Linear(d, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)


def validate():
    model.eval()
    with torch.no_grad():
        return (model(x[n:]).argmax(1) == y[n:]).float().mean().item()


print("before training:", validate())
for epoch in range(30):
    for b in torch.randperm(n).split(20):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[b]), y[b]).backward()
        optimizer.step()
    acc = validate()
print(f"score={acc:.4f}")
