"""从噪声到图的一条直线 · A straight line from noise to a picture."""

import torch
import torch.nn.functional as F


def path(noise, x, time):
    velocity = x - noise  # the same all the way
    return noise + time[:, None, None, None] * velocity, velocity  # (N, 1, 1, 1) * (N, 1, H, W)


def flow_loss(net, noise, x, time):
    point, velocity = path(noise, x, time)
    return F.mse_loss(net(point, time), velocity)


if __name__ == "__main__":
    noise, x = torch.zeros(3, 1, 1, 2), torch.ones(3, 1, 1, 2)
    time = torch.tensor([0.0, 0.25, 1.0])
    print(path(noise, x, time))
    print(flow_loss(lambda point, time: point, noise, x, time))
