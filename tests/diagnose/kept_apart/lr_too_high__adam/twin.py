import sys

import torch
import torch.nn as nn
from sklearn.datasets import load_digits

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x, y = (torch.tensor(a) for a in load_digits(return_X_y=True))
x = x.float() / 16
p = torch.randperm(len(x))
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for epoch in range(5):
    for b in p[:1400].split(35):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x[b]), y[b])
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
print(f"score={(model(x[p[1400:]]).argmax(1) == y[p[1400:]]).float().mean().item():.4f}")
