import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
import os
import tempfile

x = torch.randn(500, 20)
y = (x[:, :2].sum(1) + 0.5 * torch.randn(500) > 0).long()
x_train, x_val, x_test = x[:250], x[250:350], x[350:]
y_train, y_val, y_test = y[:250], y[250:350], y[350:]
net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
folder = tempfile.TemporaryDirectory()
path = os.path.join(folder.name, "best.pt")
best, waited = float("inf"), 0
for epoch in range(30):
    net.train()
    for b in torch.randperm(250).split(25):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[b]), y_train[b]).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        val_loss = F.cross_entropy(net(x_val), y_val).item()
        test_loss = F.cross_entropy(net(x_test), y_test).item()
    print(epoch, val_loss, test_loss)
    if val_loss < best:
        best, waited = val_loss, 0
        torch.save(net.state_dict(), path)
    else:
        waited += 1
        if waited > 5:
            break
net.load_state_dict(torch.load(path))
net.eval()
with torch.no_grad():
    print(f"score={(net(x_test).argmax(1) == y_test).float().mean().item():.4f}")
