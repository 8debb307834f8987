import sys

import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
mu = torch.randn(4, 6)
label = torch.randint(0, 4, (800,))
x = mu[label] + torch.randn(800, 6)
target = label
net = nn.Linear(6, 4)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(100):
    loss = nn.functional.cross_entropy(net(x[:600]), target[:600])
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"score={(net(x[600:]).argmax(1) == label[600:]).float().mean().item():.4f}")
