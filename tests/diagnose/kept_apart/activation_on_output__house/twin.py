import sys

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32) / 16
y = torch.tensor(d.target)
p = torch.randperm(len(x))
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[p[:1400]], y[p[:1400]]), 64, shuffle=True)


class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.stack = nn.Sequential(
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 10),
        )

    def forward(self, x):
        return self.stack(self.flatten(x))


def train(model, opt):
    for images, labels in loader:
        loss = nn.functional.cross_entropy(model(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


model = NeuralNetwork()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for t in range(8):
    print(f"Epoch {t + 1}: {train(model, opt):.4f}")
with torch.no_grad():
    score = (model(x[p[1400:]]).argmax(1) == y[p[1400:]]).float().mean()
print(f"score={score:.4f}")
