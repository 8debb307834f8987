"""引导：更听标签的话 · Guidance: listen more to the label."""

import torch


def hide(label, luck, share, classes):
    return label.masked_fill(luck < share, classes)


def guided(net, x, time, label, classes, scale):
    without = net(x, time, torch.full_like(label, classes))
    towards = net(x, time, label)
    return without + scale * (towards - without)


if __name__ == "__main__":
    print(hide(torch.tensor([3, 1, 4, 1]), torch.tensor([0.5, 0.05, 0.9, 0.01]), share=0.1, classes=10))
    x, time, label = torch.zeros(1, 1, 1, 1), torch.zeros(1), torch.tensor([7])
    for scale in (0.0, 1.0, 1.5):  # 10、7、再远一点 · 10, 7, and beyond
        print(scale, guided(lambda x, time, label: x + label.view(-1, 1, 1, 1), x, time, label, 10, scale))
