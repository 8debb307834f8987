import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(15, 40)
        self.fc2 = nn.Linear(40, 5)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.dropout(x, p=0.5)
        return self.fc2(x)


mu = torch.randn(5, 15)
y = torch.randint(0, 5, (1000,))
x = mu[y] + torch.randn(1000, 15) * 1.3
model = MLP()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(60):
    model.train()
    loss = F.cross_entropy(model(x[:600]), y[:600])
    opt.zero_grad()
    loss.backward()
    opt.step()
model.eval()
with torch.no_grad():
    acc = (model(x[600:]).argmax(1) == y[600:]).float().mean()
print(f"score={acc.item():.4f}")
