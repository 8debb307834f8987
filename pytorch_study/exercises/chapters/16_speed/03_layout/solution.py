"""同一批图，两种存法：channels_last · The same pictures, stored in two ways: channels_last."""

import torch
from torch import nn


def strides(c, h, w):
    return (c * h * w, h * w, w, 1), (c * h * w, 1, w * c, c)


def run(net, x):
    net = net.to(memory_format=torch.channels_last)
    return net(x.to(memory_format=torch.channels_last))


if __name__ == "__main__":
    print(strides(3, 4, 5))
    print(run(nn.Conv2d(3, 2, 3), torch.randn(1, 3, 4, 5)).stride())
