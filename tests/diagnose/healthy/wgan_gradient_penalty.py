import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def real(n):
    angle = torch.rand(n) * 6.2832
    return torch.stack([torch.cos(angle), torch.sin(angle)], 1) + 0.05 * torch.randn(n, 2)


maker = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_maker = torch.optim.Adam(maker.parameters(), lr=1e-3, betas=(0.5, 0.9))
opt_critic = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.5, 0.9))
for step in range(80):
    for _ in range(3):
        a, b = real(64), maker(torch.randn(64, 4)).detach()
        mix = torch.rand(64, 1)
        between = (mix * a + (1 - mix) * b).requires_grad_(True)
        slope = torch.autograd.grad(critic(between).sum(), between, create_graph=True)[0]
        penalty = ((slope.norm(dim=1) - 1) ** 2).mean()
        loss = critic(b).mean() - critic(a).mean() + 10 * penalty
        opt_critic.zero_grad()
        loss.backward()
        opt_critic.step()
    loss = -critic(maker(torch.randn(64, 4))).mean()
    opt_maker.zero_grad()
    loss.backward()
    opt_maker.step()
with torch.no_grad():
    radius = maker(torch.randn(500, 4)).norm(dim=1)
print(f"score={-(radius - 1).abs().mean().item():.4f}")
