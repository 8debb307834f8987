import argparse
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("seed", type=int, nargs="?", default=0)
parser.add_argument("--epochs", type=int, default=4)
args = parser.parse_args()
torch.manual_seed(args.seed)


def make_pictures(n, g):
    labels = torch.randint(0, 4, (n,), generator=g)
    images = torch.randn(n, 1, 12, 12, generator=g) * 1.4
    for i, k in enumerate(labels.tolist()):
        r, c = divmod(k, 2)
        images[i, 0, r * 6 + 1 : r * 6 + 5, c * 6 + 1 : c * 6 + 5] += 1.0
    return images, labels


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(16)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(16 * 3 * 3, 4)

    def forward(self, x):
        x = self.pool(self.relu(self.bn1(self.conv1(x))))
        x = self.pool(self.relu(self.bn2(self.conv2(x))))
        x = x.flatten(1)
        x = self.dropout(x)
        return self.fc(x)


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    total = 0
    for images, labels in loader:
        logits = model(images)
        loss = criterion(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluate(model, loader):
    hits = 0
    for images, labels in loader:
        prediction = model(images).argmax(1)
        hits += (prediction == labels).sum().item()
    return hits / len(loader.dataset)


def main():
    g = torch.Generator().manual_seed(7)
    train_images, train_labels = make_pictures(640, g)
    test_images, test_labels = make_pictures(300, g)
    train_loader = DataLoader(TensorDataset(train_images, train_labels), batch_size=32, shuffle=True)
    test_loader = DataLoader(TensorDataset(test_images, test_labels), batch_size=5)
    model = ConvNet()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        loss = train_one_epoch(model, train_loader, criterion, optimizer)
        print(f"epoch {epoch + 1}: loss {loss:.4f}")
    acc = evaluate(model, test_loader)
    print(f"score={acc:.4f}")


if __name__ == "__main__":
    main()
