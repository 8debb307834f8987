import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 64)
        self.fc2 = nn.Linear(64, 6)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return F.softmax(self.fc2(x), dim=1)


centers = torch.randn(6, 20)
y = torch.randint(0, 6, (1500,))
x = centers[y] + 1.2 * torch.randn(1500, 20)
xtr, ytr, xte, yte = x[:1000], y[:1000], x[1000:], y[1000:]
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.05)
crit = nn.CrossEntropyLoss()
for epoch in range(5):
    for idx in torch.randperm(1000).split(50):
        opt.zero_grad()
        loss = crit(net(xtr[idx]), ytr[idx])
        loss.backward()
        opt.step()
    print(epoch, loss.item())
with torch.no_grad():
    acc = (net(xte).argmax(1) == yte).float().mean().item()
print(f"score={acc:.4f}")
