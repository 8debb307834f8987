import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
p = torch.randperm(1797)
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1)[p] / 16
y = torch.tensor(d.target)[p]


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1)
        )

    def forward(self, x):
        return torch.relu(x + self.body(x))


net = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1), Block(8), nn.MaxPool2d(2), Block(8), nn.Flatten(), nn.Linear(128, 10)
)
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(4):
    net.train()
    for b in torch.randperm(1400).split(50):
        opt.zero_grad()
        loss = F.cross_entropy(net(x[b]), y[b])
        loss.backward()
        opt.step()
    print(epoch, loss.item())
net.eval()
with torch.no_grad():
    print(f"score={(net(x[1400:]).argmax(1) == y[1400:]).float().mean().item():.4f}")
