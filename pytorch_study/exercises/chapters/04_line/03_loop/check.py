import torch

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import call, curve, difference, shown, size, wrong


def walk(x, y, lr, steps, *, sign=1.0, clear=True, bias=True, scale=1.0):
    """What `fit` gives, by the formula of the gradient, with the mistakes that one can make."""
    w, b, gw, gb, losses = 0.0, 0.0, 0.0, 0.0, []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        gw = (0.0 if clear else gw) + 2 * scale * (error * x).mean().item()
        gb = (0.0 if clear else gb) + 2 * scale * error.mean().item()
        w, b = w - sign * lr * gw, b - sign * lr * gb * bias
    return w, b, losses


def check(learner):
    for _ in range(3):
        slope, intercept = (torch.rand(2) * 3 + 1).tolist()
        n, lr, steps = (
            int(torch.randint(20, 60, ())),
            0.05 + 0.1 * torch.rand(()).item(),
            int(torch.randint(30, 60, ())),
        )
        x = torch.rand(n) * 2 - 1
        y = slope * x + intercept + 0.1 * torch.randn(n)
        with by_hand():
            got = call(learner.fit, x, y, lr, steps)
        if not isinstance(got, tuple | list) or len(got) != 3:
            wrong("not_three", function="fit", got=shown(got))
        w, b, losses = got
        if not isinstance(losses, list | tuple) or not all(isinstance(one, float) for one in losses):
            wrong("not_numbers", function="fit", got=shown(losses[:1] if isinstance(losses, list) else losses))
        if len(losses) != steps:
            wrong("losses_count", function="fit", count=len(losses), steps=steps)
        for name, one in (("w", w), ("b", b)):
            if isinstance(one, torch.Tensor) and one.numel() != 1:
                wrong("shape", function="fit", shape=size(one), wanted="()")
        right = walk(x, y, lr, steps)
        if difference((w, b, losses), right, 2e-3) is None:
            continue
        where = {
            "call": f"fit(x, y, lr={lr:.3f}, steps={steps})",
            "got": f"w={float(w):.4g}, b={float(b):.4g}, losses[-1]={losses[-1]:.4g}",
            "expected": f"w={right[0]:.4g}, b={right[1]:.4g}, losses[-1]={right[2][-1]:.4g}",
        }
        few = tuple(call(learner.fit, x, y, lr, 3))  # three steps: a training that diverges can still be recognised
        right = walk(x, y, lr, 3)
        known = {
            "trains_nothing": (0.0, 0.0, right[2][:1] * 3),
            "uphill": walk(x, y, lr, 3, sign=-1.0),
            "not_cleared": walk(x, y, lr, 3, clear=False),
            "no_bias": walk(x, y, lr, 3, bias=False),
            "sum_not_mean": walk(x, y, lr, 3, scale=n),
            "lr_ignored": walk(x, y, 0.1, 3),
            "loss_after": (*right[:2], walk(x, y, lr, 4)[2][1:]),
        }
        for name, theirs in known.items():
            if difference(few, theirs, 2e-3) is None:
                wrong(name, **where)
        if difference(few[:2], right[:2], 2e-3) is None:
            wrong("losses_only", **where)
        wrong("elsewhere", **where)
    return {"w": w, "b": b, "slope": slope, "intercept": intercept, "curve": curve(losses)}
