# === right: mse_loss, zero_ in place
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        torch.nn.functional.mse_loss(x.matmul(w) + b, y).backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad.zero_()
            b.grad.zero_()
    return w.detach(), b.detach()


# === right: torch.optim
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        ((x @ w + b - y) ** 2).mean().backward()
        optimizer.step()
    return w.detach(), b.detach()


# === right: the formula
def fit(x, y, lr=0.1, steps=300):
    w, b = torch.zeros(x.shape[1], 1), torch.zeros(1)
    for _ in range(steps):
        error = x @ w + b - y
        w, b = w - lr * 2 * x.T @ error / len(x), b - lr * 2 * error.mean(0)
    return w, b


# === wrong trains_nothing: new variables
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        new = w - lr * w.grad
    return w.detach(), b.detach()


# === wrong uphill: added
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w += lr * w.grad
            b += lr * b.grad
        w.grad = b.grad = None
    return w.detach(), b.detach()


# === wrong not_cleared: adding up
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w.detach(), b.detach()


# === wrong no_bias: only w
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = b.grad = None
    return w.detach(), b.detach()


# === wrong flat_y: (N, 1) against (N,)
def fit(x, y, lr=0.1, steps=300):
    y = y.flatten()
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w.detach(), b.detach()


# === wrong one_step: return inside the loop
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
        return w.detach(), b.detach()


# === wrong graph_kept: no detach
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b


# === wrong values: least squares, no steps at all
def fit(x, y, lr=0.1, steps=300):
    full = torch.cat([x, torch.ones(len(x), 1)], 1)
    both = torch.linalg.lstsq(full, y).solution
    return both[:-1], both[-1]


# === wrong sum_not_mean: the sum
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).sum().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w.detach(), b.detach()


# === wrong graph_kept: of b
def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w.detach(), b
