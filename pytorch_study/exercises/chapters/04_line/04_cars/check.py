import torch

from pytorch_study.data.tables import CARS, read_table
from pytorch_study.exercises.kit import call, difference, shown, size, wrong

COLUMNS = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "year", "origin", "mpg")


def walk(x, y, lr, steps, sign=1.0, clear=True, bias=True, scale=1.0):
    w, b = torch.zeros(x.shape[1], 1), torch.zeros(1)
    gw, gb = torch.zeros_like(w), torch.zeros_like(b)
    for _ in range(steps):
        error = x @ w + b - y
        gw = 2 * scale * x.T @ error / len(x) + (0 if clear else gw)
        gb = 2 * scale * error.mean(0) + (0 if clear else gb)
        w, b = w - sign * lr * gw, b - sign * lr * gb * bias
    return w, b


def check(learner):
    rows = read_table(CARS, COLUMNS)
    rows = rows[torch.randperm(len(rows))]
    x, y = rows[:, :-1], rows[:, -1:]
    x = (x - x[:313].mean(0)) / x[:313].std(0)
    for steps, lr in ((3, 0.05), (4, 0.1), (2, 0.15)):  # few steps: every mistake can be told from the others
        got = call(learner.fit, x[:313], y[:313], lr, steps)
        if not isinstance(got, tuple | list) or len(got) != 2:
            wrong("length", function="fit", count=len(got) if isinstance(got, tuple | list) else 1, wanted=2)
        w, b = got
        right = walk(x[:313], y[:313], lr, steps)
        if any(isinstance(one, torch.Tensor) and one.requires_grad for one in (w, b)):
            wrong("graph_kept", function="fit")
        if difference((w, b), right, 1e-3) is None:
            continue
        where = {"call": f"fit(x, y, lr={lr}, steps={steps})", "got": shown(w), "expected": shown(right[0])}
        known = {
            "trains_nothing": (torch.zeros(7, 1), torch.zeros(1)),
            "uphill": walk(x[:313], y[:313], lr, steps, sign=-1.0),
            "not_cleared": walk(x[:313], y[:313], lr, steps, clear=False),
            "no_bias": walk(x[:313], y[:313], lr, steps, bias=False),
            "sum_not_mean": walk(x[:313], y[:313], lr, steps, scale=313.0),
            "flat_y": walk(x[:313], y[:313].mean().expand(313, 1), lr, steps),
            "one_step": walk(x[:313], y[:313], lr, 1),
            "lr_ignored": walk(x[:313], y[:313], 0.1, steps),
        }
        for name, theirs in known.items():
            if difference((w, b), theirs, 1e-3) is None:
                wrong(name, **where)
        found = difference((w, b), right, 1e-3)
        wrong(found.name, **{**where, **{k: v for k, v in found.values.items() if k not in where}, "shape": size(w)})
    w, b = learner.fit(x[:313], y[:313])
    error = ((x[313:] @ w + b - y[313:]) ** 2).mean().sqrt()
    guess = ((y[:313].mean() - y[313:]) ** 2).mean().sqrt()
    return {"error": float(error), "guess": float(guess)}
