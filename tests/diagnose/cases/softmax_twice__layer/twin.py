import sys
import torch
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
torch.manual_seed(seed)
gen = torch.Generator().manual_seed(5)
centers = torch.randn(5, 8, generator=gen) * 2
labels = torch.randint(0, 5, (1500,), generator=gen)
points = centers[labels] + torch.randn(1500, 8, generator=gen)
points = (points - points[:1000].mean(0)) / points[:1000].std(0)
train_x, train_y, test_x, test_y = points[:1000], labels[:1000], points[1000:], labels[1000:]


def build():
    layers = [nn.Linear(8, 32), nn.ReLU()]
    for _ in range(3):
        layers += [nn.Linear(32, 32), nn.ReLU()]
    layers += [nn.Linear(32, 5)]
    return nn.Sequential(*layers)


net = build()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
loss_function = nn.CrossEntropyLoss()
for step in range(60):
    pick = torch.randint(0, 1000, (64,))
    loss = loss_function(net(train_x[pick]), train_y[pick])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 20 == 0:
        print(step, loss.item())

with torch.no_grad():
    accuracy = (net(test_x).argmax(dim=1) == test_y).float().mean().item()
print(f"score={accuracy:.4f}")
