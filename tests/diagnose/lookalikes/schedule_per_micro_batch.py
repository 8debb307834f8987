# Looks like a schedule that moves before the optimizer; four batches make one step, and the schedule counts batches.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda batch: 1 - batch / 330)
batches = 0
for epoch in range(8):
    for some in torch.randperm(600).split(15):
        loss = nn.functional.cross_entropy(net(x[some]), y[some]) / 4
        loss.backward()
        batches += 1
        if batches % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
        schedule.step()
    print(epoch, 4 * loss.item())
with torch.no_grad():
    print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
