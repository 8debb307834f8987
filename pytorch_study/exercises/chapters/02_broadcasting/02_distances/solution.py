"""谁和谁最像：所有的距离 · Who resembles whom: all distances."""

import torch


def distances(a, b):
    gaps = a[:, None, :] - b[None, :, :]  # (N, 1, D) - (1, M, D) -> (N, M, D)
    return (gaps**2).sum(-1).sqrt()  # (N, M)


if __name__ == "__main__":
    print(distances(torch.tensor([[0.0, 0.0], [3.0, 0.0]]), torch.tensor([[0.0, 4.0]])))
