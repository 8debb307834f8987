import sys

import torch
import torch.nn as nn
from sklearn.datasets import load_digits

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
images, labels = load_digits(return_X_y=True)
images = torch.tensor(images, dtype=torch.float32).view(-1, 1, 8, 8) / 16
labels = torch.tensor(labels)
idx = torch.randperm(len(images))
train_idx, test_idx = idx[:1200], idx[1200:]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.drop = nn.Dropout(0.6)
        self.fc = nn.Linear(72, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv(x)), 2)
        return self.fc(self.drop(x.flatten(1)))


net = Net()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
net.train()
for epoch in range(6):
    for b in train_idx[torch.randperm(1200)].split(60):
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(images[b]), labels[b])
        loss.backward()
        opt.step()
net.eval()
with torch.no_grad():
    pred = net(images[test_idx]).argmax(1)
print(f"score={(pred == labels[test_idx]).float().mean().item():.4f}")
