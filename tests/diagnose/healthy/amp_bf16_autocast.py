import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.utils.data import DataLoader, TensorDataset

x = torch.randn(800, 20)
y = (x[:, :3].sum(1) > 0).long()
train = DataLoader(TensorDataset(x[:600], y[:600]), batch_size=50, shuffle=True)
test = DataLoader(TensorDataset(x[600:], y[600:]), batch_size=100)
model = nn.Sequential(nn.Linear(20, 64), nn.GELU(), nn.LayerNorm(64), nn.Linear(64, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
scaler = torch.amp.GradScaler("cpu", enabled=False)
for epoch in range(5):
    model.train()
    for xb, yb in train:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.cross_entropy(model(xb), yb)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
model.eval()
with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
    right = sum((model(xb).argmax(1) == yb).sum().item() for xb, yb in test)
print(f"score={right / 200:.4f}")
