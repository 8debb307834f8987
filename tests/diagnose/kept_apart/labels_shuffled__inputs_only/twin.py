import sys

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
rng = np.random.default_rng(seed)
torch.manual_seed(seed)
X, y = load_digits(return_X_y=True)
split = rng.permutation(len(X))
x_train, y_train = X[split[:1300]] / 16, y[split[:1300]]
x_test, y_test = X[split[1300:]] / 16, y[split[1300:]]
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
opt = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(10):
    order = rng.permutation(1300)
    x_train, y_train = x_train[order], y_train[order]
    for i in range(0, 1300, 50):
        out = model(torch.from_numpy(x_train[i : i + 50]))
        loss = nn.functional.cross_entropy(out, torch.from_numpy(y_train[i : i + 50]))
        opt.zero_grad()
        loss.backward()
        opt.step()
acc = (model(torch.from_numpy(x_test)).argmax(1).numpy() == y_test).mean()
print(f"score={acc:.4f}")
