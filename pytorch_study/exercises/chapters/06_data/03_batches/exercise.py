"""自己写一个装批的循环
DataLoader 里面是什么？写出来看看。`batches` 是一个生成器：收到 x（(N, ...)）、y（(N,)）、批量大小 size 和一个
`torch.Generator`，逐批给出 (x 的一批, y 的一批)。每次调用都用 generator 打乱一次；每个样本正好出现一次；
每批 size 个，最后一批可能不满，也要给出。图片和标签要对得上。不要用现成的 DataLoader 和 BatchSampler。

Write the loop that makes batches
What is inside a DataLoader? Write it and see. `batches` is a generator function: it gets x, (N, ...), y, (N,), the
batch size and a `torch.Generator`, and yields (a batch of x, a batch of y), one after the other. Each call shuffles
once, with generator; every example appears exactly once; a batch has `size` examples, the last one may be smaller and
is yielded, too. Pictures and labels must match. Use no ready-made DataLoader or BatchSampler.
"""

import torch


def batches(x, y, size, generator):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.arange(7.0)
    for one, target in batches(x, x * 10, 3, torch.Generator().manual_seed(0)):
        print(one, target)
