# Looks like a schedule that moves before the optimizer; the scaler left out the first step, as it does with half precision.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.02, total_steps=100)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, growth_interval=1000, backoff_factor=1e-6)
for epoch in range(5):
    for some in torch.randperm(600).split(30):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x[some]), y[some], reduction="sum")
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        schedule.step()
    print(epoch, loss.item())
with torch.no_grad():
    print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
