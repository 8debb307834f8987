import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
from sklearn.datasets import load_digits

raw = load_digits()
x = torch.tensor(raw.data, dtype=torch.float32) / 16
y = torch.tensor(raw.target)
p = torch.randperm(len(x))
train, test = p[:1300], p[1300:]
teacher = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
student = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))


def fit(net, loss_of, lr, epochs):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(epochs):
        for b in train[torch.randperm(len(train))].split(64):
            loss = loss_of(net(x[b]), b)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


fit(teacher, lambda out, b: F.cross_entropy(out, y[b]), 0.003, 6)
teacher.eval()


def distil(out, b, temperature=3.0):
    with torch.no_grad():
        soft = F.softmax(teacher(x[b]) / temperature, dim=1)
    hard = F.cross_entropy(out, y[b])
    return hard + temperature**2 * F.kl_div(F.log_softmax(out / temperature, dim=1), soft, reduction="batchmean")


fit(student, distil, 0.005, 6)
with torch.no_grad():
    print(f"score={(student(x[test]).argmax(1) == y[test]).float().mean().item():.4f}")
