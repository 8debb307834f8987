"""错得最有把握的图 · The surest mistakes."""

import torch


def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        probability, guess = net(x).softmax(1).max(1)  # (N,), (N,)
    mistakes = (guess != y).nonzero()[:, 0]
    order = probability[mistakes].argsort(descending=True)
    return mistakes[order[:count]]


if __name__ == "__main__":
    net = torch.nn.Linear(4, 3)
    print(surest(net, torch.randn(20, 4), torch.randint(0, 3, (20,)), 5))
