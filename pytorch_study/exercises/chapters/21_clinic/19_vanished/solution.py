"""损失变成了 nan · The loss is nan."""

import torch
import torch.nn.functional as F
from torch import nn

BAR = 0.8


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return right


def train(x, y, val_x, val_y, epochs):
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    mean, std = x.mean(0), x.std(0) + 0.1
    x, val_x = (x - mean) / std, (val_x - mean) / std
    curve = []
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(50):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[some]), y[some])
            loss.backward()
            optimizer.step()
        curve.append(accuracy(net, val_x, val_y))
    net.eval()
    return lambda x: net((x - mean) / std), curve


if __name__ == "__main__":
    from pytorch_study.exercises import clinic_data

    torch.manual_seed(0)
    x, y, val_x, val_y, _, _ = clinic_data.digits()
    net, curve = train(x, y, val_x, val_y, epochs=6)
    print(" ".join(f"{one:.2f}" for one in curve), "-> bar", BAR)
