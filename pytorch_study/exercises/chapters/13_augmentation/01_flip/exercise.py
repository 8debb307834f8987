"""随机左右翻转，整批一起做
左右翻转的猫还是猫：翻转让网络见到更多不同的图。`flip(x, chosen)` 收到一批图 x，形状 (N, C, H, W)，
和 chosen，形状 (N,)，布尔值。chosen 为 True 的图左右翻转，其余不动，返回新的一批；不要改动 x。不用循环。
但不是什么都能翻：左右翻转的数字 2 就不是 2 了。

Random flips, a whole batch at once
A cat mirrored left to right is still a cat: flips show the network more different pictures. `flip(x, chosen)` gets a
batch x of shape (N, C, H, W) and chosen of shape (N,), booleans. Mirror those pictures left to right where chosen is
True, leave the others, and return a new batch; x must not change. No loop is needed. Not everything may be flipped: a
mirrored 2 is no 2.
"""

import torch


def flip(x, chosen):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.arange(12.0).reshape(2, 1, 2, 3)
    print(flip(x, torch.tensor([True, False])))
