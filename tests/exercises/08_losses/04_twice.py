# === right: backward, cleared in between
def pulls(logits, y):
    x = logits.detach().clone().requires_grad_(True)
    F.cross_entropy(x, y).backward()
    once = x.grad.norm().item()
    x.grad = None
    F.cross_entropy(torch.softmax(x, dim=-1), y).backward()
    return once, x.grad.norm().item()


# === right: by the formulas
def pulls(logits, y):
    hot = F.one_hot(y, logits.shape[1])
    p = logits.softmax(1)
    outer = (p.softmax(1) - hot) / len(y)
    inner = p * (outer - (outer * p).sum(1, keepdim=True))
    return ((p - hot) / len(y)).norm(), inner.norm()


# === right: in a loop over two functions
def pulls(logits, y):
    found = []
    for squash in (lambda x: x, lambda x: F.softmax(x, 1)):
        x = torch.tensor(logits.tolist(), requires_grad=True)
        F.cross_entropy(squash(x), y).backward()
        found.append((x.grad**2).sum().sqrt())
    return found


# === wrong swapped: the other order
def pulls(logits, y):
    x = logits.clone().requires_grad_()
    once = torch.autograd.grad(F.cross_entropy(x, y), x)[0]
    twice = torch.autograd.grad(F.cross_entropy(x.softmax(1), y), x)[0]
    return twice.norm(), once.norm()


# === wrong added: not cleared
def pulls(logits, y):
    x = logits.clone().requires_grad_()
    F.cross_entropy(x, y).backward()
    once = x.grad.norm()
    F.cross_entropy(x.softmax(1), y).backward()
    return once, x.grad.norm()


# === wrong same: no second softmax
def pulls(logits, y):
    x = logits.clone().requires_grad_()
    once = torch.autograd.grad(F.cross_entropy(x, y), x)[0]
    return once.norm(), once.norm()


# === wrong not_through: the gradient by the probabilities
def pulls(logits, y):
    x = logits.clone().requires_grad_()
    p = logits.softmax(1).requires_grad_()
    once = torch.autograd.grad(F.cross_entropy(x, y), x)[0]
    return once.norm(), torch.autograd.grad(F.cross_entropy(p, y), p)[0].norm()


# === wrong losses: the losses
def pulls(logits, y):
    return F.cross_entropy(logits, y), F.cross_entropy(logits.softmax(1), y)


# === wrong gradients_only: no norm
def pulls(logits, y):
    x = logits.clone().requires_grad_()
    once = torch.autograd.grad(F.cross_entropy(x, y), x)[0]
    return once, torch.autograd.grad(F.cross_entropy(x.softmax(1), y), x)[0]


# === wrong constant: zeros
def pulls(logits, y):
    return torch.tensor(0.0), torch.tensor(0.0)
