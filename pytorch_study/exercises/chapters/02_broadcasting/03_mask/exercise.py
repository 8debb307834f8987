"""用条件挑出样本：布尔下标
`only` 收到图片 x，形状 (N, H, W)，标签 y，形状 (N,)，和一个元组 wanted，里面是要留下的标签，例如 (3, 8)。
请返回 (x, y)：只留下标签在 wanted 里的样本，原来的先后不变。wanted 里可以有一个、两个或更多标签。

Choose examples by a condition: boolean indices
`only` gets pictures x of shape (N, H, W), labels y of shape (N,), and a tuple `wanted` of the labels to keep, e.g.
(3, 8). Return (x, y) with only those examples whose label is in wanted, in their old order. There may be one wanted
label, or two, or more.
"""

import torch


def only(x, y, wanted):
    raise NotImplementedError


if __name__ == "__main__":
    x, y = torch.rand(6, 2, 2), torch.tensor([3, 1, 8, 8, 0, 3])
    print(only(x, y, (3, 8))[1])
