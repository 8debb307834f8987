# Looks like an evaluation in training mode; its answers are what the next loss is computed with.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

x = torch.randn(1200, 8)
y = (x[:, :3].sum(1) > 0).long()
model = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for step in range(120):
    known, other = torch.randint(0, 200, (32,)), torch.randint(200, 1000, (64,))
    with torch.no_grad():
        sure, answers = model(x[other]).softmax(1).max(1)
    moved = x[other] + 0.1 * torch.randn(64, 8)
    guessed = F.cross_entropy(model(moved), answers, reduction="none")
    loss = F.cross_entropy(model(x[known]), y[known]) + ((sure > 0.9) * guessed).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    accuracy = (model(x[1000:]).argmax(1) == y[1000:]).float().mean()
print(f"score={float(accuracy):.4f}")
