"""用验证集挑选，用测试集汇报 · Choose by validation, report by test."""

import torch


def accuracy(net, data):
    x, y = data
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def choose(nets, validation, test):
    scores = [accuracy(net, validation) for net in nets]
    best = scores.index(max(scores))
    return best, accuracy(nets[best], test)


if __name__ == "__main__":
    nets = [torch.nn.Linear(4, 3) for _ in range(10)]
    validation = torch.randn(30, 4), torch.randint(0, 3, (30,))
    test = torch.randn(30, 4), torch.randint(0, 3, (30,))
    print(choose(nets, validation, test))
