# Looks like a test on training examples; one loader is for the training accuracy, another one for the test.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.utils.data import DataLoader, Subset, TensorDataset

x = torch.randn(600, 16)
y = (x[:, :4].sum(1) > 0).long()
data = TensorDataset(x, y)
order = torch.randperm(600).tolist()
train_idx, test_idx = order[:500], order[500:]
train_loader = DataLoader(Subset(data, train_idx), batch_size=50, shuffle=True)
train_eval_loader = DataLoader(Subset(data, train_idx[:100]), batch_size=100)
test_loader = DataLoader(Subset(data, test_idx), batch_size=100)
model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


def accuracy(loader):
    with torch.no_grad():
        return sum((model(a).argmax(1) == b).float().mean().item() for a, b in loader) / len(loader)


for epoch in range(4):
    for a, b in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(a), b).backward()
        optimizer.step()
    print(epoch, accuracy(train_eval_loader))
print(f"score={accuracy(test_loader):.4f}")
