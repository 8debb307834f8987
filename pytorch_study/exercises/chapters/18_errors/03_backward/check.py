from random import randint, uniform

import torch

from pytorch_study.exercises.kit import agree, curve, wrong


def slope(x, y, w):
    return 2 * x.T @ (x @ w - y) / len(y)


def descent(x, y, steps, lr, stale=False, kept=False, sign=1):
    w = total = torch.zeros(x.shape[1])
    first = slope(x, y, w)
    for _ in range(steps):
        now = first if stale else slope(x, y, w)
        total = total + now
        w = w - sign * lr * (total if kept else now)
    return w


def check(learner):
    def draw(steps=3):  # few: what runs away is still the same number however it is computed
        n, d = randint(30, 40), randint(3, 5)
        x = torch.randn(n, d)
        return x, x @ torch.randn(d) * 2 + 0.1 * torch.randn(n), steps, uniform(0.05, 0.1)

    x, y, steps, lr = draw()
    try:
        learner.fit(x.clone(), y.clone(), steps, lr)
    except RuntimeError as error:
        if "a leaf Variable that requires grad" in str(error):
            wrong("not_written")
        raise
    agree(
        learner.fit,
        draw,
        descent,
        trains_nothing=lambda x, y, steps, lr: torch.zeros(x.shape[1]),
        one_step=lambda x, y, steps, lr: descent(x, y, 1, lr),
        one_less=lambda x, y, steps, lr: descent(x, y, steps - 1, lr),
        stale=lambda *a: descent(*a, stale=True),
        stale_and_kept=lambda *a: descent(*a, stale=True, kept=True),
        not_cleared=lambda *a: descent(*a, kept=True),
        uphill=lambda *a: descent(*a, sign=-1),
        no_rate=lambda x, y, steps, lr: descent(x, y, steps, 1.0),
        summed=lambda x, y, steps, lr: descent(x, y, steps, lr * len(y)),
        solved=lambda x, y, steps, lr: torch.linalg.lstsq(x, y[:, None]).solution[:, 0],
    )
    agree(learner.fit, lambda: draw(randint(5, 9)), descent)
    x = torch.randn(100, 2)
    true = torch.tensor([2.0, -1.0])
    far = [(learner.fit(x, x @ true, k, 0.1) - true).norm().item() for k in range(1, 31)]
    return {"curve": curve(far)}
