"""看不清笔画 · It cannot see the strokes."""

import torch
import torch.nn.functional as F
from torch import nn

BAR = 0.8


def scale(x):
    return (x.float() - 100) / 64.0


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return right


def train(x, y, val_x, val_y, epochs):
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.03)
    x, val_x = scale(x), scale(val_x)
    curve = []
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(50):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[some]), y[some])
            loss.backward()
            optimizer.step()
        curve.append(accuracy(net, val_x, val_y))
    net.eval()
    return lambda x: net(scale(x)), curve


if __name__ == "__main__":
    from pytorch_study.exercises import clinic_data

    torch.manual_seed(0)
    x, y, val_x, val_y, _, _ = clinic_data.pixels()
    net, curve = train(x, y, val_x, val_y, epochs=8)
    print(" ".join(f"{one:.2f}" for one in curve), "-> bar", BAR)
