import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
p = torch.randperm(1797)
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1)[p] / 16
y = torch.tensor(d.target)[p]


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.mu, self.logvar = nn.Linear(64, 48), nn.Linear(48, 6), nn.Linear(48, 6)
        self.dec = nn.Sequential(nn.Linear(6, 48), nn.ReLU(), nn.Linear(48, 64))

    def forward(self, v):
        h = F.relu(self.enc(v))
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.dec(z)), mu, logvar


net = VAE()
v = x.flatten(1)
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(10):
    for b in torch.randperm(1400).split(70):
        out, mu, logvar = net(v[b])
        kld = -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum()
        loss = F.binary_cross_entropy(out, v[b], reduction="sum") + kld
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    out = torch.sigmoid(net.dec(net.mu(F.relu(net.enc(v[1400:])))))
    print(f"score={1 - (F.mse_loss(out, v[1400:]) / v[1400:].var(0).mean()).item():.4f}")
