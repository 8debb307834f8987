"""一层用好几次：共享权重
同一层可以在一次前向里用好几次：权重只有一份，每次使用的梯度加在一起。
请写 `Shared(channels, times)`：只有一个卷积 `self.conv`（3×3，补 1 圈，channels 进 channels 出），
`forward(x)` 把 x = relu(conv(x)) 重复 times 次，返回和 x 形状一样的 (N, channels, H, W)。
参数的个数不随 times 变。

One layer used several times: shared weights
A layer can be used several times in one forward pass: there is one set of weights, and the gradients of all uses add
up. Write `Shared(channels, times)`: a single convolution `self.conv` (3×3, padding 1, channels in and out);
`forward(x)` does x = relu(conv(x)) times times and returns (N, channels, H, W), the shape of x. The number of
parameters does not depend on times.
"""

import torch
from torch import nn


class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    for times in (1, 4):
        net = Shared(8, times)
        print(times, net(torch.rand(1, 8, 6, 6)).shape, sum(p.numel() for p in net.parameters()))
