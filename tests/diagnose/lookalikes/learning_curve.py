# Looks like the same examples in two sets; each is the training set of a training of its own.
import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(500, 6)
y = (x.sum(1) > 0).long()
train_set = TensorDataset(x[:300], y[:300])
loaders = {n: DataLoader(Subset(train_set, range(n)), batch_size=20, shuffle=True) for n in (100, 200, 300)}
for n, loader in loaders.items():
    net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    for epoch in range(4):
        for a, b in loader:
            loss = nn.functional.cross_entropy(net(a), b)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = float((net(x[300:]).argmax(1) == y[300:]).float().mean())
    print(n, f"{right:.3f}")
print(f"score={right:.4f}")
