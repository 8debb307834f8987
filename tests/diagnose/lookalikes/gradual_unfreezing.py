# Looks like parameters that no optimizer holds; it gets them in the third epoch.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU())
        self.head = nn.Linear(32, 2)

    def forward(self, x):
        return self.head(self.backbone(x))


x = torch.randn(900, 16)
y = (x[:, :4].sum(1) > 0).long()
model = Net()
for p in model.backbone.parameters():
    p.requires_grad = False
params = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.Adam(params, lr=3e-3)
for epoch in range(8):
    if epoch == 2:
        for p in model.backbone.parameters():
            p.requires_grad = True
        optimizer.add_param_group({"params": model.backbone.parameters(), "lr": 1e-3})
    for rows in torch.randperm(700).split(50):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
with torch.no_grad():
    accuracy = (model(x[700:]).argmax(1) == y[700:]).float().mean()
print(f"score={float(accuracy):.4f}")
