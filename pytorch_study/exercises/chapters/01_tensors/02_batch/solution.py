"""把图片叠成一批 · Stack pictures into a batch."""

import torch


def batch(pictures):
    return torch.stack(pictures).unsqueeze(1)  # N times (H, W) -> (N, H, W) -> (N, 1, H, W)


if __name__ == "__main__":
    print(batch([torch.zeros(28, 28), torch.ones(28, 28)]).shape)
