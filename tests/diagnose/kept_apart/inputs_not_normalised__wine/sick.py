import sys

import torch
from sklearn.datasets import load_wine
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
wine = load_wine()
x = torch.tensor(wine.data, dtype=torch.float32)
y = torch.tensor(wine.target)
p = torch.randperm(len(x))
x, y = x[p], y[p]
xtr, ytr, xte, yte = x[:120], y[:120], x[120:], y[120:]
model = nn.Sequential(nn.Linear(13, 20), nn.ReLU(), nn.Linear(20, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
for epoch in range(40):
    for b in torch.randperm(120).split(20):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(xtr[b]), ytr[b]).backward()
        optimizer.step()
print(f"score={(model(xte).argmax(1) == yte).float().mean().item():.4f}")
