"""随机平移：补一圈零，再裁回来 · Random shifts: pad with zeros, then crop."""

import torch
import torch.nn.functional as F


def shift(x, top, left, pad):
    n, _, h, w = x.shape
    padded = F.pad(x, (pad, pad, pad, pad))  # (N, C, H, W) -> (N, C, H + 2 pad, W + 2 pad)
    rows = top[:, None] + torch.arange(h)  # (N, H)
    columns = left[:, None] + torch.arange(w)  # (N, W)
    picked = padded[torch.arange(n)[:, None, None], :, rows[:, :, None], columns[:, None, :]]  # (N, H, W, C)
    return picked.permute(0, 3, 1, 2)


if __name__ == "__main__":
    x = torch.arange(1.0, 10).reshape(1, 1, 3, 3).repeat(2, 1, 1, 1)
    print(shift(x, torch.tensor([1, 2]), torch.tensor([1, 0]), 1))
