# === right: products of vectors
def gradients(w, b, x, y):
    error = w * x + b - y
    n = x.shape[0]
    return 2 / n * (error @ x), 2 / n * error.sum()


# === right: expanded
def gradients(w, b, x, y):
    gw = 2 * (w * (x * x).mean() + b * x.mean() - (x * y).mean())
    gb = 2 * (w * x.mean() + b - y.mean())
    return gw, gb


# === right: plain numbers in a loop
def gradients(w, b, x, y):
    gw = gb = 0.0
    for one, answer in zip(x.tolist(), y.tolist()):
        error = w.item() * one + b.item() - answer
        gw += 2 * error * one / len(x)
        gb += 2 * error / len(x)
    return gw, gb


# === wrong no_two: no factor 2
def gradients(w, b, x, y):
    error = w * x + b - y
    return (error * x).mean(), error.mean()


# === wrong negative: answer minus prediction
def gradients(w, b, x, y):
    error = y - (w * x + b)
    return 2 * (error * x).mean(), 2 * error.mean()


# === wrong swapped: b first
def gradients(w, b, x, y):
    error = w * x + b - y
    return 2 * error.mean(), 2 * (error * x).mean()


# === wrong summed: sum
def gradients(w, b, x, y):
    error = w * x + b - y
    return 2 * (error * x).sum(), 2 * error.sum()


# === wrong no_inner: no inner derivative
def gradients(w, b, x, y):
    error = w * x + b - y
    return 2 * error.mean(), 2 * error.mean()


# === wrong no_b: the intercept is forgotten
def gradients(w, b, x, y):
    error = w * x - y
    return 2 * (error * x).mean(), 2 * error.mean()


# === wrong constant: the visible output copied
def gradients(w, b, x, y):
    return torch.tensor(-36.0), torch.tensor(-16.0)


# === wrong constant: zeros
def gradients(w, b, x, y):
    return torch.tensor(0.0), torch.tensor(0.0)


# === wrong length: only one
def gradients(w, b, x, y):
    return [2 * ((w * x + b - y) * x).mean()]


# === wrong ready_made: autograd
def gradients(w, b, x, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    return torch.autograd.grad(((w * x + b - y) ** 2).mean(), (w, b))


# === wrong ready_made: backward
def gradients(w, b, x, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    ((w * x + b - y) ** 2).mean().backward()
    return w.grad, b.grad
