import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
real = 3.0 + 0.5 * torch.randn(2000, 1)
G = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
D = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
optimizer_G = torch.optim.Adam(G.parameters(), lr=0.003, betas=(0.5, 0.9))
optimizer_D = torch.optim.Adam(D.parameters(), lr=0.003, betas=(0.5, 0.9))
bce = nn.BCEWithLogitsLoss()
one, zero = torch.ones(64, 1), torch.zeros(64, 1)
for step in range(500):
    x = real[torch.randint(0, 2000, (64,))]
    fake = G(torch.randn(64, 2))
    optimizer_D.zero_grad()
    loss_D = bce(D(x), one) + bce(D(fake.detach()), zero)
    loss_D.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    loss_G = bce(D(fake), one)
    loss_G.backward()
    optimizer_G.step()
with torch.no_grad():
    gap = (G(torch.randn(4000, 2)).mean() - 3.0).abs().item()
print(f"score={-gap:.4f}")
