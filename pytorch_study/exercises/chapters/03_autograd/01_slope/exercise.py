"""让 PyTorch 求斜率
`slope` 收到一个函数 f 和一个普通的数 at。f 收张量、返回同样形状的张量，例如 lambda x: x ** 3。
请返回 f 在 at 处的导数，一个普通的数：造一个需要梯度的张量，算 f，反向传播，读出 `.grad`。

Let PyTorch find a slope
`slope` gets a function f and a plain number `at`. f takes a tensor and returns one of the same shape, e.g. lambda x:
x ** 3. Return the derivative of f at `at`, a plain number: make a tensor that requires a gradient, compute f, go
backward, and read `.grad`.
"""

import torch


def slope(f, at):
    raise NotImplementedError


if __name__ == "__main__":
    print(slope(lambda x: x**3, 2.0), "应当是 · should be", 3 * 2.0**2)
