"""认对了多少：老实地量
`accuracy(net, loader)` 返回网络在 loader 的全部样本上的准确率，0 到 1 的一个普通的数。loader 每次给出 (x, y)。
切到评估模式，不求梯度；最后一批可能不满，所以要累加认对的个数和样本数，最后再除。
量完之后，网络要回到原来的模式（训练或评估）。

How many are right: measured honestly
`accuracy(net, loader)` returns the network's accuracy on all examples of the loader, a plain number from 0 to 1. The
loader gives (x, y) each time. Switch to evaluation mode and compute no gradients; the last batch may be smaller, so
add up what is right and how many there were, and divide at the end. Afterwards the network is in the mode it was in
(training or evaluation).
"""

import torch


def accuracy(net, loader):
    raise NotImplementedError


if __name__ == "__main__":
    net = torch.nn.Identity()
    print(accuracy(net, [(torch.eye(3), torch.tensor([0, 1, 0]))]))
