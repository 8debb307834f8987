# Looks like a schedule that moves before the optimizer; it is brought to where an earlier training had stopped.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
optimizer = torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8)
done = 3
for _ in range(done):
    schedule.step()
for epoch in range(done, 8):
    for some in torch.randperm(600).split(30):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x[some]), y[some])
        loss.backward()
        optimizer.step()
    schedule.step()
    print(epoch, loss.item())
with torch.no_grad():
    print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
