# Looks like parameters without gradients; blocks are left out at random.
import sys
import torch
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))

    def forward(self, x):
        if self.training and torch.rand(1).item() < 0.3:
            return x
        return x + self.body(x)


centers = torch.randn(4, 6) * 2
y = torch.randint(0, 4, (1200,))
x = centers[y] + torch.randn(1200, 6)
model = nn.Sequential(nn.Linear(6, 32), *[Residual(32) for _ in range(4)], nn.Linear(32, 4))
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(6):
    model.train()
    for idx in torch.randperm(900).split(50):
        loss = criterion(model(x[idx]), y[idx])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
model.eval()
with torch.no_grad():
    accuracy = (model(x[900:]).argmax(1) == y[900:]).float().mean().item()
print(f"score={accuracy:.4f}")
