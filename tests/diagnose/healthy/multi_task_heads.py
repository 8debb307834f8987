import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(800, 6)
size, colour = x[:, :1] - x[:, 1:2], (x[:, 2] > 0).long()
body, head_a, head_b = nn.Sequential(nn.Linear(6, 32), nn.ReLU()), nn.Linear(32, 1), nn.Linear(32, 2)
model = nn.ModuleDict({"body": body, "a": head_a, "b": head_b})
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(150):
    h = body(x[:600])
    loss = F.mse_loss(head_a(h), size[:600]) + F.cross_entropy(head_b(h), colour[:600])
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"score={(head_b(body(x[600:])).argmax(1) == colour[600:]).float().mean().item():.4f}")
