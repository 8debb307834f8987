# looks like: samples of a batch seeing one another and labels that are only 0, 1, 2, ... (contrastive)
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
z = torch.randn(600, 4)
A, B = torch.randn(4, 12), torch.randn(4, 9)
left, right = z @ A + 0.1 * torch.randn(600, 12), z @ B + 0.1 * torch.randn(600, 9)
f, g = nn.Linear(12, 8), nn.Linear(9, 8)
opt = torch.optim.Adam([*f.parameters(), *g.parameters()], lr=0.01)
for _ in range(200):
    b = torch.randint(0, 450, (64,)).unique()
    logits = F.normalize(f(left[b]), dim=1) @ F.normalize(g(right[b]), dim=1).t() / 0.1
    labels = torch.arange(len(b))
    loss = (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2
    opt.zero_grad()
    loss.backward()
    opt.step()
found = (F.normalize(f(left[450:]), dim=1) @ F.normalize(g(right[450:]), dim=1).t()).argmax(1)
print(f"score={(found == torch.arange(150)).float().mean().item():.4f}")
