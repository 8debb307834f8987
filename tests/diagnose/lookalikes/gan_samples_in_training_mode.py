# Looks like an evaluation in training mode; they are samples to look at, and nobody scores them.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
netG = nn.Sequential(nn.Linear(4, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
netD = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
criterion = nn.BCEWithLogitsLoss()
optD = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))
optG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
fixed_noise = torch.randn(16, 4)
samples, G_losses, D_losses = [], [], []
for step in range(60):
    real = torch.randn(32, 2) * 0.3 + torch.tensor([1.0, -1.0])
    netD.zero_grad()
    errD_real = criterion(netD(real).view(-1), torch.ones(32))
    errD_real.backward()
    fake = netG(torch.randn(32, 4))
    errD_fake = criterion(netD(fake.detach()).view(-1), torch.zeros(32))
    errD_fake.backward()
    optD.step()
    netG.zero_grad()
    errG = criterion(netD(fake).view(-1), torch.ones(32))
    errG.backward()
    optG.step()
    G_losses.append(errG.item())
    D_losses.append(errD_real.item() + errD_fake.item())
    if step % 20 == 0:
        with torch.no_grad():
            fake = netG(fixed_noise).detach().cpu()
        samples.append(fake)
netG.eval()
with torch.no_grad():
    made = netG(torch.randn(200, 4))
print(f"score={-float((made.mean(0) - torch.tensor([1.0, -1.0])).norm()):.4f}")
