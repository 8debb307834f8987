"""每层一个学习率 · A learning rate for each layer."""

import torch
from torch import nn


def groups(net, lr, factor):
    found = []
    for k, block in enumerate(net):
        params = [p for p in block.parameters() if p.requires_grad]
        found.append({"params": params, "lr": lr * factor ** (len(net) - 1 - k)})
    return found


if __name__ == "__main__":
    net = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 3))
    net[0].bias.requires_grad_(False)
    for group in torch.optim.SGD(groups(net, 0.1, 0.5), lr=1.0).param_groups:
        print(group["lr"], [tuple(p.shape) for p in group["params"]])
