"""位置编码：让注意力知道谁先谁后 · Positions: give order a shape."""

import torch


def positions(length, d):
    rates = 10000.0 ** (-torch.arange(0, d, 2) / d)  # (d / 2,)
    angle = torch.arange(length)[:, None] * rates  # (length, d / 2)
    out = torch.zeros(length, d)
    out[:, 0::2] = angle.sin()
    out[:, 1::2] = angle.cos()
    return out


if __name__ == "__main__":
    print(positions(3, 4))
