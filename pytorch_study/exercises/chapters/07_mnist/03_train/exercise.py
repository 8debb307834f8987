"""训练它：全世界都这样写的循环
`train(net, loader, optimizer)` 把 loader 走一遍（一轮）。loader 每次给出 (x, y)：x 是 (B, 1, 28, 28)，y 是 (B,)。
先把网络切到训练模式；每一批：清零、前向、交叉熵、反向、更新。返回每一批的损失组成的列表（普通的数）。
检查用的是真的手写数字和第二课的网络。

Train it: the loop that everybody writes
`train(net, loader, optimizer)` goes through the loader once (an epoch). The loader gives (x, y) each time: x is (B,
1, 28, 28), y is (B,). Switch the network to training mode first; for each batch: clear, forward, cross-entropy,
backward, update. Return the list of each batch's loss (plain numbers). The check uses real handwritten digits and
lesson 2's network.
"""

import torch
import torch.nn.functional as F


def train(net, loader, optimizer):
    raise NotImplementedError


if __name__ == "__main__":
    net = torch.nn.Linear(2, 2)
    loader = [(torch.eye(2), torch.tensor([0, 1]))] * 5
    print(train(net, loader, torch.optim.SGD(net.parameters(), lr=1.0)))
