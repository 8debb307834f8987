"""Cutout：每张图挖掉一个方块 · Cutout: a square out of each picture."""

import torch


def cutout(x, row, column, size):
    down = torch.arange(x.shape[2]) - row[:, None]  # (N, H): how far below the square's first row
    right = torch.arange(x.shape[3]) - column[:, None]  # (N, W)
    rows = (down >= 0) & (down < size)
    columns = (right >= 0) & (right < size)
    hole = rows[:, None, :, None] & columns[:, None, None, :]  # (N, 1, H, W)
    return x.masked_fill(hole, 0)


if __name__ == "__main__":
    print(cutout(torch.ones(2, 1, 4, 5), torch.tensor([1, -1]), torch.tensor([2, 3]), 2))
