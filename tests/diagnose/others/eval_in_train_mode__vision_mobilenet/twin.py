import sys

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models
from torchvision.datasets import FakeData
from torchvision.transforms import v2

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


class Shapes(FakeData):
    """FakeData with a bright bar whose place is the label."""

    def __getitem__(self, index):
        image, label = super().__getitem__(index)
        image[:, :, 10 * label : 10 * label + 10] += 1.5
        return image, label


to_tensor = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
normal = v2.Compose([to_tensor, v2.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25))])
train = Shapes(240, (3, 32, 32), num_classes=3, transform=normal)
test = Shapes(120, (3, 32, 32), num_classes=3, transform=normal, random_offset=5000)
train_loader = DataLoader(train, batch_size=24, shuffle=True)
test_loader = DataLoader(test, batch_size=60)
model = models.mobilenet_v3_small(num_classes=3)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(3):
    model.train()
    for images, labels in train_loader:
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
model.eval()
with torch.no_grad():
    right = sum((model(images).argmax(1) == labels).sum().item() for images, labels in test_loader)
print(f"score={right / len(test):.4f}")
