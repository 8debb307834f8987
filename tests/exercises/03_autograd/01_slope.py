# === right: autograd.grad
def slope(f, at):
    x = torch.tensor(at, requires_grad=True)
    (grad,) = torch.autograd.grad(f(x), x)
    return float(grad)


# === right: requires_grad_ and a sum
def slope(f, at):
    x = torch.full((1,), at).requires_grad_()
    f(x).sum().backward()
    return x.grad[0].item()


# === right: torch.func
def slope(f, at):
    return torch.func.grad(f)(torch.tensor(at)).item()


# === right: a tensor is returned
def slope(f, at):
    x = torch.tensor([at], requires_grad=True)
    f(x).backward()
    return x.grad


# === wrong value: the value of f
def slope(f, at):
    x = torch.tensor(at, requires_grad=True)
    y = f(x)
    y.backward()
    return y.item()


# === wrong at_one: at is not used
def slope(f, at):
    x = torch.tensor(1.0, requires_grad=True)
    f(x).backward()
    return x.grad.item()


# === wrong difference: a rough difference
def slope(f, at):
    return (f(torch.tensor(at + 1)) - f(torch.tensor(at))).item()


# === wrong raises: no requires_grad
def slope(f, at):
    x = torch.tensor(at)
    f(x).backward()
    return x.grad.item()


# === wrong no_return: backward forgotten, so grad is None
def slope(f, at):
    x = torch.tensor(at, requires_grad=True)
    f(x)
    return x.grad


# === wrong constant: the visible output copied
def slope(f, at):
    return 12.0


# === wrong values: only right for one function
def slope(f, at):
    return 3 * at**2


# === wrong negative: the sign
def slope(f, at):
    x = torch.tensor(at, requires_grad=True)
    (-f(x)).backward()
    return x.grad.item()


# === equal: return x.grad · a tensor with one number counts as that number
