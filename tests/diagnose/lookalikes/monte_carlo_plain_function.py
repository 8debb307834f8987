# Looks like dropout that is always on; it is asked for by its place, to see how sure the answers are.
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
first, second, third = nn.Linear(8, 48), nn.Linear(48, 48), nn.Linear(48, 4)


def middle(hidden):
    return F.dropout(F.relu(second(hidden)), 0.1)


def answer(rows, unsure=True):
    hidden = F.dropout(F.relu(first(rows)), 0.2, True)
    hidden = checkpoint(middle, hidden, use_reentrant=True) if torch.is_grad_enabled() else F.relu(second(hidden))
    return third(F.dropout(hidden, 0.1, training=unsure))


optimizer = torch.optim.Adam([*first.parameters(), *second.parameters(), *third.parameters()], lr=3e-3)
for epoch in range(6):
    for some in torch.randperm(600).split(30):
        optimizer.zero_grad()
        loss = F.cross_entropy(answer(x[some]), y[some])
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
with torch.no_grad():
    many = torch.stack([answer(x[600:]).softmax(1) for _ in range(20)])
print("spread", many.std(0).mean().item())
print(f"score={(many.mean(0).argmax(1) == y[600:]).float().mean().item():.4f}")
