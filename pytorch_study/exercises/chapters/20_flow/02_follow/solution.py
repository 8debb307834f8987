"""跟着速度走 · Follow the velocity."""

import torch


def euler(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        x = x + velocity(x, time) / steps
    return x


def midpoint(velocity, x, steps):
    for step in range(steps):
        time = torch.full((len(x),), step / steps)
        half = x + velocity(x, time) / (2 * steps)
        x = x + velocity(half, time + 0.5 / steps) / steps
    return x


if __name__ == "__main__":
    x = torch.ones(1, 1, 1, 1)  # 速度等于 x：走到时刻 1，应当是 e = 2.71828... · velocity x leads to e at time 1
    for steps in (1, 2, 10, 100):
        print(steps, euler(lambda x, time: x, x, steps).item(), midpoint(lambda x, time: x, x, steps).item())
