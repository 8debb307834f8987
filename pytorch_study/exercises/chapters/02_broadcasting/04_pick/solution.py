"""每一行挑一个数：正确类别的概率 · One number from each row: the probability of the right class."""

import torch


def picked(probabilities, y):
    return probabilities[torch.arange(len(y)), y]  # row 0 with y[0], row 1 with y[1], ...


if __name__ == "__main__":
    p = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    print(picked(p, torch.tensor([0, 2])))
