import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
bright = torch.rand(500)
x = bright[:, None, None, None] * 2 + 0.3 * torch.randn(500, 1, 5, 5)
y = (bright > 0.5).long()
loader = DataLoader(TensorDataset(x[:300], y[:300]), batch_size=1, shuffle=True)
net = nn.Sequential(nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Linear(54, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(3):
    net.train()
    for xb, yb in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(net(xb), yb).backward()
        opt.step()
net.eval()
print(f"score={(net(x[300:]).argmax(1) == y[300:]).float().mean().item():.4f}")
