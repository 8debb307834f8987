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

    def __init__(self, parameters, lr, beta1, beta2, eps, kind):
        self.p, self.lr, self.eps, self.kind, self.t = list(parameters), lr, eps, kind, 0
        self.b1, self.b2 = (beta2, beta1) if kind == "betas_swapped" else (beta1, beta2)
        self.m = [torch.zeros_like(p) for p in self.p]
        self.s = [torch.zeros_like(p) for p in self.p]

    def zero_grad(self):
        for p in self.p:
            p.grad = None

    @torch.no_grad()
    def step(self):
        kind = self.kind
        if kind != "count_per_parameter":
            self.t += kind != "counted_from_0"
        for p, m, s in zip(self.p, self.m, self.s, strict=True):
            if kind == "count_per_parameter":
                self.t += 1
            if p.grad is None or kind == "trains_nothing":
                continue
            g = p.grad
            m.mul_(self.b1).add_((1 - self.b1) * g)
            s.mul_(self.b2).add_((1 - self.b2) * (g.abs() if kind == "not_squared" else g**2))
            fair = (m, s) if kind == "not_corrected" else (m / (1 - self.b1**self.t), s / (1 - self.b2**self.t))
            root = fair[1] if kind == "no_root" else fair[1].sqrt()
            below = (fair[1] + self.eps).sqrt() if kind == "eps_inside" else root + self.eps
            p -= (-1 if kind == "uphill" else 1) * self.lr * (g if kind == "no_mean" else fair[0]) / below
            if kind == "counted_from_0":
                self.t += p is self.p[-2]


KINDS = (
    "trains_nothing",
    "uphill",
    "not_corrected",
    "counted_from_0",
    "count_per_parameter",
    "no_root",
    "eps_inside",
    "not_squared",
    "no_mean",
    "betas_swapped",
)


def check(learner):
    global SEED
    for _ in range(3):
        SEED = int(torch.randint(1, 10**6, ()))
        torch.manual_seed(SEED)
        lr, b1, b2 = (torch.rand(3) * torch.tensor([0.1, 0.3, 0.1]) + torch.tensor([0.05, 0.6, 0.89])).tolist()
        right = walk(lambda p: torch.optim.Adam(p, lr=lr, betas=(b1, b2), eps=0.02))
        with by_hand():
            got = walk(lambda p: learner.Adam(p, lr, b1, b2, 0.02))
        if difference(got, right):
            where = {"call": f"Adam(parameters, {lr:.3f}, {b1:.3f}, {b2:.3f}, 0.02)", "got": shown(got[-1])}
            where["expected"] = shown(right[-1])
            for kind in KINDS:
                if difference(got, walk(lambda p, kind=kind: Theirs(p, lr, b1, b2, 0.02, kind))) is None:
                    wrong(kind, **where)
            if difference(got[0], right[0]) is None:
                wrong("first_step_only", **where)
            wrong("elsewhere", **where)
    seen = {}
    for name in ("sgd", "adam"):
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = torch.optim.SGD([place], 0.03) if name == "sgd" else learner.Adam([place], 0.3, 0.9, 0.999, 1e-8)
        for _ in range(60):
            optimizer.zero_grad()
            (place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        seen[name] = place.detach().norm().item()
    return seen
