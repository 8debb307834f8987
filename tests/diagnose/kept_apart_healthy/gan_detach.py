# looks like: a broken graph and parameters without a gradient (a GAN detaches its fakes)
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
real = 2.0 + 0.5 * torch.randn(2000, 1)
G = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
D = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=0.003, betas=(0.5, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=0.003, betas=(0.5, 0.9))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(64, 1), torch.zeros(64, 1)
for step in range(400):
    fake = G(torch.randn(64, 2))
    loss_d = bce(D(real[torch.randint(0, 2000, (64,))]), ones) + bce(D(fake.detach()), zeros)
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = bce(D(fake), ones)
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
print(f"score={-abs(G(torch.randn(2000, 2)).mean().item() - 2.0):.4f}")
