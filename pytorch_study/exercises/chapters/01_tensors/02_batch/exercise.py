"""把图片叠成一批
网络一次看一批图片，形状总是 (N, C, H, W)：N 张、C 个通道、高、宽。灰度图只有一个通道。
`batch` 收到一个列表，里面是 N 张灰度图，每张 (H, W)。请返回形状 (N, 1, H, W) 的张量，图片的顺序不变。

Stack pictures into a batch
A network looks at a batch of pictures at once, always of shape (N, C, H, W): N pictures, C channels, height, width.
`batch` gets a list of N grey pictures, each (H, W). Return a tensor of shape (N, 1, H, W), the pictures in the same
order; a grey picture has a single channel.
"""

import torch


def batch(pictures):
    raise NotImplementedError


if __name__ == "__main__":
    print(batch([torch.zeros(28, 28), torch.ones(28, 28)]).shape)
