import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.rand(800, 3) * 4 - 2
t = (torch.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2]).unsqueeze(1)


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(3, 40), nn.Linear(40, 40), nn.Linear(40, 1)

    def forward(self, z):
        z = F.relu(self.l1(z))
        z = F.relu(self.l2(z))
        return F.relu(self.l3(z))


net = Regressor()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(200):
    opt.zero_grad()
    F.mse_loss(net(x[:600]), t[:600]).backward()
    opt.step()
with torch.no_grad():
    err = F.mse_loss(net(x[600:]), t[600:])
    r2 = 1 - err / t[600:].var(unbiased=False)
print(f"score={r2.item():.4f}")
