"""每一行挑一个数：正确类别的概率
网络给每张图 C 个分数，概率是 softmax 之后的数。`picked` 收到 probabilities，形状 (N, C)，和标签 y，形状 (N,)。
请返回 (N,)：第 i 个数是第 i 行里正确类别 y[i] 的概率。最好不用循环。

One number from each row: the probability of the right class
A network gives C scores to each picture; after softmax they are probabilities. `picked` gets probabilities of shape
(N, C) and labels y of shape (N,). Return (N,): number i is the probability in row i of the right class y[i]. Try it
without a loop.
"""

import torch


def picked(probabilities, y):
    raise NotImplementedError


if __name__ == "__main__":
    p = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    print(picked(p, torch.tensor([0, 2])))
