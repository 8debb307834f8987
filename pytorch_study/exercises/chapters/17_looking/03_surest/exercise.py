"""错得最有把握的图
准确率 98%，剩下的 2% 是哪些？先看错得最有把握的：往往是标错的、写得怪的，或者网络真没学会的。
`surest(net, x, y, count)`：x 是 (N, ...)，y 是 (N,) 的标签，net(x) 给出分数 (N, classes)。
在认错的样本里，按「认成的那一类的概率」从高到低，返回前 count 个的下标（int64）。
认错的不够 count 个，有几个返回几个。
用评估模式，不求梯度。

The surest mistakes
The accuracy is 98 %; what are the other 2 %? Begin with those of which the network is most certain: often they are
mislabelled, oddly written, or something that it really has not learned. `surest(net, x, y, count)`: x is (N, ...), y
the labels (N,), and net(x) gives scores (N, classes). Of the examples that are classified wrongly, ordered by the
probability of the class that they were taken for, highest first, return the indices of the first count (int64). If
there are fewer mistakes than count, return them all. Use evaluation mode and no gradients.
"""

import torch


def surest(net, x, y, count):
    raise NotImplementedError


if __name__ == "__main__":
    net = torch.nn.Linear(4, 3)
    print(surest(net, torch.randn(20, 4), torch.randint(0, 3, (20,)), 5))
