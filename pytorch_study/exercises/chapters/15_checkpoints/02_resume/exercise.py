"""断点续训：和没断过一模一样
训练中断了，要从检查点接着练，而且结果要和一口气练完的逐位相同。光有网络不够：
优化器记着动量，随机数决定下一批和 dropout。
`save(path, net, optimizer, step)` 把四样都存进一个文件：网络的状态、优化器的状态、
随机数的状态（`torch.get_rng_state()`）、step。
`resume(path, net, optimizer)` 把前三样都恢复，返回 step。

Resume exactly: as if never interrupted
A training was interrupted and goes on from a checkpoint; the result shall equal an unbroken training to the bit. The
network alone is not enough: the optimizer remembers its momentum, and random numbers decide the next batch and dropout.
`save(path, net, optimizer, step)` puts four things into one file: the network's state, the optimizer's state, the state
of the random numbers (`torch.get_rng_state()`), and step.
`resume(path, net, optimizer)` restores the first three and returns step.
"""

import torch


def save(path, net, optimizer, step):
    raise NotImplementedError


def resume(path, net, optimizer):
    raise NotImplementedError


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        net = torch.nn.Linear(2, 1)
        optimizer = torch.optim.Adam(net.parameters())
        save(f"{folder}/a.pt", net, optimizer, 7)
        print(torch.rand(2), "step", resume(f"{folder}/a.pt", net, optimizer), torch.rand(2))
