# Looks like training in evaluation mode; only the head is trained, and the pretrained statistics are to stay.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
model = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 3))
w = torch.randn(8, 3)
x = torch.randn(1200, 8)
y = (x @ w).argmax(1)
for name, parameter in model.named_parameters():
    if not name.startswith("3."):
        parameter.requires_grad = False
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.3)
for epoch in range(5):
    model.eval()  # as MoCo's linear probe does
    for rows in torch.randperm(1000).split(50):
        loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x[1000:]).argmax(1) == y[1000:]).float().mean()
print(f"score={float(accuracy):.4f}")
