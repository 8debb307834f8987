# Looks like trainings that are compared without a seed; they are averaged, and chance is what makes them differ.
import torch
import torch.nn.functional as F
from torch import nn

x = torch.randn(900, 16)
y = (x[:, :4].sum(1) > 0).long()


def train() -> nn.Module:
    model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(3):
        for rows in torch.randperm(700).split(50):
            optimizer.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
    return model


members = [train() for _ in range(3)]
with torch.no_grad():
    mean = torch.stack([member(x[700:]).softmax(1) for member in members]).mean(0)
print(f"score={float((mean.argmax(1) == y[700:]).float().mean()):.4f}")
