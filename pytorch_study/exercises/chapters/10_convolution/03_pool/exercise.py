"""最大池化和平均池化
池化把图缩小：分成 k×k 的小块，每块只留一个数。
`max_pool(x, k)` 和 `mean_pool(x, k)` 收到 x，形状 (N, C, H, W)，请返回 (N, C, H // k, W // k)：
每块的最大值，或平均值。H 或 W 除不尽时，右边和下边剩下的像素丢掉。不要用现成的池化。
`blocks(x, k)` 是两者可以共用的小函数，返回 (N, C, H // k, k, W // k, k)；不想用就删掉。

Max pooling and average pooling
Pooling shrinks a picture: it is cut into blocks of k×k, each leaving one number. `max_pool(x, k)` and `mean_pool(x,
k)` get x of shape (N, C, H, W); return (N, C, H // k, W // k): each block's largest value, or its mean. Where H or W
cannot be divided, the pixels left over on the right and at the bottom are dropped. Without torch's pooling.
`blocks(x, k)` is a helper for both, if you like: (N, C, H // k, k, W // k, k); delete it if you do without.
"""

import torch


def blocks(x, k):
    raise NotImplementedError


def max_pool(x, k):
    raise NotImplementedError


def mean_pool(x, k):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.arange(24.0).reshape(1, 1, 4, 6)
    print(max_pool(x, 2))
    print(mean_pool(x, 2))
