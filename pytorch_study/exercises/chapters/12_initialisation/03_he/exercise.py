"""He 初始化：每一层的倍数正好是 1
一个输出是 fan_in 个乘积之和，方差是 fan_in × 权重的方差；ReLU 再去掉一半。所以权重的方差取 2 / fan_in，
信号穿过每一层都不变（He 等，2015）。
`initialise(net)` 收到一个网络，请就地修改其中所有 nn.Linear 和 nn.Conv2d，不论嵌得多深：
weight 换成平均 0、标准差 √(2 / fan_in) 的正态随机数，bias（如果有）换成 0。其他的层不动。不需要返回什么。
fan_in 是一个输出连着多少个输入：Linear 是 in_features，Conv2d 是 in_channels × k × k。

He initialisation: a factor of 1 for every layer
An output is the sum of fan_in products: its variance is fan_in × the weights' variance, and ReLU then takes away
half. So with a weight variance of 2 / fan_in the signal passes each layer unchanged (He et al., 2015).
`initialise(net)` gets a network. Change every nn.Linear and nn.Conv2d in it, however deeply nested, in place: weight
to normal random numbers of mean 0 and standard deviation √(2 / fan_in), bias, where there is one, to 0. Leave other
layers alone; nothing need be returned. fan_in is how many inputs an output is joined to: in_features for Linear,
in_channels × k × k for Conv2d.
"""

import torch
from torch import nn


@torch.no_grad()
def initialise(net):
    raise NotImplementedError


if __name__ == "__main__":
    net = nn.Sequential(*[layer for _ in range(20) for layer in (nn.Linear(100, 100, bias=False), nn.ReLU())])
    x = torch.randn(200, 100)
    print("torch:", net(x).std().item())
    initialise(net)
    print("He:   ", net(x).std().item())
