"""用钩子取出特征图 · Feature maps with a hook."""

import torch
from torch import nn


def features(net, layer, x):
    kept = []

    def keep(module, inputs, output):
        kept.append(output.clone())

    handle = layer.register_forward_hook(keep)
    mode = net.training
    net.eval()
    with torch.no_grad():
        net(x)
    net.train(mode)
    handle.remove()
    return kept[0]


if __name__ == "__main__":
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))
    maps = features(net, net[0], torch.randn(2, 1, 28, 28))
    print(maps.shape, maps.min())
