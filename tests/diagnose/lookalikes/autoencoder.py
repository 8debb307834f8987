# Looks like labels that are no classes; the input is its own answer.
import sys
import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 12), nn.ReLU(), nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
criterion = nn.MSELoss()
for epoch in range(10):
    for idx in torch.randperm(1500).split(64):
        loss = criterion(model(x[idx]), x[idx])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    error = criterion(model(x[1500:]), x[1500:]).item()
print(f"score={-error:.5f}")
