import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
t = torch.arange(30) / 5
phase = torch.rand(400) * 6
waves = torch.sin(t[:, None] + phase)[..., None]  # (30, 400, 1): time first


class Next(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(1, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


net = Next()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(80):
    b = torch.randint(0, 300, (32,))
    loss = F.mse_loss(net(waves[:-1, b]), waves[1:, b])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    print(f"score={1 - F.mse_loss(net(waves[:-1, 300:]), waves[1:, 300:]).item() / waves.var().item():.4f}")
