import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(6, 12)
y = torch.arange(6).repeat_interleave(150)
x = mu[y] + torch.randn(900, 12)
yt = torch.randint(0, 6, (400,))
xt = mu[yt] + torch.randn(400, 12)
loader = DataLoader(TensorDataset(x, y), batch_size=30, shuffle=True)
model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 6))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(6):
    for xb, yb in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        opt.step()
print(f"score={(model(xt).argmax(1) == yt).float().mean().item():.4f}")
