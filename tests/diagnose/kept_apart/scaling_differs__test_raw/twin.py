import sys

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
raw = load_digits()
order = torch.randperm(1797).numpy()


class Digits(Dataset):
    def __init__(self, rows, transform=None):
        self.x, self.y, self.transform = raw.images[rows], raw.target[rows], transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        img = torch.tensor(self.x[i], dtype=torch.float32).unsqueeze(0)
        return (self.transform(img) if self.transform else img), int(self.y[i])


def to_range(img):
    return (img - 4.9) / 6.0


train = DataLoader(Digits(order[:1000], to_range), batch_size=50, shuffle=True)
test = DataLoader(Digits(order[1400:], to_range), batch_size=200)
net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 10))
opt = torch.optim.Adam(net.parameters(), lr=0.003)
for epoch in range(4):
    for x, y in train:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
right = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
print(f"score={right / len(test.dataset):.4f}")
