import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
digits = load_digits()
x = (torch.tensor(digits.images, dtype=torch.float32) / 16 - 0.3) / 0.38
x = F.interpolate(x[:, None], scale_factor=3).flatten(1)  # as large as the pictures to come: 24 x 24
y = torch.tensor(digits.target)
order = torch.randperm(len(x), generator=torch.Generator().manual_seed(4))
x, y = x[order], y[order]


def block(inputs, outputs):
    return [nn.Linear(inputs, outputs), nn.Sigmoid()]


net = nn.Sequential(*block(576, 48), *block(48, 48), *block(48, 48), *block(48, 48), nn.Linear(48, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(8):
    for some in torch.randperm(1300).split(40):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x[some]), y[some])
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
net.eval()
with torch.no_grad():
    right = (net(x[1300:]).argmax(1) == y[1300:]).float().mean().item()
print(f"score={right:.4f}")
