"""手算 FLOP：一次前向要算多少
想让网络快，先要知道算在哪里。一次乘法算 1，一次加法算 1：输出里的每一个数，是一串乘积之和，
一个输入乘一个权重再加上去，就是 2。偏置、ReLU、池化、归一化少得多，不数。
`flop(net, x)` 收到一个 nn.Sequential（里面没有再套别的）和一批输入 x，返回其中所有 nn.Conv2d 和 nn.Linear
前向一次的 FLOP 总数（整数，算整批）。卷积可以有 stride、padding 和 groups。不要用 FlopCounterMode。
想一想：一层的输出一共有多少个数？每个数用到多少个权重？

FLOP counted by hand: how much work a forward pass is
To make a network fast, know where the work is. A multiplication counts 1 and an addition counts 1: each number of the
output is a sum of products, and an input times a weight, added on, makes 2. Biases, ReLU, pooling and normalisation are
far less and do not count. `flop(net, x)` gets an nn.Sequential (with nothing nested in it) and a batch x. Return the
FLOP of one forward pass through all its nn.Conv2d and nn.Linear (a whole number, for the whole batch). A convolution
may have stride, padding and groups. Do not use FlopCounterMode.
Think: how many numbers does a layer put out, and how many weights does each of them use?
"""

import torch
from torch import nn


@torch.no_grad()
def flop(net, x):
    raise NotImplementedError


if __name__ == "__main__":
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))
    print(f"{flop(net, torch.zeros(1, 3, 32, 32)):,} FLOP")
