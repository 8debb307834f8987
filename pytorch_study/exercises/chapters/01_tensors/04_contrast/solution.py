"""从字节到小数：拉开对比度 · From bytes to fractions: stretch the contrast."""

import torch


def stretch(x):
    x = x.float()
    low = x.amin(dim=(1, 2), keepdim=True)  # (N, 1, 1)
    high = x.amax(dim=(1, 2), keepdim=True)  # (N, 1, 1)
    return (x - low) / (high - low)  # (N, H, W)


if __name__ == "__main__":
    x = torch.tensor([[[100, 110], [120, 150]]], dtype=torch.uint8)
    print(stretch(x))
