# === right: real layers on an empty picture
import torch
from torch import nn


def shapes(shape, plan):
    x, found = torch.zeros(1, *shape), []
    for layer in plan:
        x = nn.functional.max_pool2d(x, 2) if layer == "M" else nn.Conv2d(x.shape[1], layer, 3, 1, 1)(x)
        found.append(tuple(x[0].shape))
    return found


# === right: counting the poolings so far
def shapes(shape, plan):
    found = []
    for k in range(1, len(plan) + 1):
        halved = 2 ** plan[:k].count("M")
        channels = [one for one in (shape[0], *plan[:k]) if one != "M"][-1]
        found.append((channels, shape[1] // halved, shape[2] // halved))
    return found


# === right: the last entry again and again
def shapes(shape, plan):
    found = [shape]
    for layer in plan:
        c, h, w = found[-1]
        found += [(c, h >> 1, w >> 1)] if isinstance(layer, str) else [(layer, (h + 2 - 3) // 1 + 1, w)]
    return found[1:]


# === wrong no_padding: two pixels lost
def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            h, w = h // 2, w // 2
        else:
            c, h, w = layer, h - 2, w - 2
        found.append((c, h, w))
    return found


# === wrong rounded_up: up
def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            h, w = (h + 1) // 2, (w + 1) // 2
        else:
            c = layer
        found.append((c, h, w))
    return found


# === wrong pool_doubles: channels doubled by pooling
def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            c, h, w = c * 2, h // 2, w // 2
        else:
            c = layer
        found.append((c, h, w))
    return found


# === wrong no_pooling: pooling ignored
def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        c = c if layer == "M" else layer
        found.append((c, h, w))
    return found


# === wrong only_last: the last
def shapes(shape, plan):
    c, h, w = shape
    for layer in plan:
        if layer == "M":
            h, w = h // 2, w // 2
        else:
            c = layer
    return c, h, w


# === wrong with_input: the input's shape first
def shapes(shape, plan):
    found = [shape]
    for layer in plan:
        c, h, w = found[-1]
        found.append((c, h // 2, w // 2) if layer == "M" else (layer, h, w))
    return found


# === wrong height_only: the width stays
def shapes(shape, plan):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            h = h // 2
        else:
            c = layer
        found.append((c, h, w))
    return found


# === wrong constant: the example
def shapes(shape, plan):
    return [(64, 32, 32), (64, 16, 16)]
