# Looks like a network that no optimizer holds; the picture is optimized, and the network only gives the gradient.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 64, 5))
net.eval()
image = torch.randn(1, 1, 12, 12, requires_grad=True)
optimizer = torch.optim.Adam([image], lr=0.05)
for step in range(40):
    optimizer.zero_grad()
    loss = -net(image)[0, 2] + 0.01 * image.square().sum()
    loss.backward()
    optimizer.step()
print(f"score={-loss.item():.4f}")
