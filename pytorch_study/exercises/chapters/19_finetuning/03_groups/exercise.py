"""每层一个学习率
前面的层学的是边缘和笔画，哪儿都用得上，轻轻动一点就好；后面的层离任务近，要多学。所以越靠前，学习率越小。
`groups(net, lr, factor)`：net 是 nn.Sequential，它的每一个子模块算一块。
最后一块的学习率是 lr，往前每一块再乘一次 factor（倒数第二块 lr × factor，倒数第三块 lr × factor²……）。
返回优化器要的那种列表：每块一个字典 {"params": [...], "lr": ...}。冻结的参数（requires_grad 是 False）不要放进去。

A learning rate for each layer
The first layers have learned edges and strokes, which serve everywhere and need a gentle touch; the last ones are close
to the task and have more to learn. So the rate falls towards the front. `groups(net, lr, factor)`: net is an
nn.Sequential, and each of its children is a block. The last block has the rate lr, and each block before it factor
times that of the next (the last but one lr × factor, the one before lr × factor², ...). Return the kind of list that an
optimizer takes, a dictionary {"params": [...], "lr": ...} for each block. Leave frozen parameters out (those whose
requires_grad is False).
"""

import torch
from torch import nn


def groups(net, lr, factor):
    raise NotImplementedError


if __name__ == "__main__":
    net = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 3))
    net[0].bias.requires_grad_(False)
    for group in torch.optim.SGD(groups(net, 0.1, 0.5), lr=1.0).param_groups:
        print(group["lr"], [tuple(p.shape) for p in group["params"]])
