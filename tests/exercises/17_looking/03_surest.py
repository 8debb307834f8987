# === right: topk of those that are wrong
def surest(net, x, y, count):
    with torch.no_grad():
        p, guess = net.eval()(x).softmax(-1).max(-1)
    p = torch.where(guess == y, -torch.inf, p)
    return p.topk(min(count, int((guess != y).sum()))).indices


# === right: Python's sort
def surest(net, x, y, count):
    net.eval()
    with torch.inference_mode():
        p = net(x).softmax(1)
    rows = [(p[k].max().item(), k) for k in range(len(y)) if p[k].argmax() != y[k]]
    return torch.tensor([k for _, k in sorted(rows, reverse=True)[:count]], dtype=torch.int64)


# === right: log-softmax, all sorted and then picked
@torch.no_grad()
def surest(net, x, y, count):
    net.eval()
    logs = net(x).log_softmax(1)
    order = torch.argsort(-logs.amax(1))
    return order[logs[order].argmax(1) != y[order]][:count]


# === right: where
def surest(net, x, y, count):
    net.train(False)
    with torch.no_grad():
        out = torch.softmax(net(x), dim=1)
    bad = torch.where(out.argmax(dim=1).ne(y))[0]
    values, order = torch.sort(out[bad].max(dim=1)[0], descending=True)
    return bad[order][:count]


# === right: a loop, the best one each time
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p = net(x).softmax(1)
    sure, guess = p.max(1)
    left = {k for k in range(len(y)) if guess[k] != y[k]}
    found = []
    while left and len(found) < count:
        best = max(left, key=lambda k: float(sure[k]))
        left.remove(best)
        found.append(best)
    return torch.tensor(found, dtype=torch.long)


# === wrong right_ones_too: not only mistakes
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        return net(x).softmax(1).amax(1).argsort(descending=True)[:count]


# === wrong right_ones: the condition
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    good = (guess == y).nonzero()[:, 0]
    return good[p[good].argsort(descending=True)[:count]]


# === wrong least_sure: ascending
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort()[:count]]


# === wrong by_scores: no softmax
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort(descending=True)[:count]]


# === wrong by_own_class: the highest loss
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        out = net(x)
    loss = torch.nn.functional.cross_entropy(out, y, reduction="none")
    bad = (out.argmax(1) != y).nonzero()[:, 0]
    return bad[loss[bad].argsort(descending=True)[:count]]


# === wrong by_own_class_high: the true class's probability
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p = net(x).softmax(1)
    bad = (p.argmax(1) != y).nonzero()[:, 0]
    return bad[p[bad, y[bad]].argsort(descending=True)[:count]]


# === wrong by_margin: first less second
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p = net(x).softmax(1)
    two = p.topk(2).values
    bad = (p.argmax(1) != y).nonzero()[:, 0]
    return bad[(two[:, 0] - two[:, 1])[bad].argsort(descending=True)[:count]]


# === wrong not_sorted: the first mistakes
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) != y).nonzero()[:count, 0]


# === wrong index_among_mistakes: not turned back
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    return p[guess != y].argsort(descending=True)[:count]


# === wrong all_of_them: count forgotten
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort(descending=True)]


# === wrong mask: booleans
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        return net(x).argmax(1) != y


# === wrong probabilities: how sure
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    return p[guess != y].sort(descending=True).values[:count]


# === wrong over_batch: softmax(0)
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(0).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort(descending=True)[:count]]


# === wrong filled_up: topk
def surest(net, x, y, count):
    net.eval()
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    return p.masked_fill(guess == y, -1.0).topk(count).indices


# === wrong training_mode: no eval
def surest(net, x, y, count):
    with torch.no_grad():
        p, guess = net(x).softmax(1).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort(descending=True)[:count]]


# === wrong gradients: with a graph
def surest(net, x, y, count):
    net.eval()
    p, guess = net(x).softmax(1).max(1)
    bad = (guess != y).nonzero()[:, 0]
    return bad[p[bad].argsort(descending=True)[:count]]


# === wrong constant: the visible output copied
def surest(net, x, y, count):
    return torch.tensor([3, 7, 1, 11, 0])
