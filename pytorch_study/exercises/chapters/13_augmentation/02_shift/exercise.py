"""随机平移：补一圈零，再裁回来
把图挪几个像素，还是同一个东西，网络却得重新认一遍。常用的做法：四周各补 pad 个 0，再裁回原来的大小；
从哪里裁，每张图自己抽。`shift(x, top, left, pad)` 收到 x，形状 (N, C, H, W)；top 和 left，形状 (N,)，
是 0 到 2 × pad 的整数。第 i 张图补零之后，从第 top[i] 行、第 left[i] 列起裁出 H × W。返回 (N, C, H, W)。
top 和 left 都等于 pad 时，图一点不动。最好不用循环：两个下标，整批一次取出来。

Random shifts: pad with zeros, then crop
Moved by a few pixels it is still the same thing, yet the network has to recognise it anew. The usual way: put pad
zeros around each picture and crop it back to its size, each from a place of its own. `shift(x, top, left, pad)` gets x
of shape (N, C, H, W), and top and left of shape (N,), whole numbers from 0 to 2 × pad. From the padded picture i, take
H × W beginning at row top[i] and column left[i]. Return (N, C, H, W). Where top and left equal pad, nothing moves. Try
it without a loop: with two index tensors, the whole batch at once.
"""

import torch
import torch.nn.functional as F


def shift(x, top, left, pad):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.arange(1.0, 10).reshape(1, 1, 3, 3).repeat(2, 1, 1, 1)
    print(shift(x, torch.tensor([1, 2]), torch.tensor([1, 0]), 1))
