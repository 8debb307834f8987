"""整个网络：606,861 个参数
请写完整的 `MnistNet`：前面是上一题的 conv1 和 conv2，后面是三个线性层：`linear1` 100 到 1000，`linear2` 1000 到 500，
`linear3` 500 到 10。linear1 和 linear2 之后有 ReLU，linear3 之后没有：它的输出是 logits，每个类别一个分数。
`forward` 收到 (N, 1, 28, 28)，返回 (N, 10)。

The whole network: 606,861 parameters
Write the complete `MnistNet`: conv1 and conv2 of the last exercise, then three linear layers: `linear1` from 100 to
1000, `linear2` from 1000 to 500, `linear3` from 500 to 10. ReLU follows linear1 and linear2, but not linear3: its
output are the logits, a score for each class. `forward` gets (N, 1, 28, 28) and returns (N, 10).
"""

import torch
import torch.nn.functional as F
from torch import nn


class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 1, kernel_size=3)
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    net = MnistNet()
    print(f"{sum(p.numel() for p in net.parameters()):,}", net(torch.rand(2, 1, 28, 28)).shape)
