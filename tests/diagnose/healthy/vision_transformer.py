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


class ViT(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.patch = nn.Conv2d(1, dim, 2, 2)
        self.pos = nn.Parameter(torch.randn(16, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, 4, 48, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(dim, 10)

    def forward(self, im):
        t = self.patch(im).flatten(2).transpose(1, 2) + self.pos
        return self.head(self.encoder(t).mean(1))


net = ViT()
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(6):
    net.train()
    for b in torch.randperm(1400).split(50):
        opt.zero_grad()
        loss = F.cross_entropy(net(x[b]), y[b])
        loss.backward()
        opt.step()
    print(epoch, loss.item())
net.eval()
with torch.no_grad():
    print(f"score={(net(x[1400:]).argmax(1) == y[1400:]).float().mean().item():.4f}")
