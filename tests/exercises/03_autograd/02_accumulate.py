# === right: slices, weighted by their share
def gradient(w, x, y, parts):
    if w.grad is not None:
        w.grad.zero_()
    size = len(x) // parts
    for k in range(parts):
        rows = slice(k * size, (k + 1) * size)
        loss = (x[rows] @ w - y[rows]).pow(2).mean() * (size / len(x))
        loss.backward()
    return w.grad


# === right: sums divided by the whole
def gradient(w, x, y, parts):
    w.grad = torch.zeros_like(w)
    for some, target in zip(x.split(len(x) // parts), y.split(len(x) // parts)):
        (torch.nn.functional.mse_loss(some @ w, target, reduction="sum") / len(x)).backward()
    return w.grad.clone()


# === right: autograd.grad, added by hand
def gradient(w, x, y, parts):
    total = torch.zeros(len(w))
    for some, target in zip(torch.tensor_split(x, parts), torch.tensor_split(y, parts)):
        (grad,) = torch.autograd.grad(((some @ w - target) ** 2).mean(), w)
        total += grad / parts
    return total


# === wrong old_left: not cleared
def gradient(w, x, y, parts):
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        (((some @ w - target) ** 2).mean() / parts).backward()
    return w.grad


# === wrong not_divided: means added
def gradient(w, x, y, parts):
    w.grad = None
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        ((some @ w - target) ** 2).mean().backward()
    return w.grad


# === wrong sum_not_mean: sums
def gradient(w, x, y, parts):
    w.grad = None
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        ((some @ w - target) ** 2).sum().backward()
    return w.grad


# === wrong last_part: cleared in the loop
def gradient(w, x, y, parts):
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        w.grad = None
        (((some @ w - target) ** 2).mean() / parts).backward()
    return w.grad


# === wrong at_once: the whole batch at once
def gradient(w, x, y, parts):
    w.grad = None
    ((x @ w - y) ** 2).mean().backward()
    return w.grad


# === wrong w_changed: an update, too
def gradient(w, x, y, parts):
    w.grad = None
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        (((some @ w - target) ** 2).mean() / parts).backward()
    w.data -= 0.1 * w.grad
    return w.grad


# === wrong values: right shape, zeros
def gradient(w, x, y, parts):
    return torch.zeros(len(w))


# === wrong raises: backward of many numbers
def gradient(w, x, y, parts):
    w.grad = None
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        ((some @ w - target) ** 2).backward()
    return w.grad


# === wrong no_return: nothing returned
def gradient(w, x, y, parts):
    w.grad = None
    ((x @ w - y) ** 2).mean().backward()


# === wrong raises: a gradient is cleared that is not there yet
def gradient(w, x, y, parts):
    w.grad.zero_()
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        (((some @ w - target) ** 2).mean() / parts).backward()
    return w.grad
