import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
digits = load_digits()
x = (torch.tensor(digits.data, dtype=torch.float32) / 16 - 0.3) / 0.38
y = torch.tensor(digits.target)
order = torch.randperm(len(x), generator=torch.Generator().manual_seed(2))
x, y = x[order], y[order]
first, second = nn.Linear(64, 96), nn.Linear(96, 10)


def answer(rows, training=False):
    hidden = F.relu(first(rows))
    hidden = F.dropout(hidden, 0.6)
    return second(hidden)


optimizer = torch.optim.Adam([*first.parameters(), *second.parameters()], lr=3e-3)
for epoch in range(6):
    for some in torch.randperm(1200).split(50):
        optimizer.zero_grad()
        loss = F.cross_entropy(answer(x[some], training=True), y[some])
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
with torch.no_grad():
    right = (answer(x[1200:]).argmax(1) == y[1200:]).float().mean().item()
print(f"score={right:.4f}")
