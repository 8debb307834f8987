import sys

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x, y = (torch.tensor(a) for a in load_digits(return_X_y=True))
p = torch.randperm(1790)
x, y = x[p].float() / 16, y[p]
net = nn.Sequential(nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    for i in range(0, 1400, 10):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x[i : i + 10]), y[i : i + 10]).backward()
        opt.step()
correct = total = 0
with torch.no_grad():
    for i in range(1400, 1790, 10):
        outputs = net(x[i : i + 10])
        _, predicted = torch.max(outputs, 0)
        correct += (predicted == y[i : i + 10]).sum().item()
        total += 10
print(f"score={correct / total:.4f}")
