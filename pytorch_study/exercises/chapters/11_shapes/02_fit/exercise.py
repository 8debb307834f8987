"""接得上的全连接层
卷积部分之后是 `nn.Flatten()` 和 `nn.Linear(?, classes)`。问号写错，
就会出现有名的 mat1 and mat2 shapes cannot be multiplied。
`head(features, shape, classes)` 收到卷积部分 features（一个模块）、一张图的形状 (C, H, W) 和类数，
请返回 `nn.Sequential(nn.Flatten(), nn.Linear(?, classes))`，问号要算出来：送一张全 0 的图进 features
（批的大小是 1），看出来多大。
features 的参数和状态不能变：里面可能有 BatchNorm，用 eval 模式和 no_grad，完了放回原来的模式。

A linear layer that fits
After the convolutions come `nn.Flatten()` and `nn.Linear(?, classes)`. A wrong number there gives the famous "mat1
and mat2 shapes cannot be multiplied". `head(features, shape, classes)` gets the convolutions (a module), the shape
(C, H, W) of a picture and the number of classes. Return `nn.Sequential(nn.Flatten(), nn.Linear(?, classes))` with the
number computed: send one picture of zeros through features (a batch of 1) and see what comes out. Features must stay
as it is: it may contain BatchNorm, so use eval mode and no_grad, and set the mode back afterwards.
"""

import torch
from torch import nn


def head(features, shape, classes):
    raise NotImplementedError


if __name__ == "__main__":
    features = nn.Sequential(nn.Conv2d(3, 8, 5, stride=2), nn.ReLU(), nn.MaxPool2d(2))
    print(head(features, (3, 32, 32), 10))
    print(head(features, (3, 48, 64), 10))
