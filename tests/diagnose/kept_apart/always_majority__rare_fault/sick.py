import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
n = 3000
y = (torch.rand(n) < 0.04).float()
x = torch.randn(n, 8)
x[:, 0] += 1.5 * y
x[:, 1] -= 1.0 * y
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
loss_fn = nn.BCEWithLogitsLoss()
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(3):
    for b in torch.randperm(2000).split(50):
        opt.zero_grad()
        loss_fn(net(x[b]).squeeze(1), y[b]).backward()
        opt.step()
guess = net(x[2000:]).squeeze(1) > 0
truth = y[2000:] > 0.5
print("accuracy", (guess == truth).float().mean().item())
balanced = (guess[truth].float().mean() + (~guess[~truth]).float().mean()) / 2
print(f"score={balanced.item():.4f}")
