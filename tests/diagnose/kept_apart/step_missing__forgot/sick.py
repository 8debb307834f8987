import sys

import torch
import torch.nn as nn
from sklearn.datasets import load_iris

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
iris = load_iris()
X = torch.tensor(iris.data, dtype=torch.float32)
X = (X - X.mean(0)) / X.std(0)
y = torch.tensor(iris.target)
shuffled = torch.randperm(150)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(60):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(X[shuffled[:100]]), y[shuffled[:100]])
    loss.backward()
    if epoch % 20 == 0:
        print(epoch, loss.item())
acc = (model(X[shuffled[100:]]).argmax(1) == y[shuffled[100:]]).float().mean()
print(f"score={acc.item():.4f}")
