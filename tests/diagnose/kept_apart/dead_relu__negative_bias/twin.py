import sys

import torch
import torch.nn as nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(6, 32)
        self.b = nn.Linear(32, 1)
        nn.init.constant_(self.a.bias, 0.0)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))


x = torch.randn(500, 6)
y = x.abs().sum(1, keepdim=True) / 3
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(200):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"score={1 - (loss / y.var()).item():.4f}")
