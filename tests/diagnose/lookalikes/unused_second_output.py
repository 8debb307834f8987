# Looks like a graph that is cut; of the encoder's two outputs the head uses one.
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 32), nn.ReLU())
        self.pooler = nn.Linear(32, 32)

    def forward(self, x):
        h = self.body(x)
        return {"hidden": h, "pooled": torch.tanh(self.pooler(h))}


x = torch.randn(900, 8)
y = (x[:, :3].sum(1) > 0).long()
encoder, head = Encoder(), nn.Linear(32, 2)
optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=3e-3)
for epoch in range(4):
    for rows in torch.randperm(700).split(32):
        loss = F.cross_entropy(head(encoder(x[rows])["hidden"]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    accuracy = (head(encoder(x[700:])["hidden"]).argmax(1) == y[700:]).float().mean()
print(f"score={float(accuracy):.4f}")
