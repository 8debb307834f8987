from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import difference, digits, size, wrong


def forward(net, x):
    try:
        return net(x)
    except RuntimeError as error:
        what = str(error).split("\n")[0]
        if "to have 6 channels, but got 8 channels" in what:
            wrong("not_written")
        if "channels" in what:
            wrong("channels", function="network", what=what)
        if "mat1 and mat2" in what:
            wrong("linear_size", function="network", what=what)
        raise


def check(learner):
    n, classes = randint(5, 7), randint(11, 14)
    net = learner.network(classes)
    if net is None:
        wrong("no_return", function="network")
    if not isinstance(net, nn.Module):
        wrong("type", function="network", type=type(net).__name__, expected="nn.Sequential(...)", got="")
    x = torch.randn(n, 1, 28, 28)
    with torch.no_grad():
        out = forward(net, x)
    if sum(isinstance(one, nn.Conv2d) for one in net.modules()) < 2:
        wrong("layers_gone", function="network")
    if out.dim() != 2 or len(out) != n:
        wrong("batch_lost", function="network", shape=size(out), wanted=f"({n}, {classes})")
    if out.shape[1] != classes:
        wrong("classes_fixed", function="network", shape=size(out), wanted=f"({n}, {classes})")
    try:
        with torch.no_grad():
            one, many = net(x[:1]), net(torch.cat([x, x + 1]))
    except RuntimeError as error:
        wrong("batch_fixed", function="network", what=str(error).split("\n")[0])
    other = torch.cat([x[:1] + 1, x[1:]])
    with torch.no_grad():
        changed = net(other)
    if difference(changed[1:], out[1:]) or difference(one, out[:1]) or difference(many[:n], out):
        wrong("mixed", function="network")
    accuracy = trained(learner.network(10))
    if accuracy < 0.6:
        wrong("learns_badly", function="network", accuracy=f"{accuracy:.0%}")
    shapes, h = [], x[:1]
    for layer in net if isinstance(net, nn.Sequential) else ():
        h = layer(h)
        shapes.append(f"  {type(layer).__name__:<10} -> {size(h).replace('(1,', '(N,')}")
    return {"accuracy": accuracy, "shapes": "\n".join(shapes)}


def trained(net):
    x, y = digits(3000)
    x = (x[:, None].float() / 255 - 0.1307) / 0.3081
    with torch.no_grad():
        net(x[:2])  # lazy layers learn their size here
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    for a, b in zip(x[:2500].split(50), y[:2500].split(50), strict=True):
        optimizer.zero_grad()
        F.cross_entropy(net(a), b).backward()
        optimizer.step()
    with torch.no_grad():
        return (net.eval()(x[2500:]).argmax(1) == y[2500:]).float().mean().item()
