"""多个通道，补边，步长
真正的卷积层：x 形状 (N, C, H, W)，权重 weight 形状 (O, C, k, k)，偏置 bias 形状 (O,)。
每个输出通道有自己的一组核，每个输入通道一个；各通道的结果加在一起，再加偏置。
padding：四周先补这么多圈 0。stride：窗口每次走几格。
`conv(x, weight, bias, stride, padding)` 请返回 (N, O, H', W')，H' = (H + 2 * padding - k) // stride + 1，W' 同理。
不要用现成的 conv2d；`F.pad` 和 `.unfold(dim, size, step)` 可以用。

Channels, padding, stride
A real convolution layer: x of shape (N, C, H, W), weight (O, C, k, k), bias (O,). Each output channel has kernels of
its own, one for each input channel; the channels' results are added up, and then the bias. padding: so many rings of
0 are put around first. stride: how far the window moves each time. `conv(x, weight, bias, stride, padding)`: return
(N, O, H', W') with H' = (H + 2 * padding - k) // stride + 1, and likewise W'. Without conv2d; `F.pad` and
`.unfold(dim, size, step)` are allowed.
"""

import torch
import torch.nn.functional as F


def conv(x, weight, bias, stride, padding):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.ones(1, 1, 6, 6)
    print(
        conv(x, torch.ones(1, 1, 3, 3), torch.zeros(1), 1, 1)[0, 0]
    )  # 边上的窗口盖住了补的 0 · at the rim it covers padding
    print(conv(torch.zeros(2, 3, 32, 32), torch.zeros(8, 3, 3, 3), torch.zeros(8), 2, 1).shape)
