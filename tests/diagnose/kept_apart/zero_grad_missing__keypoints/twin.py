import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("seed", nargs="?", type=int, default=0)
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=6)
args = parser.parse_args()
torch.manual_seed(args.seed)


def make(n):
    corner = torch.randint(0, 6, (n, 2))
    img = 0.1 * torch.randn(n, 1, 8, 8)
    for i, (r, c) in enumerate(corner.tolist()):
        img[i, 0, r : r + 2, c : c + 2] += 1
    return img, corner.float() / 5


def train(model, x, y, optimizer):
    model.train()
    for idx in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x[idx]), y[idx])
        loss.backward()
        optimizer.step()
    return loss.item()


x, y = make(600)
xv, yv = make(300)
model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(512, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
for epoch in range(args.epochs):
    print(epoch, train(model, x, y, optimizer))
with torch.no_grad():
    r2 = 1 - nn.functional.mse_loss(model(xv), yv) / yv.var()
print(f"score={r2.item():.4f}")
