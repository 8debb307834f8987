"""bf16：位数减半，丢了什么，怎么用
bfloat16 只有 16 位：范围和 float32 一样大，有效数字却只有两三位。矩阵乘法用它又快又省，加很多个数就要小心了。
`add_up(values, dtype)`：values 是 (N,) 的 float32；先换成 dtype，再从 0 开始一个一个加，每加一次，
和都是 dtype 的（也就是每次都舍入）。返回最后的和，普通的数。
`step(net, optimizer, x, y)`：训练一步。前向放在 `torch.autocast("cpu", dtype=torch.bfloat16)` 里，
交叉熵用 float32 算（输出先 `.float()`），参数一直是 float32。返回损失，普通的数。

bf16: half the bits, what they lose and how they are used
bfloat16 has 16 bits: the range of float32 with two or three significant digits. Matrix products are fast and small in
it; adding many numbers needs care. `add_up(values, dtype)`: values is a float32 tensor (N,); convert it to dtype and,
beginning at 0, add one number after the other, with the sum in dtype each time (rounded at each addition, that is).
Return the last sum as a plain number.
`step(net, optimizer, x, y)`: one step of training. The forward pass goes inside `torch.autocast("cpu",
dtype=torch.bfloat16)`, the cross-entropy is computed in float32 (the output's `.float()` first), and the parameters
stay float32 all the time. Return the loss as a plain number.
"""

import torch
import torch.nn.functional as F


def add_up(values, dtype):
    raise NotImplementedError


def step(net, optimizer, x, y):
    raise NotImplementedError


if __name__ == "__main__":
    ones = torch.ones(1000)
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        print(dtype, add_up(ones, dtype))  # 1000 个 1 加起来 · a thousand ones
