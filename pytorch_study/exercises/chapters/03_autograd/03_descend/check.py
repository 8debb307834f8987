from random import randint

import torch

from pytorch_study.exercises.kit import agree, call, curve, wrong


def check(learner):
    def draw():
        a, b, c = (torch.rand(3) + 0.3).tolist()

        def f(x):
            return a * x[0] ** 2 + 2 * b * x[1] ** 2 + 0.3 * c * x[0] * x[1]

        f.slope = lambda x: torch.stack([2 * a * x[0] + 0.3 * c * x[1], 4 * b * x[1] + 0.3 * c * x[0]])
        return f, torch.randn(2) + 2, 0.05 + 0.05 * torch.rand(()).item(), randint(6, 9)

    def walk(f, start, lr, steps, sign=1.0, clear=True, keep=None):
        points, total = [start], torch.zeros(2)
        for _ in range(steps):
            total = f.slope(points[-1]) + (0 if clear else total)
            points.append(points[-1] - sign * lr * total)
        return torch.stack(points)

    agree(
        learner.descend,
        draw,
        walk,
        uphill=lambda *a: walk(*a, sign=-1.0),
        not_cleared=lambda *a: walk(*a, clear=False),
        no_start=lambda *a: walk(*a)[1:],
        one_short=lambda *a: walk(*a)[:-1],
        same_point=lambda *a: walk(*a)[-1:].repeat(a[3] + 1, 1),
        same_after_start=lambda *a: torch.cat([a[1][None], walk(*a)[-1:].repeat(a[3], 1)]),
        stays=lambda *a: a[1].repeat(a[3] + 1, 1),
    )
    f, start, lr, _ = draw()
    points = call(learner.descend, f, start, lr, 20)
    if points.requires_grad:
        wrong("graph_kept", function="descend")
    return {"curve": curve([f(one).item() for one in points]), "x": points[-1].tolist()[0], "y": points[-1].tolist()[1]}
