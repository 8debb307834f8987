# === right: functional gradient
def descend(f, start, lr, steps):
    points = [start]
    for _ in range(steps):
        x = points[-1].clone().requires_grad_()
        (grad,) = torch.autograd.grad(f(x), x)
        points.append((x - lr * grad).detach())
    return torch.stack(points)


# === right: filled table, zero_
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = torch.empty(steps + 1, 2)
    points[0] = start
    for k in range(steps):
        f(x).backward()
        x.data.add_(x.grad, alpha=-lr)
        x.grad.zero_()
        points[k + 1] = x.data
    return points


# === right: torch.optim
def descend(f, start, lr, steps):
    x = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.SGD([x], lr=lr)
    points = [start.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        f(x).backward()
        optimizer.step()
        points.append(x.tolist())
    return torch.tensor(points)


# === wrong uphill: added
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x += lr * x.grad
        x.grad = None
        points.append(x.detach().clone())
    return torch.stack(points)


# === wrong not_cleared: gradients add up
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        points.append(x.detach().clone())
    return torch.stack(points)


# === wrong same_after_start: no copies
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        points.append(x.detach())
    return torch.stack(points)


# === wrong no_start: the start is missing
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = []
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        points.append(x.detach().clone())
    return torch.stack(points)


# === wrong stays: updates a variable that nobody uses
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        new = x - lr * x.grad
        x.grad = None
        points.append(x.detach().clone())
    return torch.stack(points)


# === wrong raises: an update inside the graph
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        x -= lr * x.grad
        points.append(x.detach().clone())
    return torch.stack(points)


# === wrong graph_kept: points tied to the graph
def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [x.clone()]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        points.append(x.clone())
    return torch.stack(points)


# === wrong constant: the visible output copied
def descend(f, start, lr, steps):
    return torch.tensor([[2.0, 1.0], [1.6, 0.0], [1.28, 0.0]])


# === wrong changed_input: the start itself moves
def descend(f, start, lr, steps):
    x = start.requires_grad_()
    points = [start.detach().clone()]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        points.append(x.detach().clone())
    return torch.stack(points)
