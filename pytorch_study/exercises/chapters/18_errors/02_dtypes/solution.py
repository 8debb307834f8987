"""读报错：数据类型对不上 · Read the error: dtypes that do not fit."""

import torch
import torch.nn.functional as F


def prepare(pixels, labels):
    x = torch.from_numpy(pixels).flatten(1).float() / 255  # (N, 28, 28) uint8 -> (N, 784) float32
    y = torch.from_numpy(labels)[:, 0].long()  # (N, 1) float64 -> (N,) int64
    return x, y


if __name__ == "__main__":
    import numpy as np

    pixels = np.random.randint(0, 256, (5, 28, 28), dtype=np.uint8)
    labels = np.array([[3.0], [0.0], [4.0], [1.0], [9.0]])
    x, y = prepare(pixels, labels)
    print(F.cross_entropy(torch.nn.Linear(784, 10)(x), y))
