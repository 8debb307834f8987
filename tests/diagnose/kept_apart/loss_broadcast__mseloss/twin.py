import sys

import torch
from sklearn.datasets import load_diabetes
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
X, Y = load_diabetes(return_X_y=True)
X = torch.tensor(X, dtype=torch.float32) * 20
Y = torch.tensor(Y, dtype=torch.float32)
Y = (Y - Y.mean()) / Y.std()
order = torch.randperm(442)
X, Y = X[order], Y[order]
loader = DataLoader(TensorDataset(X[:330], Y[:330]), batch_size=33, shuffle=True)
model = nn.Linear(10, 1)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
for epoch in range(20):
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb.unsqueeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    pred = model(X[330:]).squeeze(1)
print(f"score={1 - (loss_fn(pred, Y[330:]) / Y[330:].var()).item():.4f}")
