# %% imports
import sys

import numpy as np
import torch
from torch import nn, optim

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(SEED)
rng = np.random.default_rng(SEED)

# %% data: 8 rings of points
labels = rng.integers(0, 8, 2000)
angle = rng.uniform(0, 2 * np.pi, 2000)
radius = labels + 1 + rng.normal(0, 0.15, 2000)
points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1) / 4
x = torch.from_numpy(points).float()
y = torch.from_numpy(labels)

# %% model
model = nn.Sequential(
    nn.Linear(2, 64),
    nn.ReLU(),
    nn.Linear(64, 64),
    nn.ReLU(),
    nn.Linear(64, 8),
)
opt = optim.Adam(model.parameters(), lr=0.01)

# %% train
for i in range(150):
    opt.zero_grad()
    out = model(x[:1500])
    loss = nn.CrossEntropyLoss()(out, y[:1500])
    loss.backward()
    opt.step()

# %% test
print("score=%.4f" % (model(x[1500:]).argmax(1) == y[1500:]).float().mean())
