"""自己写一个装批的循环 · Write the loop that makes batches."""

import torch


def batches(x, y, size, generator):
    order = torch.randperm(len(y), generator=generator)
    for rows in order.split(size):
        yield x[rows], y[rows]


if __name__ == "__main__":
    x = torch.arange(7.0)
    for one, target in batches(x, x * 10, 3, torch.Generator().manual_seed(0)):
        print(one, target)
