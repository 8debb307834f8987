import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.utils.data import DataLoader, Dataset


class Pictures(Dataset):
    def __init__(self, n, seed, train):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        self.x = torch.randn(n, 1, 12, 12, generator=g) * 0.5
        for k, c in enumerate(self.y.tolist()):
            self.x[k, 0, 4 : 8 if c else 10, 4 : 8 if c != 1 else 10] += 1.5
        self.train = train

    def __len__(self):
        return len(self.y)

    def __getitem__(self, k):
        x = self.x[k]
        if self.train:
            i, j = torch.randint(0, 3, (2,)).tolist()
            x = x[:, i : i + 10, j : j + 10]
            x = x.flip(-1) if torch.rand(()) < 0.0 else x
        else:
            x = x[:, 1:11, 1:11]
        return x, self.y[k]


train = DataLoader(Pictures(500, 0, True), batch_size=25, shuffle=True)
test = DataLoader(Pictures(300, 1, False), batch_size=100)
net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(512, 3))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
for epoch in range(3):
    net.train()
    for x, y in train:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        right = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
    print(epoch, right)
print(f"score={right / 300:.4f}")
