import torch

from pytorch_study.exercises.kit import described, difference, shown, wrong


def check(learner):
    for parts in (4, 2, 1, 8):
        n, d = 8 * int(torch.randint(1, 4, ())), int(torch.randint(3, 6, ()))
        start, x, y, old = torch.randn(d), torch.randn(n, d), torch.randn(n), torch.randn(d)
        right = 2 * x.T @ (x @ start - y) / n
        w = start.clone().requires_grad_()
        w.grad = old.clone() if parts != 2 else None  # as before the first step
        seen = []
        w.register_hook(lambda grad: seen.append(grad))
        got = learner.gradient(w, x, y, parts)
        if got is None:
            wrong("no_return", function="gradient")
        where = {"call": described(learner.gradient, (start, x, y, parts)), "got": shown(got), "expected": shown(right)}
        if difference(w, start, 0.0):
            wrong("w_changed", **where)
        if difference(got, right) is None:
            if len(seen) < parts:
                wrong("at_once", **where, count=len(seen), parts=parts)
            continue
        last = 2 * x[-n // parts :].T @ (x[-n // parts :] @ start - y[-n // parts :]) / (n // parts)
        known = {
            "old_left": right + old,
            "not_divided": right * parts,
            "old_and_not_divided": right * parts + old,
            "sum_not_mean": right * n,
            "sum_divided_by_parts": right * n / parts,
            "last_part": last,
            "last_part_divided": last / parts,
        }
        names = {
            "old_and_not_divided": "old_left",
            "sum_divided_by_parts": "sum_not_mean",
            "last_part_divided": "last_part",
        }
        for name, theirs in known.items():
            if difference(got, theirs) is None:
                wrong(names.get(name, name), **where)
        found = difference(got, right)
        wrong(found.name, **{**where, **found.values})
    return {"parts": parts, "gap": float((got - right).abs().max())}
