"""画一张从黑到白的图
一张灰度图就是一个二维张量：第 0 维是行，第 1 维是列，0 是黑，1 是白。
请让 `ramp` 返回形状 (height, width) 的图：每一行都一样，从左边的 0 均匀升到右边的 1。

Draw a picture from black to white
A grey picture is a tensor with two dimensions: 0 counts the rows, 1 the columns; the number 0 is black, 1 is white.
Let `ramp` return a picture of shape (height, width) with equal rows: from 0 at the left evenly to 1 at the right.
"""

import torch


def ramp(height, width):
    # torch.linspace(a, b, n): n 个数，从 a 均匀走到 b · n numbers, evenly from a to b
    raise NotImplementedError


if __name__ == "__main__":  # 想自己看看就运行这个文件 · run this file to see for yourself
    print(ramp(3, 5))
