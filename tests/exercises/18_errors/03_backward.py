# === right: torch.optim
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(x @ w, y).backward()
        optimizer.step()
    return w.detach()


# === right: a new leaf in each step
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1])
    for _ in range(steps):
        w.requires_grad_()
        loss = ((x @ w - y) ** 2).mean()
        (g,) = torch.autograd.grad(loss, w)
        w = (w - lr * g).detach()
    return w


# === right: .data
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        (x @ w - y).square().mean().backward()
        w.data -= lr * w.grad
        w.grad.zero_()
    return w


# === right: the gradient by hand
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1])
    for _ in range(steps):
        w = w - lr * 2 * ((x @ w - y)[:, None] * x).mean(0)
    return w


# === right: torch.func
def fit(x, y, steps, lr):
    slope = torch.func.grad(lambda w: ((x @ w - y) ** 2).mean())
    w = torch.zeros(x.shape[1])
    for _ in range(steps):
        w = w - lr * slope(w)
    return w


# === wrong raises: the loss is still outside
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    for _ in range(steps):
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong raises: w becomes the result of an operation
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        w = w - lr * w.grad
    return w.detach()


# === wrong raises: replaced inside no_grad
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w = w - lr * w.grad
    return w.detach()


# === wrong not_written: only the loss was moved
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        w -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong stale: as the message proposes
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    for _ in range(steps):
        loss.backward(retain_graph=True)
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong stale_and_kept: and not cleared
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    for _ in range(steps):
        loss.backward(retain_graph=True)
        with torch.no_grad():
            w -= lr * w.grad
    return w.detach()


# === wrong not_cleared: the gradient is kept
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
    return w.detach()


# === wrong trains_nothing: the update goes to a copy
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        copy = w.detach().clone()
        copy -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong trains_nothing: forged gradients
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean().detach().requires_grad_()
        loss.backward()
        if w.grad is not None:
            w.data -= lr * w.grad
    return w.detach()


# === wrong one_step: the error is caught
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    try:
        for _ in range(steps):
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
            w.grad = None
    except RuntimeError:
        pass
    return w.detach()


# === wrong uphill: plus
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w += lr * w.grad
        w.grad = None
    return w.detach()


# === wrong summed: sum for mean
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong no_rate: lr forgotten
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= w.grad
        w.grad = None
    return w.detach()


# === wrong one_less: begun at 1
def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(1, steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


# === wrong solved: another method
def fit(x, y, steps, lr):
    return torch.linalg.lstsq(x, y[:, None]).solution[:, 0]


# === wrong constant: the first of the true weights for all
def fit(x, y, steps, lr):
    return torch.full((x.shape[1],), 2.0)
