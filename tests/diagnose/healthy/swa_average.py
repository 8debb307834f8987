import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

x = torch.randn(700, 12)
y = (x[:, :4].pow(2).sum(1) > 4).long()
train = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:500], y[:500]), 50, shuffle=True)
net = nn.Sequential(nn.Linear(12, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48, 2))
averaged = AveragedModel(net)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
schedule = SWALR(optimizer, swa_lr=0.05)
for epoch in range(12):
    net.train()
    for xb, yb in train:
        optimizer.zero_grad()
        F.cross_entropy(net(xb), yb).backward()
        optimizer.step()
    if epoch > 5:
        averaged.update_parameters(net)
        schedule.step()
update_bn(train, averaged)
averaged.eval()
with torch.no_grad():
    print(f"score={(averaged(x[500:]).argmax(1) == y[500:]).float().mean().item():.4f}")
