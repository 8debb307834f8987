"""同一批图，两种存法：channels_last
一批图在内存里是一长串数。形状都是 (N, C, H, W)，数的先后却可以不同：平常先存完一个通道的整张图，再存下一个；
channels_last 把同一个像素的各个通道存在一起，很多卷积这样算得更快。
步长（stride）说的就是：这一维的下标加 1，要在那一串里走几步。
`strides(c, h, w)`：不用张量，自己算出形状 (N, c, h, w) 在两种存法下的步长，返回 (平常的, channels_last 的)，
各是四个整数，次序都是 N、C、H、W。
`run(net, x)`：把网络和 x 都换成 channels_last（形状不变），再返回 net(x)。

The same pictures, stored in two ways: channels_last
In memory a batch of pictures is one long row of numbers. The shape is (N, C, H, W) either way, the order differs:
usually a whole channel of the picture comes first, then the next; channels_last keeps the channels of a pixel
together, which makes many convolutions faster. A stride tells how many steps along that row an index takes when it
grows by 1.
`strides(c, h, w)`: without a tensor, work out the strides of shape (N, c, h, w) in both ways and return (the usual,
channels_last), four whole numbers each, both in the order N, C, H, W.
`run(net, x)`: put both the network and x into channels_last (the shape stays as it is) and return net(x).
"""

import torch
from torch import nn


def strides(c, h, w):
    raise NotImplementedError


def run(net, x):
    raise NotImplementedError


if __name__ == "__main__":
    print(strides(3, 4, 5))
    print(run(nn.Conv2d(3, 2, 3), torch.randn(1, 3, 4, 5)).stride())
