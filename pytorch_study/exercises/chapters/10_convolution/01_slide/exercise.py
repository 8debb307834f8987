"""自己写卷积
卷积核是一个小窗口：在图上滑动，每到一处，就把盖住的像素和核逐个相乘、求和，得到一个数。
`convolve(x, kernel)` 收到一张灰度图 x，形状 (H, W)，和卷积核，形状 (h, w)。不补边，步长 1，
请返回形状 (H - h + 1, W - w + 1) 的结果。和 PyTorch 一样，核不翻转。
请自己写，用循环也可以；不要用 conv2d。

Write a convolution
A kernel is a small window: it slides over the picture, and at each place the pixels it covers are multiplied by it
one by one and added up, giving a single number. `convolve(x, kernel)` gets a grey picture x of shape (H, W) and a
kernel of shape (h, w). Without padding, stride 1: return the result of shape (H - h + 1, W - w + 1). As in PyTorch,
the kernel is not flipped. Write it yourself, with loops if you like, and without conv2d.
"""

import torch


def convolve(x, kernel):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.zeros(5, 8)
    x[:, 4:] = 1.0  # 左黑右白 · black on the left, white on the right
    print(convolve(x, torch.tensor([[-1.0, 1.0]])))  # 找出竖着的边 · finds the vertical edge
