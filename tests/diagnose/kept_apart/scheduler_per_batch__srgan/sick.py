import argparse

import torch
from torch import nn, optim

p = argparse.ArgumentParser()
p.add_argument("seed", nargs="?", default=0, type=int)
p.add_argument("--epochs", default=10, type=int)
opt = p.parse_args()
torch.manual_seed(opt.seed)
low = torch.rand(500, 1, 4, 4)
high = nn.functional.interpolate(low, scale_factor=2, mode="bilinear")
net = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 4, 3, padding=1), nn.PixelShuffle(2))
optimizer = optim.Adam(net.parameters(), lr=0.003)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=opt.epochs // 2, gamma=0.1)
for epoch in range(opt.epochs):
    for i in range(0, 400, 20):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(low[i : i + 20]), high[i : i + 20])
        loss.backward()
        optimizer.step()
        scheduler.step()
with torch.no_grad():
    err = nn.functional.mse_loss(net(low[400:]), high[400:])
print(f"score={1 - (err / high[400:].var()).item():.4f}")
