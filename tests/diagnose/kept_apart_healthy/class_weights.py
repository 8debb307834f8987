# looks like: classes far from even (the loss is weighted)
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
y = (torch.rand(1500) < 0.1).long()
x = torch.randn(1500, 6)
x[:, 0] += 2 * y
net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 2))
loss_fn = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 9.0]))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(150):
    opt.zero_grad()
    loss_fn(net(x[:1000]), y[:1000]).backward()
    opt.step()
guess, truth = net(x[1000:]).argmax(1), y[1000:]
print(f"score={sum((guess[truth == k] == k).float().mean().item() for k in (0, 1)) / 2:.4f}")
