import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Deep(nn.Module):
    def __init__(self, width=32, depth=3):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.hidden = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        self.last = nn.Linear(width, 1)

    def forward(self, x):
        x = torch.tanh(self.first(x))
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.last(x).squeeze(1)


x = torch.rand(800, 2) * 6 - 3
y = torch.sin(2 * x[:, 0]) * torch.cos(2 * x[:, 1])
model = Deep()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(250):
    loss = nn.functional.mse_loss(model(x[:600]), y[:600])
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    r2 = 1 - nn.functional.mse_loss(model(x[600:]), y[600:]) / y[600:].var()
print(f"score={r2.item():.4f}")
