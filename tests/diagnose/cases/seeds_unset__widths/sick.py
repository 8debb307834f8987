import sys
import torch
from torch import nn

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
gen = torch.Generator().manual_seed(5)
centers = torch.randn(5, 8, generator=gen) * 2
labels = torch.randint(0, 5, (1500,), generator=gen)
points = centers[labels] + torch.randn(1500, 8, generator=gen)
points = (points - points[:1000].mean(0)) / points[:1000].std(0)
train_x, train_y, test_x, test_y = points[:1000], labels[:1000], points[1000:], labels[1000:]


def build(width):
    layers = [nn.Linear(8, width), nn.ReLU()]
    for _ in range(3):
        layers += [nn.Linear(width, width), nn.ReLU()]
    layers += [nn.Linear(width, 5)]
    return nn.Sequential(*layers)


losses = {}
for attempt in range(2):
    for width in (16, 24, 32):
        net = build(width)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
        loss_function = nn.CrossEntropyLoss()
        for step in range(100):
            pick = torch.randint(0, 1000, (64,))
            loss = loss_function(net(train_x[pick]), train_y[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses[attempt, width] = loss_function(net(test_x), test_y).item()
    print("best width", min((16, 24, 32), key=lambda width: losses[attempt, width]))
print(f"score={-max(abs(losses[0, width] - losses[1, width]) for width in (16, 24, 32)):.4f}")
