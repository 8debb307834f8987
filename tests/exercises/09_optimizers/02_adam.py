# === right: the lists are filled anew
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                k = [one is p for one in self.parameters].index(True)
                self.means[k] = self.beta1 * m + (1 - self.beta1) * p.grad
                self.squares[k] = self.beta2 * s + (1 - self.beta2) * p.grad * p.grad
                size = torch.sqrt(self.squares[k] / (1 - self.beta2**self.t)) + self.eps
                p -= self.lr * (self.means[k] / (1 - self.beta1**self.t)) / size


# === right: lerp, addcmul, addcdiv as torch writes it
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.lerp_(p.grad, 1 - self.beta1)
                s.mul_(self.beta2).addcmul_(p.grad, p.grad, value=1 - self.beta2)
                below = (s.sqrt() / (1 - self.beta2**self.t) ** 0.5).add_(self.eps)
                p.addcdiv_(m, below, value=-self.lr / (1 - self.beta1**self.t))


# === right: through p.data, square in two steps
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * torch.square(p.grad))
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.data = p.data - m_fair.mul(self.lr).div(s_fair.pow(0.5).add(self.eps))


# === wrong trains_nothing: a new tensor
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p = p - self.lr * m_fair / (s_fair.sqrt() + self.eps)


# === wrong uphill: plus
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.add_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong not_corrected: no correction
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m, s
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong counted_from_0: t grows at the end
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))
        self.t += 1


# === wrong count_per_parameter: t in the loop
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, m, s in zip(self.parameters, self.means, self.squares):
            self.t += 1
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong no_root: no square root
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair + self.eps))


# === wrong eps_inside: eps under the root
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / ((s_fair + self.eps).sqrt()))


# === wrong not_squared: not squared
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad.abs())
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong no_mean: the gradient itself
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * p.grad / (s_fair.sqrt() + self.eps))


# === wrong betas_swapped: swapped
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta2, beta1, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m / (1 - self.beta1**self.t), s / (1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong first_step_only: the corrected averages are stored
class Adam:
    def __init__(self, parameters, lr, beta1, beta2, eps):
        self.parameters = list(parameters)
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.t = 0

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, s in zip(self.parameters, self.means, self.squares):
            if p.grad is not None:
                m.mul_(self.beta1).add_((1 - self.beta1) * p.grad)
                s.mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
                m_fair, s_fair = m.div_(1 - self.beta1**self.t), s.div_(1 - self.beta2**self.t)
                p.sub_(self.lr * m_fair / (s_fair.sqrt() + self.eps))


# === wrong ready_made: torch's own
class Adam(torch.optim.Adam):
    def __init__(self, parameters, lr, b1, b2, eps):
        super().__init__(parameters, lr=lr, betas=(b1, b2), eps=eps)
