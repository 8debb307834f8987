import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(seed)
rng = np.random.default_rng(seed)
X = rng.normal(size=(500, 3)).astype("float32")
Y = (X @ np.array([[1.0], [2.0], [-1.0]], dtype="float32") > 0.3).astype("float32")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc(x))


def predict(net, a):
    p = net(torch.from_numpy(a))
    return p.clamp(1e-5, 1 - 1e-5)


net = Net()
opt = torch.optim.SGD(net.parameters(), lr=1.0)
for i in range(100):
    loss = F.binary_cross_entropy(predict(net, X[:350]), torch.from_numpy(Y[:350]))
    opt.zero_grad()
    loss.backward()
    opt.step()
acc = ((predict(net, X[350:]).detach().numpy() > 0.5) == Y[350:]).mean()
print(f"score={acc:.4f}")
