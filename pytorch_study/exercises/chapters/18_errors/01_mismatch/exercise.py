"""读报错：形状对不上
这个小程序是写好的，但跑不起来。直接运行这个文件，会看到：

    RuntimeError: Given groups=1, weight of size [16, 6, 3, 3], expected input[64, 8, 13, 13] to have 6 channels,
    but got 8 channels instead

从后往前读：权重 [16, 6, 3, 3] 的层想要 6 个通道，送来的 [64, 8, 13, 13] 有 8 个。
64 是批的大小，13 × 13 是图走到这里的大小。
哪一层的权重是 [16, 6, 3, 3]？改好它，再运行：还会有下一条报错，也是这样读。层都要留着，一直改到跑通为止。
`network(classes)` 要能认 (N, 1, 28, 28) 的图，给出 (N, classes) 的分数，N 和 classes 是几都行。

Read the error: shapes that do not fit
This small program is complete, but it does not run. Run this file and you see the message above. Read it backwards:
the layer whose weight is [16, 6, 3, 3] wants 6 channels, and what came, [64, 8, 13, 13], has 8. 64 is the size of the
batch, 13 × 13 the size of the picture at this point. Which layer has a weight of [16, 6, 3, 3]? Mend it and run
again: another message comes, to be read in the same way. Keep all layers, and go on until it runs. `network(classes)`
shall take pictures (N, 1, 28, 28) and give scores (N, classes), for any N and classes.
"""

import torch
from torch import nn


def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 7 * 7, classes),
    )


if __name__ == "__main__":
    print(network(10)(torch.randn(64, 1, 28, 28)).shape)
