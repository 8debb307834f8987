# === right: from the last to the first
def groups(net, lr, factor):
    out = []
    for block in reversed(list(net.children())):
        out.append(dict(params=filter(lambda p: p.requires_grad, block.parameters()), lr=lr))
        lr = lr * factor
    return out


# === right: a generator
def groups(net, lr, factor):
    last = len(net) - 1
    return [
        {"lr": lr * factor ** (last - int(name)), "params": [p for p in block.parameters() if p.requires_grad]}
        for name, block in net.named_children()
    ]


# === right: a group for each parameter
def groups(net, lr, factor):
    out = []
    for name, p in net.named_parameters():
        if p.requires_grad:
            out.append({"params": p, "lr": lr * pow(factor, len(net) - 1 - int(name.split(".")[0]))})
    return tuple(out)


# === right: powers by a running product
def groups(net, lr, factor):
    rates = [lr]
    while len(rates) < len(net):
        rates.insert(0, rates[0] * factor)
    some = []
    for rate, block in zip(rates, net):
        wanted = []
        for p in block.parameters():
            if p.requires_grad:
                wanted += [p]
        if wanted:
            some.append({"params": wanted, "lr": rate, "weight_decay": 0.0})
    return some


# === right: halves of a dictionary, zipped
def groups(net, lr, factor):
    last = len(list(net.children())) - 1
    rates = (lr * factor ** torch.arange(last, -1, -1, dtype=torch.float64)).tolist()
    return [
        {"params": [p for _, p in block.named_parameters() if p.requires_grad is True], "lr": rate}
        for block, rate in zip(net.children(), rates)
    ]


# === wrong all_same: one rate
def groups(net, lr, factor):
    return [{"params": [p for p in block.parameters() if p.requires_grad], "lr": lr} for block in net]


# === wrong no_lr: no rate
def groups(net, lr, factor):
    return [{"params": [p for p in block.parameters() if p.requires_grad]} for block in net]


# === wrong reversed: from the front
def groups(net, lr, factor):
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": lr * factor**k}
        for k, block in enumerate(net)
    ]


# === wrong one_too_many: len(net) - k
def groups(net, lr, factor):
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": lr * factor ** (len(net) - k)}
        for k, block in enumerate(net)
    ]


# === wrong divided: the other direction
def groups(net, lr, factor):
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": lr / factor ** (len(net) - 1 - k)}
        for k, block in enumerate(net)
    ]


# === wrong factor_once: head and the rest
def groups(net, lr, factor):
    return [
        {"params": [p for b in net[:-1] for p in b.parameters() if p.requires_grad], "lr": lr * factor},
        {"params": [p for p in net[-1].parameters() if p.requires_grad], "lr": lr},
    ]


# === wrong linear: equal steps
def groups(net, lr, factor):
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": lr * (k + 1) / len(net)}
        for k, block in enumerate(net)
    ]


# === wrong times_distance: times for power
def groups(net, lr, factor):
    last = len(net) - 1
    return [
        {"params": [p for p in b.parameters() if p.requires_grad], "lr": lr * factor * (last - k) if k < last else lr}
        for k, b in enumerate(net)
    ]


# === wrong factor_only: lr forgotten
def groups(net, lr, factor):
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": factor ** (len(net) - 1 - k)}
        for k, block in enumerate(net)
    ]


# === wrong frozen_included: all parameters
def groups(net, lr, factor):
    return [
        {"params": list(block.parameters()), "lr": lr * factor ** (len(net) - 1 - k)} for k, block in enumerate(net)
    ]


# === wrong missing: weights only
def groups(net, lr, factor):
    return [
        {
            "params": [p for p in b.parameters() if p.requires_grad and p.dim() > 1],
            "lr": lr * factor ** (len(net) - 1 - k),
        }
        for k, b in enumerate(net)
    ]


# === wrong missing: only the last block
def groups(net, lr, factor):
    return [{"params": [p for p in net[-1].parameters() if p.requires_grad], "lr": lr}]


# === wrong twice: all modules, nested ones again
def groups(net, lr, factor):
    blocks = list(net.modules())[1:]
    return [
        {"params": [p for p in block.parameters() if p.requires_grad], "lr": lr * factor ** (len(blocks) - 1 - k)}
        for k, block in enumerate(blocks)
    ]


# === wrong within_block: the power counts parameters
def groups(net, lr, factor):
    some = [p for p in net.parameters() if p.requires_grad]
    return [{"params": [p], "lr": lr * factor ** (len(some) - 1 - k)} for k, p in enumerate(some)]


# === wrong not_groups: rates only
def groups(net, lr, factor):
    return [lr * factor ** (len(net) - 1 - k) for k in range(len(net))]


# === wrong not_groups: a dictionary
def groups(net, lr, factor):
    return {"params": list(net.parameters()), "lr": lr}


# === wrong elsewhere: the visible output copied
def groups(net, lr, factor):
    rates = [0.025, 0.05, 0.1, 0.1, 0.1, 0.1]
    return [{"params": [p for p in b.parameters() if p.requires_grad], "lr": r} for r, b in zip(rates, net)]
