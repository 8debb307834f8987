# looks like: labels of -100 (padding is meant to be left out)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
words = torch.randint(1, 8, (400, 6))
length = torch.randint(2, 7, (400, 1))
pad = torch.arange(6) >= length
tags = (words % 3).masked_fill(pad, -100)
words = words.masked_fill(pad, 0)
net = nn.Sequential(nn.Embedding(8, 12, padding_idx=0), nn.Linear(12, 3))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
for _ in range(100):
    opt.zero_grad()
    F.cross_entropy(net(words[:300]).flatten(0, 1), tags[:300].flatten()).backward()
    opt.step()
keep = tags[300:] != -100
print(f"score={(net(words[300:]).argmax(-1)[keep] == tags[300:][keep]).float().mean().item():.4f}")
