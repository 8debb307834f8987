import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
import copy

from sklearn.datasets import load_iris
from torch.utils.data import DataLoader, Subset, TensorDataset

raw = load_iris()
x = torch.tensor(raw.data, dtype=torch.float32)
x = (x - x.mean(0)) / x.std(0)
dataset = TensorDataset(x, torch.tensor(raw.target))
order = torch.randperm(len(x)).tolist()
model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
fresh = copy.deepcopy(model.state_dict())
folds = [order[k::4] for k in range(4)]
hits = 0
for k, test_fold in enumerate(folds):
    train_fold = [i for j, one in enumerate(folds) if j != k for i in one]
    model.load_state_dict(fresh)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(12):
        for xb, yb in DataLoader(Subset(dataset, train_fold), batch_size=16, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
            optimizer.step()
    with torch.no_grad():
        for xb, yb in DataLoader(Subset(dataset, test_fold), batch_size=64):
            hits += (model(xb).argmax(1) == yb).sum().item()
print(f"score={hits / len(dataset):.4f}")
