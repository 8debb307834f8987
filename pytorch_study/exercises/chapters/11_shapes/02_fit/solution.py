"""接得上的全连接层 · A linear layer that fits."""

import torch
from torch import nn


def head(features, shape, classes):
    was_training = features.training
    features.eval()
    with torch.no_grad():
        out = features(torch.zeros(1, *shape))  # (1, C', H', W')
    features.train(was_training)
    return nn.Sequential(nn.Flatten(), nn.Linear(out[0].numel(), classes))


if __name__ == "__main__":
    features = nn.Sequential(nn.Conv2d(3, 8, 5, stride=2), nn.ReLU(), nn.MaxPool2d(2))
    print(head(features, (3, 32, 32), 10))
    print(head(features, (3, 48, 64), 10))
