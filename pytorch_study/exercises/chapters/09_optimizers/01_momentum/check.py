import torch

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import difference, shown, wrong

SEED, STEPS = 0, 6


def walk(make):
    """The two tensors after some steps; gradients arrive by backward, as in a training."""
    torch.manual_seed(SEED)
    a, b, idle = (torch.randn(n).requires_grad_() for n in ((2, 3), (4,), (2,)))
    optimizer = make(iter([a, b, idle]))  # as net.parameters(): can be walked through only once
    path = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        ((a * torch.randn(2, 3)).sum() + (b * torch.randn(4)).sum() + (b**2).sum()).backward()
        optimizer.step()
        path.append(torch.cat([a.detach().flatten(), b.detach()]))
    return path


class Theirs:
    """What a mistake computes."""

    def __init__(self, parameters, lr, momentum, kind):
        self.p, self.lr, self.m, self.kind = list(parameters), lr, momentum, kind
        self.v = [torch.zeros_like(p) for p in self.p]

    def zero_grad(self):
        if self.kind != "not_cleared":
            for p in self.p:
                p.grad = None

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.p):
            if p.grad is None or self.kind == "trains_nothing":
                continue
            g = p.grad * (1 - self.m if self.kind == "averaged" else 1)
            self.v[k] = g if self.kind == "no_momentum" else self.m * self.v[k] + g
            sign = -1 if self.kind == "uphill" else 1
            p -= sign * self.lr * self.v[k]
            if self.kind == "lr_in_memory":  # the velocity is kept already multiplied, then multiplied again
                self.v[k] = self.lr * self.v[k]


def check(learner):
    global SEED
    for _ in range(3):
        SEED = int(torch.randint(1, 10**6, ()))
        torch.manual_seed(SEED)
        lr, momentum = 0.05 + 0.1 * torch.rand(()).item(), 0.5 + 0.4 * torch.rand(()).item()
        right = walk(lambda p: torch.optim.SGD(p, lr=lr, momentum=momentum))
        with by_hand():
            got = walk(lambda p: learner.SGD(p, lr, momentum))
        if difference(got, right):
            where = {"call": f"SGD(parameters, lr={lr:.3f}, momentum={momentum:.3f})", "got": shown(got[-1])}
            where["expected"] = shown(right[-1])
            for kind in ("trains_nothing", "uphill", "no_momentum", "averaged", "not_cleared", "lr_in_memory"):
                if difference(got, walk(lambda p, kind=kind: Theirs(p, lr, momentum, kind))) is None:
                    wrong(kind, **where)
            if difference(got[0], right[0]) is None:
                wrong("first_step_only", **where)
            wrong("elsewhere", **where)
    seen = {}
    for name, momentum in (("plain", 0.0), ("momentum", 0.9)):
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = learner.SGD([place], 0.03, momentum)
        for _ in range(60):
            optimizer.zero_grad()
            (place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        seen[name] = place.detach().norm().item()
    return seen
