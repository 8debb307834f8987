import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
data, target = load_digits(return_X_y=True)
data = torch.tensor(data).float() / 16
target = torch.tensor(target)
perm = torch.randperm(1797)
tr, te = perm[:1400], perm[1400:]


class Classifier(nn.Module):
    def __init__(self):
        super(Classifier, self).__init__()
        self.hidden = nn.Linear(64, 50)
        self.out = nn.Linear(50, 10)

    def forward(self, x):
        x = torch.relu(self.hidden(x))
        return F.softmax(self.out(x), dim=1)


model = Classifier()
criterion = nn.NLLLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(8):
    for b in tr[torch.randperm(1400)].split(32):
        optimizer.zero_grad()
        loss = criterion(model(data[b]), target[b])
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", loss.item())
acc = (model(data[te]).argmax(1) == target[te]).float().mean()
print(f"score={acc.item():.4f}")
