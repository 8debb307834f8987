"""训练它：全世界都这样写的循环 · Train it: the loop that everybody writes."""

import torch
import torch.nn.functional as F


def train(net, loader, optimizer):
    net.train()
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


if __name__ == "__main__":
    net = torch.nn.Linear(2, 2)
    loader = [(torch.eye(2), torch.tensor([0, 1]))] * 5
    print(train(net, loader, torch.optim.SGD(net.parameters(), lr=1.0)))
