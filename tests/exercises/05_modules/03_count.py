# === right: Counter
from collections import Counter


def count(net):
    found = Counter()
    for name, p in net.named_parameters():
        if p.requires_grad:
            found[name.partition(".")[0]] += p.numel()
    return dict(found)


# === right: children and a set
def count(net):
    parts, seen = {}, set()
    for name, child in net.named_children():
        for p in child.parameters():
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                parts[name] = parts.get(name, 0) + p.nelement()
    return parts


# === right: products of shapes
import math


def count(net):
    pairs = [(n.split(".", 1)[0], math.prod(p.shape)) for n, p in net.named_parameters() if p.requires_grad]
    return {part: sum(size for other, size in pairs if other == part) for part, _ in pairs}


# === wrong frozen_counted: all parameters
def count(net):
    parts = {}
    for name, p in net.named_parameters():
        parts[name.split(".")[0]] = parts.get(name.split(".")[0], 0) + p.numel()
    return parts


# === wrong tensors_counted: tensors
def count(net):
    parts = {}
    for name, p in net.named_parameters():
        if p.requires_grad:
            parts[name.split(".")[0]] = parts.get(name.split(".")[0], 0) + 1
    return parts


# === wrong first_size: len
def count(net):
    parts = {}
    for name, p in net.named_parameters():
        if p.requires_grad:
            parts[name.split(".")[0]] = parts.get(name.split(".")[0], 0) + len(p)
    return parts


# === wrong whole_names: whole names
def count(net):
    return {name: p.numel() for name, p in net.named_parameters() if p.requires_grad}


# === wrong shared_twice: by children
def count(net):
    parts = {n: sum(p.numel() for p in c.parameters() if p.requires_grad) for n, c in net._modules.items()}
    return {n: k for n, k in parts.items() if k}


# === wrong one_number: the total
def count(net):
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


# === wrong last_only: overwritten
def count(net):
    parts = {}
    for name, p in net.named_parameters():
        if p.requires_grad:
            parts[name.split(".")[0]] = p.numel()
    return parts


# === wrong constant: the visible output copied
def count(net):
    return {"conv": 260, "head": 1010}


# === wrong zero_parts: parts without any
def count(net):
    parts = {}
    for name, p in net.named_parameters():
        parts[name.split(".")[0]] = parts.get(name.split(".")[0], 0) + p.numel() * p.requires_grad
    return parts
