import sys

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
x = x[torch.randperm(len(x))]


class AutoEncoder(nn.Module):
    def __init__(self, code=4):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, code))
        self.decoder = nn.Sequential(nn.Linear(code, 32), nn.ReLU(), nn.Linear(32, 64))
        self.code = None

    def forward(self, v):
        self.code = self.encoder(v)
        return self.decoder(self.code)


ae = AutoEncoder()
optimizer = torch.optim.Adam(ae.parameters(), lr=0.005)
for epoch in range(8):
    for batch in x[:1400].split(70):
        loss = ((ae(batch) - batch) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    test = x[1400:]
    r2 = 1 - ((ae(test) - test) ** 2).mean() / ((test - test.mean(0)) ** 2).mean()
print(f"score={r2.item():.4f}")
