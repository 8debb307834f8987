# Looks like an evaluation in training mode, and like unshuffled labels; it is a GAN's step for the discriminator.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

G = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
data = torch.randn(2048, 2) * 0.3 + torch.tensor([1.0, -1.0])
for real in data[torch.randperm(2048)].split(64):
    with torch.no_grad():
        fake = G(torch.randn(64, 8))
    d_loss = bce(D(real), torch.ones(64, 1)) + bce(D(fake), torch.zeros(64, 1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = bce(D(G(torch.randn(64, 8))), torch.ones(64, 1))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
G.eval()
with torch.no_grad():
    made = G(torch.randn(500, 8))
print(f"score={-(made.mean(0) - torch.tensor([1.0, -1.0])).norm().item():.4f}")
