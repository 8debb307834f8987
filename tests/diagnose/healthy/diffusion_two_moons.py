import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from sklearn.datasets import make_moons

x = torch.tensor(make_moons(800, noise=0.05, random_state=0)[0], dtype=torch.float32)
x = (x - x.mean(0)) / x.std(0)
betas = torch.linspace(1e-3, 0.1, 40)
keep = torch.cumprod(1 - betas, 0)
net = nn.Sequential(nn.Linear(3, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
for step in range(300):
    x0 = x[torch.randint(0, 800, (128,))]
    t = torch.randint(0, 40, (128,))
    noise = torch.randn_like(x0)
    xt = keep[t].sqrt()[:, None] * x0 + (1 - keep[t]).sqrt()[:, None] * noise
    loss = F.mse_loss(net(torch.cat([xt, t[:, None] / 40], 1)), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
with torch.no_grad():
    xt = torch.randn(200, 2)
    for t in reversed(range(40)):
        noise = net(torch.cat([xt, torch.full((200, 1), t / 40)], 1))
        xt = (xt - betas[t] / (1 - keep[t]).sqrt() * noise) / (1 - betas[t]).sqrt()
        xt = xt + betas[t].sqrt() * torch.randn_like(xt) if t else xt
    print(f"score={-torch.cdist(xt, x).min(1).values.mean().item():.4f}")
