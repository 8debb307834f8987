"""随机左右翻转，整批一起做 · Random flips, a whole batch at once."""

import torch


def flip(x, chosen):
    return torch.where(chosen[:, None, None, None], x.flip(3), x)


if __name__ == "__main__":
    x = torch.arange(12.0).reshape(2, 1, 2, 3)
    print(flip(x, torch.tensor([True, False])))
