"""Grad-CAM：网络在看哪里
网络说这是 7，它看的是图里的哪一块？Grad-CAM（Selvaraju 等，2017）用梯度来问：
`gradcam(features, head, x, target)`：网络分成两半，features(x) 给出特征图 A，形状 (N, K, h, w)；
head(A) 给出分数 (N, classes)。
target 是 (N,)，每张图要问的类别。
1. 每张图自己的 target 的分数，对 A 求梯度，形状 (N, K, h, w)；
2. 梯度在 h、w 上平均，就是每张特征图的权重，(N, K)；
3. 特征图按权重加起来，再做 ReLU（只留支持这个类别的地方），返回 (N, h, w)，不带梯度。

Grad-CAM: where does the network look?
It says that this is a 7, but which part of the picture does it look at? Grad-CAM (Selvaraju et al., 2017) asks with
gradients. `gradcam(features, head, x, target)`: the network is in two halves; features(x) gives maps A of shape (N, K,
h, w), and head(A) the scores (N, classes). target is (N,), the class to ask about for each picture.
1. Differentiate the score of each picture's own target by A: (N, K, h, w).
2. The mean of that over h and w is each map's weight, (N, K).
3. Add the maps up with their weights, apply ReLU (keep what speaks for the class), and return (N, h, w), detached.
"""

import torch
from torch import nn


def gradcam(features, head, x, target):
    raise NotImplementedError


if __name__ == "__main__":
    features = nn.Conv2d(1, 6, 3)
    head = nn.Sequential(nn.ReLU(), nn.Flatten(), nn.Linear(6 * 4 * 4, 3))
    print(gradcam(features, head, torch.randn(2, 1, 6, 6), torch.tensor([0, 2])))
