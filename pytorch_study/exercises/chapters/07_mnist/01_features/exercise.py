"""从像素到特征：两个卷积
第二课的网络，前半部分。请写 `Features`，里面有 `conv1`：1 个通道进、10 个出、卷积核 5；`conv2`：10 个进、
1 个出、卷积核 3。
`forward` 收到 (N, 1, 28, 28)，依次：conv1、2×2 最大池化、ReLU、conv2、ReLU、展平，返回 (N, 100)。
写之前先在纸上算每一步的形状：不补边时，卷积核 k 让边长少 k - 1；2×2 池化让它减半。
卷积层用一个小窗口（卷积核）扫过整张图，每处得到一个数；第十章会亲手写它，这里先学会用。

From pixels to features: two convolutions
The first half of lesson 2's network. Write `Features` with `conv1`, 1 channel in, 10 out, kernel 5, and `conv2`, 10
in, 1 out, kernel 3. `forward` gets (N, 1, 28, 28) and does: conv1, 2x2 max pooling, ReLU, conv2, ReLU, flatten; it
returns (N, 100). Work out the shape after each step on paper first: without padding a kernel of k makes a side k - 1
shorter, 2x2 pooling halves it. A convolution sweeps a small window (the kernel) over the picture, one number at each
place; chapter 10 writes it by hand, here it is used.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    print(Features()(torch.rand(2, 1, 28, 28)).shape)
