import sys

import torch
from torch import nn

seed = int([*sys.argv, 0][1])
gen = torch.Generator().manual_seed(7)
x = torch.randn(500, 6, generator=gen)
y = torch.sin(2 * x[:, :1]) + x[:, 1:2] * x[:, 2:3]


def train(rate):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    for step in range(120):
        rows = torch.randint(0, 300, (30,))
        loss = nn.functional.mse_loss(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return nn.functional.mse_loss(net(x[300:]), y[300:]).item()


table = []
for attempt in range(2):
    table.append([train(rate) for rate in (0.003, 0.01, 0.03)])
    print("losses by rate:", table[-1])
again = torch.tensor(table)
print(f"score={-(again[0] - again[1]).abs().sum().item():.6f}")
