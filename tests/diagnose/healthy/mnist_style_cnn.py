import sys

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
p = torch.randperm(1797)
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1)[p] / 16
y = torch.tensor(d.target)[p]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 8, 3), nn.Conv2d(8, 16, 3)
        self.drop = nn.Dropout(0.25)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = self.drop(F.max_pool2d(x, 2).flatten(1))
        return F.log_softmax(self.fc(x), dim=1)


net = Net()
opt = torch.optim.Adam(net.parameters(), lr=0.005)
for epoch in range(6):
    net.train()
    for b in torch.randperm(1400).split(50):
        opt.zero_grad()
        loss = F.nll_loss(net(x[b]), y[b])
        loss.backward()
        opt.step()
    print(epoch, loss.item())
net.eval()
with torch.no_grad():
    print(f"score={(net(x[1400:]).argmax(1) == y[1400:]).float().mean().item():.4f}")
