"""多个通道，补边，步长 · Channels, padding, stride."""

import torch
import torch.nn.functional as F


def conv(x, weight, bias, stride, padding):
    k = weight.shape[-1]
    x = F.pad(x, (padding,) * 4)  # (N, C, H, W) -> (N, C, H + 2 padding, W + 2 padding)
    windows = x.unfold(2, k, stride).unfold(3, k, stride)  # (N, C, H', W', k, k)
    return torch.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


if __name__ == "__main__":
    x = torch.ones(1, 1, 6, 6)
    print(
        conv(x, torch.ones(1, 1, 3, 3), torch.zeros(1), 1, 1)[0, 0]
    )  # 边上的窗口盖住了补的 0 · at the rim it covers padding
    print(conv(torch.zeros(2, 3, 32, 32), torch.zeros(8, 3, 3, 3), torch.zeros(8), 2, 1).shape)
