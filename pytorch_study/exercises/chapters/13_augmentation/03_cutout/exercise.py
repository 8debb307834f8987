"""Cutout：每张图挖掉一个方块
猫的头被挡住了，看尾巴也要认得出来：随机挖掉一块，网络就不能只靠一处。
`cutout(x, row, column, size)` 收到 x，形状 (N, C, H, W)；row 和 column，形状 (N,)，整数。
第 i 张图里，从第 row[i] 行、第 column[i] 列起的 size × size 个像素，所有通道都变成 0。
方块可以伸到图外，row 和 column 也可以是负数：伸出去的部分不算。返回新的一批，不要改动 x。不用循环。

Cutout: a square out of each picture
With the cat's head hidden, its tail should do: cut a random square out, and the network cannot rely on one place.
`cutout(x, row, column, size)` gets x of shape (N, C, H, W), and row and column of shape (N,), whole numbers. In picture
i, the size × size pixels that begin at row row[i] and column column[i] become 0 in all channels. The square may stick
out of the picture, and row and column may be negative: what is outside does not matter. Return a new batch; x must not
change. No loop is needed.
"""

import torch


def cutout(x, row, column, size):
    raise NotImplementedError


if __name__ == "__main__":
    print(cutout(torch.ones(2, 1, 4, 5), torch.tensor([1, -1]), torch.tensor([2, 3]), 2))
