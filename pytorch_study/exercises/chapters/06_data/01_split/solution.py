"""留出验证集 · Hold out a validation set."""

import torch


def split(n, validation, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return order[validation:], order[:validation]


if __name__ == "__main__":
    print(split(10, 3, seed=0))
