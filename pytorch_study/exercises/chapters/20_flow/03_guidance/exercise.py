"""引导：更听标签的话
想画「7」，就把标签告诉网络。为了画得更像 7，再问一次不知道标签时往哪走，然后朝着两者之差的方向多走一些。
先要让网络学会「不知道标签」：训练时把一部分标签藏起来。类别是 0 到 classes - 1，编号 classes 就表示藏起来了。
`hide(label, luck, share, classes)`：label 是 (N,) 整数，luck 是 (N,)，0 到 1 的随机数；luck < share 的换成 classes。
`guided(net, x, time, label, classes, scale)`：`net(x, time, label)` 给出速度。返回引导后的速度：
不知道标签的速度 + scale × (知道标签的速度 - 不知道标签的速度)。scale 是 0 就是不知道，是 1 就是知道，大于 1 走得更远。

Guidance: listen more to the label
To draw a 7, tell the network its label. For a clearer 7, ask it once more where to go without knowing the label, and go
further in the direction in which the two differ. First the network has to learn what not knowing means: a share of the
labels is hidden in training. Classes are 0 to classes - 1; the number classes says that the label is hidden.
`hide(label, luck, share, classes)`: label is (N,), whole numbers, luck (N,), random numbers from 0 to 1; where luck <
share, the label becomes classes. `guided(net, x, time, label, classes, scale)`: `net(x, time, label)` gives a velocity.
Return the guided one: the velocity without the label + scale × (the one with the label - the one without). With scale 0
the label is not known, with 1 it is; more than 1 goes further.
"""

import torch


def hide(label, luck, share, classes):
    raise NotImplementedError


def guided(net, x, time, label, classes, scale):
    raise NotImplementedError


if __name__ == "__main__":
    print(hide(torch.tensor([3, 1, 4, 1]), torch.tensor([0.5, 0.05, 0.9, 0.01]), share=0.1, classes=10))
    x, time, label = torch.zeros(1, 1, 1, 1), torch.zeros(1), torch.tensor([7])
    for scale in (0.0, 1.0, 1.5):  # 10、7、再远一点 · 10, 7, and beyond
        print(scale, guided(lambda x, time, label: x + label.view(-1, 1, 1, 1), x, time, label, 10, scale))
