"""数一数参数
`count` 收到一个网络，返回一个字典：每个带参数的部分叫什么、有多少个要训练的参数。
键是参数名里第一个点之前的部分（`named_parameters` 给出 "conv.weight"、"head.0.bias" 这样的名字），值是整数。
不训练的参数（`requires_grad` 是 False）不算；一个要训练的参数都没有的部分不要出现。共享的参数只算一次。

Count the parameters
`count` gets a network and returns a dictionary: which part has how many parameters to train. The keys are what stands
before the first dot of a parameter's name (`named_parameters` gives names such as "conv.weight" and "head.0.bias"),
the values whole numbers. Parameters that are not trained (`requires_grad` is False) do not count; a part without any
to train does not appear. A shared parameter counts once.
"""

import torch
from torch import nn


def count(net):
    raise NotImplementedError


if __name__ == "__main__":
    net = nn.Sequential()
    net.conv = nn.Conv2d(1, 10, 5)
    net.head = nn.Linear(100, 10)
    print(count(net))
