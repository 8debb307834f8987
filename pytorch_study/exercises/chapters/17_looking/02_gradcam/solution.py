"""Grad-CAM：网络在看哪里 · Grad-CAM: where does the network look?"""

import torch
from torch import nn


def gradcam(features, head, x, target):
    maps = features(x)  # (N, K, h, w)
    scores = head(maps)[torch.arange(len(x)), target]  # (N,)
    slope = torch.autograd.grad(scores.sum(), maps)[0]  # (N, K, h, w)
    weights = slope.mean((2, 3), keepdim=True)  # (N, K, 1, 1)
    return (weights * maps).sum(1).relu().detach()  # (N, h, w)


if __name__ == "__main__":
    features = nn.Conv2d(1, 6, 3)
    head = nn.Sequential(nn.ReLU(), nn.Flatten(), nn.Linear(6 * 4 * 4, 3))
    print(gradcam(features, head, torch.randn(2, 1, 6, 6), torch.tensor([0, 2])))
