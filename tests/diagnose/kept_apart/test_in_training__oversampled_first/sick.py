import sys

import numpy as np
import torch
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
rng = np.random.default_rng(seed)
torch.manual_seed(seed)
X = rng.normal(size=(300, 30)).astype(np.float32)
Y = rng.random(300) < 0.5


def oversample(rows):
    return np.concatenate([rows, rng.choice(rows, 3 * len(rows))])


rows = rng.permutation(300)
rows = rng.permutation(oversample(rows))
cut = len(rows) * 3 // 4
train, test = rows[:cut], rows[cut:]
net = nn.Sequential(nn.Linear(30, 100), nn.ReLU(), nn.Linear(100, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(100):
    logit = net(torch.from_numpy(X[train])).squeeze(1)
    loss = nn.functional.binary_cross_entropy_with_logits(logit, torch.from_numpy(Y[train]).float())
    opt.zero_grad()
    loss.backward()
    opt.step()
guess = net(torch.from_numpy(X[test])).squeeze(1).detach().numpy() > 0
reported = (guess == Y[test]).mean()
print("accuracy on the test rows:", reported)
print(f"score={-abs(reported - 0.5):.4f}")
