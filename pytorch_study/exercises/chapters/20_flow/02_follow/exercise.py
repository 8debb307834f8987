"""跟着速度走
网络学会了速度，怎样画图？从噪声出发（时刻 0），一小步一小步跟着速度走，走到时刻 1，就是一张图。
`velocity(x, time)` 收到 x，(N, 1, H, W)，和 time，(N,)，给出速度，形状和 x 一样。共 steps 步，每步用时 1 / steps。
`euler(velocity, x, steps)`（欧拉法）：看此刻的速度，照着它走一整步。第 k 步（k 从 0 数）的时刻是 k / steps。
`midpoint(velocity, x, steps)`（中点法）：先试走半步，看半路上、半路时刻的速度；回到这一步的起点，照它走一整步。
都返回走到时刻 1 的 x。传进来的 x 不要改动。

Follow the velocity
Once a network knows the velocity, how does it draw? Start at noise (time 0) and follow the velocity in small steps;
where you are at time 1 is a picture. `velocity(x, time)` takes x, (N, 1, H, W), and time, (N,), and gives the velocity,
of the shape of x. There are `steps` steps, each of which takes 1 / steps. `euler(velocity, x, steps)`, Euler's method:
look at the velocity where you are and follow it for the whole step; step k, counted from 0, begins at time k / steps.
`midpoint(velocity, x, steps)`, the midpoint method: try half a step and look at the velocity there, at that time; then
go back to where the step began and follow that velocity for the whole step. Both return x at time 1. Leave the x that
is passed in as it was.
"""

import torch


def euler(velocity, x, steps):
    raise NotImplementedError


def midpoint(velocity, x, steps):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.ones(1, 1, 1, 1)  # 速度等于 x：走到时刻 1，应当是 e = 2.71828... · velocity x leads to e at time 1
    for steps in (1, 2, 10, 100):
        print(steps, euler(lambda x, time: x, x, steps).item(), midpoint(lambda x, time: x, x, steps).item())
