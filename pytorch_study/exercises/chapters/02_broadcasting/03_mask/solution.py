"""用条件挑出样本：布尔下标 · Choose examples by a condition: boolean indices."""

import torch


def only(x, y, wanted):
    keep = torch.isin(y, torch.tensor(wanted))  # (N,) of True and False
    return x[keep], y[keep]


if __name__ == "__main__":
    x, y = torch.rand(6, 2, 2), torch.tensor([3, 1, 8, 8, 0, 3])
    print(only(x, y, (3, 8))[1])
