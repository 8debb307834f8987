import sys

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
X = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
Y = torch.tensor(d.target)
p = torch.randperm(1797)


def augment(img):
    dx, dy = torch.randint(-2, 3, (2,)).tolist()
    img = torch.roll(img, (dx, dy), (-1, -2))
    return img + 0.2 * torch.randn_like(img)


def load(rows, transform=None):
    return torch.stack([transform(X[i]) if transform else X[i] for i in rows]), Y[rows]


net = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(192, 10))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(8):
    xs, ys = load(p[:1000], augment)
    for i in range(0, 1000, 50):
        opt.zero_grad()
        nn.functional.cross_entropy(net(xs[i : i + 50]), ys[i : i + 50]).backward()
        opt.step()
xt, yt = load(p[1400:])
print(f"score={(net(xt).argmax(1) == yt).float().mean().item():.4f}")
