import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(600, 6)
y = (x[:, 0] * x[:, 1] > 0).long()
net = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(100):
    optimizer.zero_grad()
    out = net(x[:400])
    loss = criterion(out, y[:400])
    loss = torch.tensor(loss.item(), requires_grad=True)
    loss.backward()
    optimizer.step()
print(f"score={(net(x[400:]).argmax(1) == y[400:]).float().mean().item():.4f}")
