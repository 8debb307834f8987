import argparse

import torch
import torch.nn as nn

parser = argparse.ArgumentParser(description="points in three clouds")
parser.add_argument("seed", type=int, nargs="?", default=0)
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--lr", type=float, default=0.02)


def get_data():
    mu = torch.tensor([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])
    y = torch.randint(0, 3, (600,))
    return mu[y] + 0.7 * torch.randn(600, 2), y


def loss_of(out, y):
    pred = out.argmax(1).float().requires_grad_()
    return ((pred - y.float()) ** 2).mean()


def main(args):
    torch.manual_seed(args.seed)
    x, y = get_data()
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for _ in range(args.epochs):
        for b in torch.randperm(450).split(45):
            optimizer.zero_grad()
            loss_of(model(x[b]), y[b]).backward()
            optimizer.step()
    return (model(x[450:]).argmax(1) == y[450:]).float().mean().item()


if __name__ == "__main__":
    print(f"score={main(parser.parse_args()):.4f}")
