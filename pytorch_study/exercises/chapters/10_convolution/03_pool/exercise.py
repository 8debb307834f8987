"""最大池化和平均池化
池化把图缩小：分成 k×k 的小块，每块只留一个数。
`max_pool(x, k)` 和 `mean_pool(x, k)` 收到 x，形状 (N, C, H, W)，请返回 (N, C, H // k, W // k)：
每块的最大值，或平均值。H 或 W 除不尽时，右边和下边剩下的像素丢掉。不要用现成的池化。
提示：可以把 H 拆成 (H // k, k)，W 拆成 (W // k, k)。

Max pooling and average pooling
Pooling shrinks a picture: it is cut into blocks of k×k, each leaving one number. `max_pool(x, k)` and `mean_pool(x,
k)` get x of shape (N, C, H, W); return (N, C, H // k, W // k): each block's largest value, or its mean. Where H or W
cannot be divided, the pixels left over on the right and at the bottom are dropped. Without torch's pooling. One way:
split H into (H // k, k) and W into (W // k, k).
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
