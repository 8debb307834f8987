"""从噪声到图的一条直线
网络怎样学会画图？在一张噪声（时刻 0）和一张真图（时刻 1）之间连一条直线，让一个点沿着它匀速走；
网络只看得见这个点和时刻，要猜出它的速度。这就是流匹配，损失只有几行。
`path(noise, x, time)`：noise 和真图 x 是 (N, 1, H, W)，time 是 (N,)，每张图一个时刻。
返回两样，都是 (N, 1, H, W)：此刻的点，和它的速度（单位时间走多少，时间从 0 到 1）。
`flow_loss(net, noise, x, time)`：`net(point, time)` 猜速度，time 还是 (N,)；返回它和真速度的均方误差，要能反向传播。

A straight line from noise to a picture
How does a network learn to draw? Join noise (time 0) to a real picture (time 1) by a straight line, along which a point
travels at an even pace; the network sees only this point and the time, and has to guess its velocity. This is flow
matching, and its loss is a few lines. `path(noise, x, time)`: noise and the pictures x are (N, 1, H, W), time is (N,),
one for each picture. Return two tensors, both (N, 1, H, W): the point at that time, and its velocity (how far it goes
in a unit of time; the whole way takes from 0 to 1). `flow_loss(net, noise, x, time)`: `net(point, time)` guesses the
velocity, with time (N,) as it is; return the mean squared error of that guess. It should be ready for backward.
"""

import torch
import torch.nn.functional as F


def path(noise, x, time):
    raise NotImplementedError


def flow_loss(net, noise, x, time):
    raise NotImplementedError


if __name__ == "__main__":
    noise, x = torch.zeros(3, 1, 1, 2), torch.ones(3, 1, 1, 2)
    time = torch.tensor([0.0, 0.25, 1.0])
    print(path(noise, x, time))
    print(flow_loss(lambda point, time: point, noise, x, time))
