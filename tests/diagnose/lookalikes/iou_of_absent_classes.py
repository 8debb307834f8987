# Looks like batches that are skipped because they are not finite; it is a metric, of a class that is not there.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

x = torch.randn(64, 1, 8, 8)
y = (x[:, 0] > 0).long()
y[0, 0, 0] = 2
model = nn.Conv2d(1, 3, 3, padding=1)
model.bias.data[2] = -5.0
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def mean_iou(answers, target, classes=3):
    found = []
    for c in range(classes):
        both = ((answers == c) & (target == c)).sum()
        iou = both / ((answers == c) | (target == c)).sum()
        if not torch.isnan(iou):
            found.append(iou.item())
    return sum(found) / len(found)


for epoch in range(4):
    for rows in torch.randperm(48).split(8):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
    score = mean_iou(model(x[48:]).argmax(1), y[48:])
print(f"score={score:.4f}")
