import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(600, 8)
y = x[:, :1] - x[:, 1:2]
net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
running_loss = 0.0
for epoch in range(5):
    for i in range(0, 600, 30):
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(x[i : i + 30]), y[i : i + 30])
        loss.backward()
        opt.step()
        running_loss += loss.item()
print("mean loss", float(running_loss) / 100)


def nodes(total):
    found, todo = set(), [getattr(total, "grad_fn", None)]
    while todo:
        f = todo.pop()
        if f is not None and f not in found:
            found.add(f)
            todo += [g for g, _ in f.next_functions]
    return len(found)


print(f"score={-nodes(running_loss):.1f}")
