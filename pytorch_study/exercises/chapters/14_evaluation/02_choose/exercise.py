"""用验证集挑选，用测试集汇报
训练了好几个网络，要挑一个。`choose(nets, validation, test)` 在验证集上挑准确率最高的（并列取最前面的），返回
(它的序号, 它在测试集上的准确率)：一个整数和一个 0 到 1 的数。validation 和 test 都是 (x, y)；
net(x) 给出 (N, classes) 的分数。量的时候用评估模式，不求梯度。测试集只给挑中的那个网络看一次。

Choose by validation, report by test
Several networks were trained, and one is to be chosen. `choose(nets, validation, test)` takes the one that is most
accurate on the validation data (the first of equals) and returns (its index, its accuracy on the test data): a whole
number and a number from 0 to 1. validation and test are (x, y); net(x) gives scores (N, classes). Measure in evaluation
mode, without gradients. Only the chosen network sees the test data, once.
"""

import torch


def choose(nets, validation, test):
    raise NotImplementedError


if __name__ == "__main__":
    nets = [torch.nn.Linear(4, 3) for _ in range(10)]
    validation = torch.randn(30, 4), torch.randint(0, 3, (30,))
    test = torch.randn(30, 4), torch.randint(0, 3, (30,))
    print(choose(nets, validation, test))
