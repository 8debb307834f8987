"""读报错：数据类型对不上
数据从 NumPy 来：pixels 是 (N, 28, 28) 的 uint8，labels 是 (N, 1) 的 float64（从表格里读的）。运行这个文件，会看到：

    RuntimeError: mat1 and mat2 must have the same dtype, but got Byte and Float

Byte 是送来的 x（uint8），Float 是网络的权重（float32）。该改哪一边？网络的权重要用梯度更新，只能是小数：改 x。
改好再运行，后面还有报错，说的是标签：标签要什么类型、什么形状，报错里写着。
`prepare(pixels, labels)` 要返回 (x, y)：x 是 (N, 784)、float32、从 0 到 1（除以 255）；y 是 (N,)、int64。

Read the error: dtypes that do not fit
The data come from NumPy: pixels is (N, 28, 28) of uint8, labels is (N, 1) of float64 (read from a table). Run this file
and you see the message above. Byte is the x that came (uint8), Float the network's weights (float32). Which to change?
Weights are updated by gradients and must have fractions, so change x. Mend it and run again: more messages come, about
the labels, and they tell which dtype and which shape labels should have. `prepare(pixels, labels)` shall return (x, y):
x is (N, 784), float32, from 0 to 1 (divided by 255); y is (N,), int64.
"""

import torch
import torch.nn.functional as F


def prepare(pixels, labels):
    x = torch.from_numpy(pixels).flatten(1)
    y = torch.from_numpy(labels)
    return x, y


if __name__ == "__main__":
    import numpy as np

    pixels = np.random.randint(0, 256, (5, 28, 28), dtype=np.uint8)
    labels = np.array([[3.0], [0.0], [4.0], [1.0], [9.0]])
    x, y = prepare(pixels, labels)
    print(F.cross_entropy(torch.nn.Linear(784, 10)(x), y))
