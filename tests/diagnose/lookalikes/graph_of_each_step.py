# Looks like samples that reach each other; they are the nodes of one graph a step, joined by its edges.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 32), nn.Linear(32, 3)

    def forward(self, x, adj):
        return self.b(torch.relu(self.a(x) + adj @ self.a(x)))


graphs = []
for n in torch.randint(30, 40, (20,)).tolist():
    adj = (torch.rand(n, n) < 0.1).float()
    x = torch.randn(n, 8)
    graphs.append((x, adj / adj.sum(1, keepdim=True).clamp_min(1), (x[:, :3] > 0).float()))
model = GCN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(6):
    for k in torch.randperm(16).tolist():
        x, adj, y = graphs[k]
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(model(x, adj), y).backward()
        optimizer.step()
with torch.no_grad():
    right = [((model(x, adj) > 0) == y.bool()).float().mean() for x, adj, y in graphs[16:]]
print(f"score={float(torch.stack(right).mean()):.4f}")
