"""自己写卷积 · Write a convolution."""

import torch


def convolve(x, kernel):
    h, w = kernel.shape
    out = torch.zeros(x.shape[0] - h + 1, x.shape[1] - w + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + h, j : j + w] * kernel).sum()
    return out


if __name__ == "__main__":
    x = torch.zeros(5, 8)
    x[:, 4:] = 1.0  # 左黑右白 · black on the left, white on the right
    print(convolve(x, torch.tensor([[-1.0, 1.0]])))  # 找出竖着的边 · finds the vertical edge
