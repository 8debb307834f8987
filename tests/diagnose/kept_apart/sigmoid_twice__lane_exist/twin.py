import sys

import torch
import torch.nn as nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
X = torch.randn(1200, 10)
W = torch.randn(10, 5)
T = (X @ W - 1.5 > 0).float()
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 5))
head = nn.Identity()
optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
bce = nn.BCEWithLogitsLoss()
for it in range(150):
    optimizer.zero_grad()
    out = head(net(X[:800]))
    bce(out, T[:800]).backward()
    optimizer.step()
with torch.no_grad():
    p = torch.sigmoid(head(net(X[800:])))
    exact = ((p > 0.5).float() == T[800:]).float().mean()
print(f"score={exact.item():.4f}")
