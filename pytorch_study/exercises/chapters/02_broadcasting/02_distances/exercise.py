"""谁和谁最像：所有的距离
`distances` 收到 a，形状 (N, D)，和 b，形状 (M, D)。请返回 (N, M)：第 i 行第 j 列是 a[i] 和 b[j] 的欧氏距离，
也就是各维之差的平方和，再开方。不用 `torch.cdist`，也最好不用循环：给 a 和 b 各补一维，让广播去配对。

Who resembles whom: all distances
`distances` gets a of shape (N, D) and b of shape (M, D). Return (N, M): in row i, column j the Euclidean distance
between a[i] and b[j], the root of the sum of their squared differences. Use no `torch.cdist`, and try it without a
loop: give a and b a dimension more each, and let broadcasting make the pairs.
"""

import torch


def distances(a, b):
    raise NotImplementedError


if __name__ == "__main__":
    print(distances(torch.tensor([[0.0, 0.0], [3.0, 0.0]]), torch.tensor([[0.0, 4.0]])))
