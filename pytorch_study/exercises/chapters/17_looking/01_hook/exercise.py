"""用钩子取出特征图
网络中间的某一层看到了什么？不改网络的代码也能知道：给那一层挂一个前向钩子，它每算一次，PyTorch 就调用你的函数。
`features(net, layer, x)`：net 是网络，layer 是其中的一层，x 是一批输入。
让 x 走一遍网络，返回这一层的输出（一个张量）。
不求梯度；用评估模式；完了之后网络要和原来一样：钩子取下来，模式放回去。
当心：后面的层可能会就地修改这一层的输出（`nn.ReLU(inplace=True)`），所以在钩子里就要复制一份。

Feature maps with a hook
What does a layer in the middle of a network see? One can know without changing the network's code: register a forward
hook on the layer, and PyTorch calls your function each time the layer has computed.
`features(net, layer, x)`: net is the network, layer one of its layers, x a batch. Send x through the network and return
what this layer puts out (a tensor). Without gradients and in evaluation mode; afterwards the network is as before: the
hook is removed and the mode is set back. Beware: a later layer may change this output in place
(`nn.ReLU(inplace=True)`), so copy it inside the hook.
"""

import torch
from torch import nn


def features(net, layer, x):
    raise NotImplementedError


if __name__ == "__main__":
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))
    maps = features(net, net[0], torch.randn(2, 1, 28, 28))
    print(maps.shape, maps.min())
