import sys

import torch
from sklearn.datasets import load_digits
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(seed)
digits = load_digits()
X = torch.tensor(digits.data, dtype=torch.float32) / 16
Y = torch.tensor(digits.target)
order = torch.randperm(len(X))
X, Y = X[order], Y[order]
encoder = nn.Sequential(nn.Linear(64, 48), nn.Tanh(), nn.Linear(48, 16))
prototypes = nn.Parameter(torch.randn(10, 16) * 0.1)
optimizer = torch.optim.SGD([*encoder.parameters(), prototypes], lr=0.1, momentum=0.9)


def attend(images):
    similarity = encoder(images) @ prototypes.t()  # (N, 16) x (16, 10) -> (N, 10)
    return similarity


for step in range(120):
    pick = torch.randint(0, 1300, (64,))
    loss = nn.functional.cross_entropy(attend(X[pick]), Y[pick])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

with torch.no_grad():
    right = (attend(X[1300:]).argmax(-1) == Y[1300:]).float().mean()
print(f"score={right.item():.4f}")
