"""最大池化和平均池化 · Max pooling and average pooling."""

import torch


def blocks(x, k):
    n, c, h, w = x.shape
    x = x[:, :, : h // k * k, : w // k * k]
    return x.reshape(n, c, h // k, k, w // k, k)


def max_pool(x, k):
    return blocks(x, k).amax((3, 5))


def mean_pool(x, k):
    return blocks(x, k).mean((3, 5))


if __name__ == "__main__":
    x = torch.arange(24.0).reshape(1, 1, 4, 6)
    print(max_pool(x, 2))
    print(mean_pool(x, 2))
