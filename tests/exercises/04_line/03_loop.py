# === right: gradients zeroed in place
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(w * x + b, y)
        loss.backward()
        losses.append(float(loss))
        with torch.no_grad():
            for one in (w, b):
                one -= lr * one.grad
                one.grad.zero_()
    return w, b, losses


# === right: autograd.grad instead of .grad
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = (w * x + b - y).pow(2).mean()
        losses.append(loss.item())
        gw, gb = torch.autograd.grad(loss, (w, b))
        w = (w - lr * gw).detach().requires_grad_()
        b = (b - lr * gb).detach().requires_grad_()
    return w, b, losses


# === right: a DataLoader of one batch
from torch.utils.data import DataLoader, TensorDataset


def fit(x, y, lr, steps):
    w, b = torch.zeros((), requires_grad=True), torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        for one, target in DataLoader(TensorDataset(x, y), batch_size=len(x)):
            loss = ((w * one + b - target) ** 2).mean()
            losses.append(loss.item())
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad = None
    return w.detach(), b.detach(), losses


# === right: one tensor of two parameters, cleared at the beginning
def fit(x, y, lr=0.1, steps=100):
    p = torch.zeros(2, requires_grad=True)
    losses = []
    for _ in range(steps):
        p.grad = None
        loss = ((p[0] * x + p[1] - y) ** 2).sum() / len(x)
        losses.append(loss.item())
        loss.backward()
        p.data.sub_(lr * p.grad)
    return p[0], p[1], losses


# === wrong trains_nothing: new variables that nobody uses
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        new_w = w - lr * w.grad
        new_b = b - lr * b.grad
    return w, b, losses


# === wrong elsewhere: a constant
def fit(x, y, lr=0.1, steps=100):
    return torch.tensor(3.0), torch.tensor(2.0), [0.5] * steps


# === wrong uphill: the gradient is added
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w += lr * w.grad
            b += lr * b.grad
        w.grad = b.grad = None
    return w, b, losses


# === wrong not_cleared: gradients add up
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b, losses


# === wrong sum_not_mean: the sum of squares
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).sum()
        losses.append(loss.item() / len(x))
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b, losses


# === wrong no_bias: only the slope learns
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = b.grad = None
    return w, b, losses


# === wrong raises: an update inside the graph
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        w -= lr * w.grad
        b -= lr * b.grad
    return w, b, losses


# === wrong not_numbers: the losses keep their graphs
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b, losses


# === wrong no_return: nothing returned
def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)


# === wrong endless: a loop that never ends
def fit(x, y, lr=0.1, steps=100):
    while True:
        pass


# === wrong ready_made: torch's SGD
def fit(x, y, lr, steps):
    w, b = torch.zeros((), requires_grad=True), torch.zeros((), requires_grad=True)
    optimizer, losses = torch.optim.SGD([w, b], lr=lr), []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach(), b.detach(), losses
