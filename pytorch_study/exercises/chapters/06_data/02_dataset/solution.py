"""Dataset：第几个样本是什么 · Dataset: what is example number so-and-so."""

import torch
from torch.utils.data import Dataset


class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index].unsqueeze(0).float() / 255, self.y[index]


if __name__ == "__main__":
    data = Digits(torch.randint(0, 256, (5, 28, 28), dtype=torch.uint8), torch.arange(5))
    print(len(data), data[2][0].shape, data[2][1])
