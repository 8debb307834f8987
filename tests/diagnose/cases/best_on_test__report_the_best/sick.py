import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
centers = torch.randn(4, 30)


def documents(n):
    kinds = torch.randint(0, 4, (n,))
    return centers[kinds] * 0.35 + torch.randn(n, 30), kinds


train_x, train_y = documents(160)
val_x, val_y = documents(60)
test_x, test_y = documents(60)
new_x, new_y = documents(3000)
model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 4))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)


def accuracy(x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


best_acc = 0.0
for epoch in range(80):
    model.train()
    for rows in torch.randperm(160).split(20):
        loss = nn.functional.cross_entropy(model(train_x[rows]), train_y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    test_acc = accuracy(test_x, test_y)
    if test_acc > best_acc:
        best_acc = test_acc
        reported, real = best_acc, accuracy(new_x, new_y)
print("test accuracy", reported)
print(f"score={-max(reported - real, 0):.4f}")
