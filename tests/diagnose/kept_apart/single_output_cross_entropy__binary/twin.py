import sys

import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
X, y = load_breast_cancer(return_X_y=True)
perm = np.random.RandomState(torch.initial_seed()).permutation(len(X))
X, y = X[perm], y[perm]
mean, std = X[:400].mean(0), X[:400].std(0)
X = torch.tensor((X - mean) / std, dtype=torch.float32)
y = torch.tensor(y)
net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(40):
    loss = criterion(net(X[:400]), y[:400].float().unsqueeze(1))
    opt.zero_grad()
    loss.backward()
    opt.step()
acc = ((net(X[400:]).squeeze(1) > 0) == y[400:]).float().mean()
print(f"score={acc.item():.4f}")
