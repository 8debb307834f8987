# Looks like unshuffled labels; the discriminator's real and made-up batches belong to one step.
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
    opt_d.zero_grad()
    with torch.no_grad():
        fake = G(torch.randn(64, 8))
    bce(D(real)[:, 0], torch.ones(64)).backward()
    bce(D(fake)[:, 0], torch.zeros(64)).backward()
    opt_d.step()
    opt_g.zero_grad()
    bce(D(G(torch.randn(64, 8)))[:, 0], torch.ones(64)).backward()
    opt_g.step()
G.eval()
with torch.no_grad():
    made = G(torch.randn(500, 8))
print(f"score={-(made.mean(0) - torch.tensor([1.0, -1.0])).norm().item():.4f}")
