import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed)
        for _ in range(self.n):
            x = torch.randn(6, generator=g)
            yield x, (x[0] - x[1] > 0.2).float()


net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(3):
    for x, y in DataLoader(Stream(1000, epoch), batch_size=50):
        loss = F.binary_cross_entropy_with_logits(net(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
hits = total = 0
with torch.no_grad():
    for x, y in DataLoader(Stream(500, 99), batch_size=100):
        hits += ((net(x).squeeze(1) > 0).float() == y).sum().item()
        total += len(y)
print(f"score={hits / total:.4f}")
