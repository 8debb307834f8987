import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
centre = torch.randn(4, 12) * 2
y = torch.randint(0, 4, (1200,))
x = centre[y] + torch.randn(1200, 12)
noisy = y.clone()
wrong = torch.rand(1200) < 0.3
noisy[wrong] = torch.randint(0, 4, (int(wrong.sum()),))
net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 4))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
for epoch in range(8):
    net.train()
    order = torch.randperm(900)
    for i in range(0, 900, 45):
        b = order[i : i + 45]
        optimizer.zero_grad()
        F.cross_entropy(net(x[b]), noisy[b], label_smoothing=0.1).backward()
        optimizer.step()
net.eval()
print(f"score={(net(x[900:]).argmax(1) == y[900:]).float().mean().item():.4f}")
