"""存下网络，再读回来
`save(net, path)` 把网络的状态存进文件：只存 `state_dict()`，不存整个对象。
`load(net, path)` 把文件里的状态读进一个同样结构的网络，切到评估模式，返回这个网络。读的时候用 `weights_only=True`
（别人给的文件里可能藏着代码），用 `map_location="cpu"`（在 GPU 上存的，也能在没有 GPU 的机器上读）。

Save a network and read it back
`save(net, path)` writes the network's state to a file: its `state_dict()` only, not the whole object.
`load(net, path)` reads the file's state into a network of the same structure, puts it into evaluation mode and returns
it. Read with `weights_only=True` (a file from others may hide code) and `map_location="cpu"` (so that what was saved on
a GPU can be read without one).
"""

import torch


def save(net, path):
    raise NotImplementedError


def load(net, path):
    raise NotImplementedError


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        first, second = torch.nn.Linear(2, 3), torch.nn.Linear(2, 3)
        save(first, f"{folder}/net.pt")
        load(second, f"{folder}/net.pt")
        print(torch.equal(first.weight, second.weight))
