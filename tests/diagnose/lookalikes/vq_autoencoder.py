# Looks like a sigmoid that cuts off values; they are those of another loss, between codes.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Quantised(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 4))
        self.book = nn.Embedding(32, 4)
        self.book.weight.data.copy_(2 * torch.randn(32, 4))
        self.decoder = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 16), nn.Sigmoid())

    def forward(self, x):
        z = self.encoder(8 * x - 4)
        codes = self.book(torch.cdist(z, self.book.weight).argmin(1))
        passed = z + (codes - z).detach()
        return self.decoder(passed), F.mse_loss(codes, z.detach()) + 0.25 * F.mse_loss(z, codes.detach())


x = torch.sigmoid(torch.randn(640, 2) @ torch.randn(2, 16))
model = Quantised()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(8):
    for rows in torch.randperm(640).split(64):
        made, between = model(x[rows])
        loss = F.mse_loss(made, x[rows]) + between
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
print(f"score={-loss.item():.4f}")
