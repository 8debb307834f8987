"""冻结主干：参数要冻，统计量也要冻 · Freeze the backbone: its parameters and its statistics."""

import torch
from torch import nn


class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        self.backbone = backbone.requires_grad_(False).eval()
        self.head = nn.Linear(width, classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


if __name__ == "__main__":
    backbone = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
    model = FineTuned(backbone, 8, 3).train()
    model(torch.randn(50, 4) + 5)
    print("moved:", backbone[1].running_mean.abs().max().item())  # 应当是 0 · should be 0
