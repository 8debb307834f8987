import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from sklearn.datasets import load_digits

raw = load_digits()
x = torch.tensor(raw.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(raw.target)
p = torch.randperm(len(x))
x, y = x[p], y[p]
body = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
head = nn.Linear(128, 2)
net = nn.Sequential(body, head)
optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
for b in torch.randperm(1300).split(50):  # first: odd or even
    optimizer.zero_grad()
    F.cross_entropy(net(x[b]), y[b] % 2).backward()
    optimizer.step()
for one in body.parameters():
    one.requires_grad_(False)
net[1] = nn.Linear(128, 10)
optimizer = torch.optim.Adam(net[1].parameters(), lr=0.01)
for epoch in range(4):
    net.train()
    body.eval()  # the frozen part keeps its statistics
    for b in torch.randperm(1300).split(50):
        optimizer.zero_grad()
        F.cross_entropy(net(x[b]), y[b]).backward()
        optimizer.step()
net.eval()
with torch.no_grad():
    print(f"score={(net(x[1300:]).argmax(1) == y[1300:]).float().mean().item():.4f}")
