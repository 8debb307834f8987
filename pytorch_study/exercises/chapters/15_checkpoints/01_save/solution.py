"""存下网络，再读回来 · Save a network and read it back."""

import torch


def save(net, path):
    torch.save(net.state_dict(), path)


def load(net, path):
    net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return net.eval()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        first, second = torch.nn.Linear(2, 3), torch.nn.Linear(2, 3)
        save(first, f"{folder}/net.pt")
        load(second, f"{folder}/net.pt")
        print(torch.equal(first.weight, second.weight))
