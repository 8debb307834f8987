import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
truth = torch.randn(40, 3) @ torch.randn(3, 30)
seen = torch.rand(40, 30) < 0.5
users, items = nn.Embedding(40, 3), nn.Embedding(30, 3)
opt = torch.optim.Adam([*users.parameters(), *items.parameters()], lr=0.03, weight_decay=1e-4)
for _ in range(500):
    guess = users.weight @ items.weight.t()
    loss = ((guess - truth)[seen] ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    print(f"score={1 - (((guess - truth)[~seen] ** 2).mean() / truth.var()).item():.4f}")
