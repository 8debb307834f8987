"""同一道题，答案看旁边是谁 · The answer depends on the neighbours."""

import torch
import torch.nn.functional as F
from torch import nn

BAR = 0.9


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(6, 1)
        self.out = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 5))

    def forward(self, x):
        weights = self.score(x).softmax(1)  # (N, 10, 1)
        return self.out((weights * x).sum(1))  # (N, 10, 6) -> (N, 6) -> (N, 5)


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return right


def train(x, y, val_x, val_y, epochs):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    curve = []
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(50):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x[some]), y[some])
            loss.backward()
            optimizer.step()
        curve.append(accuracy(net, val_x, val_y))
    return net, curve


if __name__ == "__main__":
    from pytorch_study.exercises import clinic_data

    torch.manual_seed(0)
    x, y, val_x, val_y, _, _ = clinic_data.marked()
    net, curve = train(x, y, val_x, val_y, epochs=8)
    print(" ".join(f"{one:.2f}" for one in curve), "-> bar", BAR)
