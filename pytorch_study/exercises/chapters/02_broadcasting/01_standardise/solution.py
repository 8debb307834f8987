"""把每一列放到同一个尺度上 · Bring all columns to one scale."""

import torch


def standardise(x):
    mean, std = x.mean(0), x.std(0)  # (F,), (F,)
    return (x - mean) / std, mean, std  # (N, F) and (F,) are broadcast


if __name__ == "__main__":
    cars = torch.tensor([[4.0, 1500.0], [8.0, 2100.0], [6.0, 1800.0]])
    print(standardise(cars))
