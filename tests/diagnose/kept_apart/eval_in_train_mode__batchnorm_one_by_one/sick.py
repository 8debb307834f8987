import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x.sum(1) > 0).long()
order = torch.cat([torch.arange(600), 600 + y[600:].argsort()])
x, y = x[order], y[order]
train_loader = DataLoader(TensorDataset(x[:600], y[:600]), batch_size=60, shuffle=True)
test_loader = DataLoader(TensorDataset(x[600:], y[600:]), batch_size=4)
model = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
opt = torch.optim.SGD(model.parameters(), lr=0.1)


def run_epoch():
    for xb, yb in train_loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        opt.step()


@torch.no_grad()
def accuracy():
    right = 0
    for xb, yb in test_loader:
        right += (model(xb).argmax(1) == yb).sum().item()
    return right / len(test_loader.dataset)


for _ in range(10):
    run_epoch()
print(f"score={accuracy():.4f}")
