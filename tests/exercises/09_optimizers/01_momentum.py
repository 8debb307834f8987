# === right: a dictionary, the learning rate in the velocity
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.all = [*parameters]
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def zero_grad(self):
        for p in self.all:
            if p.grad is not None:
                p.grad.zero_()

    def step(self):
        with torch.no_grad():
            for p in self.all:
                if p.grad is None:
                    continue
                self.v[p] = self.momentum * self.v.get(p, 0) + self.lr * p.grad
                p -= self.v[p]


# === right: p.data
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = tuple(parameters), lr, momentum
        self.v = [0.0] * len(self.parameters)

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for k, p in enumerate(self.parameters):
            if p.grad is not None:
                self.v[k] = self.momentum * self.v[k] + p.grad
                p.data = p.data - self.lr * self.v[k]


# === right: fused operations
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.pairs = [(p, torch.zeros(p.shape)) for p in parameters]
        self.lr, self.momentum = lr, momentum

    def zero_grad(self):
        for p, _ in self.pairs:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in self.pairs:
            if p.grad is not None:
                torch.add(p.grad, v, alpha=self.momentum, out=v)
                p.add_(v, alpha=-self.lr)


# === wrong trains_nothing: new tensors
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr = list(parameters), lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for p in self.parameters:
            if p.grad is not None:
                p = p - self.lr * p.grad


# === wrong uphill: plus
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.add_(self.lr * v)


# === wrong no_momentum: plain SGD; the new velocity is not stored
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.v):
            if p.grad is not None:
                v = self.momentum * v + p.grad
                p.sub_(self.lr * v)


# === wrong averaged: as in Adam
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_((1 - self.momentum) * p.grad)
                p.sub_(self.lr * v)


# === wrong not_cleared: zero_grad does nothing
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            grad = p.grad
            grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)


# === wrong trains_nothing: a generator walked through twice
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = parameters, lr, momentum

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            p.sub_(self.lr * p.grad)


# === wrong lr_in_memory: the learning rate twice
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad).mul_(self.lr)
                p.sub_(v)


# === wrong first_step_only: the gradient before
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.v = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.parameters):
            if p.grad is not None:
                v = self.momentum * self.v[k] + p.grad
                self.v[k] = p.grad
                p.sub_(self.lr * v)


# === wrong raises: no no_grad
class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for p in self.parameters:
            p -= self.lr * p.grad


# === wrong ready_made: torch's own
class SGD(torch.optim.SGD):
    def __init__(self, parameters, lr, momentum):
        super().__init__(parameters, lr=lr, momentum=momentum)
