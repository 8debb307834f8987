# === right: lists and cat
def accuracy(net, loader):
    was = net.training
    net.train(False)
    with torch.inference_mode():
        hits = torch.cat([net(x).argmax(dim=-1).eq(y) for x, y in loader])
    if was:
        net.train()
    return hits.float().mean().item()


# === right: a decorator
@torch.no_grad()
def accuracy(net, loader):
    was, right, n = net.training, 0, 0
    net.eval()
    try:
        for x, y in loader:
            guess = net(x).max(dim=1).indices
            right += int((guess == y).sum())
            n += y.shape[0]
    finally:
        net.train(was)
    return right / n


# === right: sorted scores, weighted means
def accuracy(net, loader):
    was = net.training
    net.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            top = net(x).topk(1, dim=1).indices.squeeze(1)
            total += (top == y).float().mean().item() * len(y)
            n += len(y)
    net.train(was)
    return total / n


# === wrong training_mode: no eval
def accuracy(net, loader):
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            count += len(y)
    return right / count


# === wrong with_gradients: no no_grad
def accuracy(net, loader):
    was = net.training
    net.eval()
    right = count = 0
    for x, y in loader:
        right += (net(x).argmax(1) == y).sum().item()
        count += len(y)
    net.train(was)
    return right / count


# === wrong mean_of_batches: the mean of means
def accuracy(net, loader):
    was = net.training
    net.eval()
    with torch.no_grad():
        each = [(net(x).argmax(1) == y).float().mean().item() for x, y in loader]
    net.train(was)
    return sum(each) / len(each)


# === wrong last_batch: the last batch only
def accuracy(net, loader):
    was = net.training
    net.eval()
    with torch.no_grad():
        for x, y in loader:
            right = (net(x).argmax(1) == y).sum().item()
            count = len(y)
    net.train(was)
    return right / count


# === wrong count: not divided
def accuracy(net, loader):
    was = net.training
    net.eval()
    with torch.no_grad():
        right = sum((net(x).argmax(1) == y).sum().item() for x, y in loader)
    net.train(was)
    return right


# === wrong per_cent: per cent
def accuracy(net, loader):
    was = net.training
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            count += len(y)
    net.train(was)
    return 100 * right / count


# === wrong mode_left: left in evaluation mode
def accuracy(net, loader):
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            count += len(y)
    return right / count


# === wrong mode_left: always to training mode
def accuracy(net, loader):
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            count += len(y)
    net.train()
    return right / count


# === wrong values: the visible output copied
def accuracy(net, loader):
    return 0.6667


# === wrong error_rate: what is wrong
def accuracy(net, loader):
    was = net.training
    net.eval()
    bad = count = 0
    with torch.no_grad():
        for x, y in loader:
            bad += (net(x).argmax(1) != y).sum().item()
            count += len(y)
    net.train(was)
    return bad / count
