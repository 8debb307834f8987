"""留出验证集
`split` 收到样本数 n、验证集的个数 validation 和一个种子 seed。请返回 (train, val)，两个下标张量（整数）：
合起来正好是 0 到 n - 1，各出现一次；val 有 validation 个；先打乱再切，顺序由 seed 决定：
同一个 seed 永远得到同样的划分，不同的 seed 不同。请用自己的 `torch.Generator`，不要动全局的随机状态。

Hold out a validation set
`split` gets the number of examples n, how many to hold out, `validation`, and a seed. Return (train, val), two
tensors of whole numbers: together exactly 0 to n - 1, each once; val has `validation` of them; shuffle first, then
cut, in an order that the seed decides: the same seed always gives the same split, another seed another one. Use a
`torch.Generator` of your own and leave the global random state alone.
"""

import torch


def split(n, validation, seed):
    raise NotImplementedError


if __name__ == "__main__":
    print(split(10, 3, seed=0))
