"""He 初始化：每一层的倍数正好是 1 · He initialisation: a factor of 1 for every layer."""

import torch
from torch import nn


@torch.no_grad()
def initialise(net):
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            fan_in = layer.weight[0].numel()
            layer.weight.normal_(0, (2 / fan_in) ** 0.5)
            if layer.bias is not None:
                layer.bias.zero_()


if __name__ == "__main__":
    net = nn.Sequential(*[layer for _ in range(20) for layer in (nn.Linear(100, 100, bias=False), nn.ReLU())])
    x = torch.randn(200, 100)
    print("torch:", net(x).std().item())
    initialise(net)
    print("He:   ", net(x).std().item())
