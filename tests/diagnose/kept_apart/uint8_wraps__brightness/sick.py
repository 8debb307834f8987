import sys

import numpy as np
import torch
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
rng = np.random.default_rng(seed)
torch.manual_seed(seed)
level = rng.integers(0, 200, 800)
pictures = np.clip(level[:, None, None] + rng.normal(0, 10, (800, 6, 6)), 0, 255).astype(np.uint8)


def prepare(img):
    img = img + np.uint8(120)
    return torch.from_numpy(img.astype(np.float32)).flatten(1) / 255


x = prepare(pictures)
y = torch.tensor(level, dtype=torch.float32)[:, None] / 200
net = nn.Linear(36, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(300):
    opt.zero_grad()
    ((net(x[:600]) - y[:600]) ** 2).mean().backward()
    opt.step()
with torch.no_grad():
    print(f"score={1 - (((net(x[600:]) - y[600:]) ** 2).mean() / y[600:].var()).item():.4f}")
