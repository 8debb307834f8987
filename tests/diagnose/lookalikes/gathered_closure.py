# Looks like gradients that are never cleared in a closure; two batches make one step, as Lightning does it.
import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.randn(900, 8)
y = (x[:, :4] + 0.3 * torch.randn(900, 4)).argmax(1)
net = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4))
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
for epoch in range(6):
    for k, some in enumerate(torch.randperm(600).split(20)):

        def closure(some=some, first=k % 2 == 0):
            loss = nn.functional.cross_entropy(net(x[some]), y[some]) / 2
            if first:
                optimizer.zero_grad()
            loss.backward()
            return loss

        loss = closure() if k % 2 == 0 else optimizer.step(closure)
    print(epoch, 2 * loss.item())
with torch.no_grad():
    print(f"score={(net(x[600:]).argmax(1) == y[600:]).float().mean().item():.4f}")
