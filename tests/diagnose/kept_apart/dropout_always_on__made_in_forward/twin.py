import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Regression(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 64), nn.ReLU())
        self.head = nn.Linear(64, 1)
        self.drop = nn.Dropout(p=0.3)

    def forward(self, x):
        x = self.body(x)
        x = self.drop(x)
        return self.head(x)


x = torch.randn(700, 4)
y = (x[:, :1] ** 2 + x[:, 1:2] - x[:, 2:3] * x[:, 3:]) / 2
model = Regression()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(200):
    model.train()
    optimizer.zero_grad()
    nn.MSELoss()(model(x[:500]), y[:500]).backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    r2 = 1 - nn.MSELoss()(model(x[500:]), y[500:]) / y[500:].var()
print(f"score={r2.item():.4f}")
