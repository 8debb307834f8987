import sys

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
rng = np.random.default_rng(seed)
torch.manual_seed(seed)
n, cut = 60, 30
X = rng.normal(size=(n, 2)) * np.array([1.0, 5.0])
X[cut:] += np.array([4.0, 0.0])
y = X[:, :1] * 0.5 + rng.normal(0, 0.1, (n, 1))
scaler = StandardScaler()
x_train = scaler.fit_transform(X[:cut])
x_test = scaler.transform(X[cut:])
x_train, x_test, y = (torch.tensor(a, dtype=torch.float32) for a in (x_train, x_test, y))
net = nn.Linear(2, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.05)
for _ in range(300):
    opt.zero_grad()
    nn.functional.mse_loss(net(x_train), y[:cut]).backward()
    opt.step()
print("test error", nn.functional.mse_loss(net(x_test), y[cut:]).item())
leak = np.abs(scaler.mean_ - scaler.inverse_transform(x_train.numpy()).mean(0)).max()
print(f"score={-leak:.4f}")
