import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(200, 40)
y = ((x[:, 0] + torch.randn(200)) > 0).long()
perm = torch.randperm(200)
train_rows, test_rows = perm[:140], perm[140:]
model = nn.Sequential(nn.Linear(40, 64), nn.ReLU(), nn.Linear(64, 2))
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(100):
    opt.zero_grad()
    nn.functional.cross_entropy(model(x[train_rows]), y[train_rows]).backward()
    opt.step()
reported = (model(x[test_rows]).argmax(1) == y[test_rows]).float().mean().item()
fresh = torch.randn(1000, 40)
truth = ((fresh[:, 0] + torch.randn(1000)) > 0).long()
real = (model(fresh).argmax(1) == truth).float().mean().item()
print("test accuracy", reported)
print(f"score={-abs(reported - real):.4f}")
