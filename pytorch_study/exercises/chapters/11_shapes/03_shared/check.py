from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import agree, size, wrong


def check(learner):
    for times in (3, 2, 1):
        channels = randint(4, 6)
        net = learner.Shared(channels, times)
        if not isinstance(getattr(net, "conv", None), nn.Conv2d):
            wrong("no_conv", function="Shared")
        if (tuple(net.conv.weight.shape), net.conv.padding) not in {
            ((channels, channels, 3, 3), p) for p in ((1, 1), "same")
        }:
            wrong("other_conv", function="Shared", shape=size(net.conv.weight), padding=net.conv.padding)
        count, wanted = sum(p.numel() for p in net.parameters()), channels * channels * 9 + channels
        if count != wanted:
            wrong("not_shared", function="Shared", count=count, wanted=wanted)
        w, b = net.conv.weight.detach(), net.conv.bias.detach()
        with torch.no_grad():
            b.uniform_(-0.3, 0.5)

        def through(x, rounds, w=w, b=b, act=F.relu, last=F.relu):
            for k in range(rounds):
                x = (last if k == rounds - 1 else act)(F.conv2d(x, w, b, padding=1))
            return x

        def Shared(x, net=net):
            return net(x)

        agree(
            Shared,
            lambda channels=channels: (torch.randn(2, channels, randint(5, 6), randint(7, 8)),),
            lambda x, times=times: through(x, times),
            once=lambda x: through(x, 1),
            one_more=lambda x, times=times: through(x, times + 1),
            one_less=lambda x, times=times: through(x, times - 1),
            no_relu=lambda x, times=times: through(x, times, act=lambda y: y, last=lambda y: y),
            relu_at_end=lambda x, times=times: through(x, times, act=lambda y: y),
            last_without=lambda x, times=times: through(x, times, last=lambda y: y),
            added=lambda x, times=times: through(x, 1) * times,
        )
        net(torch.rand(1, channels, 5, 5)).sum().backward()
        if net.conv.weight.grad is None:
            wrong("no_gradient", function="Shared")
    few, many = (sum(p.numel() for p in learner.Shared(16, k).parameters()) for k in (1, 8))
    return {"one": few, "eight": many, "apart": 8 * few}
