"""错得多离谱：一个数说清楚 · How wrong, in one number."""

import torch


def mse(predicted, y):
    if predicted.shape != y.shape:
        raise ValueError(f"shapes differ: {tuple(predicted.shape)} and {tuple(y.shape)}")
    return ((predicted - y) ** 2).mean()


if __name__ == "__main__":
    y = torch.tensor([1.0, 2.0, 3.0])
    print(mse(y + 0.1, y))
