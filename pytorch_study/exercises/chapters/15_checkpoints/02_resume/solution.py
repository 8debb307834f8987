"""断点续训：和没断过一模一样 · Resume exactly: as if never interrupted."""

import torch


def save(path, net, optimizer, step):
    state = {
        "net": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "step": step,
    }
    torch.save(state, path)


def resume(path, net, optimizer):
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return state["step"]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        net = torch.nn.Linear(2, 1)
        optimizer = torch.optim.Adam(net.parameters())
        save(f"{folder}/a.pt", net, optimizer, 7)
        print(torch.rand(2), "step", resume(f"{folder}/a.pt", net, optimizer), torch.rand(2))
