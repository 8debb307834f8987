from random import randint

import torch

from pytorch_study.exercises.kit import difference, shown, size, wrong


def check(learner):
    for _ in range(3):
        n, f = randint(6, 9), randint(3, 5)
        layer = learner.Standard(f)
        names = {name for name, _ in layer.named_parameters()}
        for name, start in (("mean", 0.0), ("std", 1.0)):
            if name in names:
                wrong("trained", function="Standard", name=name)
            if name not in layer.state_dict():
                wrong("not_saved", function="Standard", name=name)
            if tuple(getattr(layer, name).shape) != (f,) or not (getattr(layer, name) == start).all():
                wrong(
                    "start",
                    function="Standard",
                    name=name,
                    got=shown(getattr(layer, name)),
                    shape=f"({f},)",
                    value=start,
                )
        scale = 10 ** torch.linspace(-2, 1, f)  # deviations below 1 and above
        x = (torch.randn(n, f) + 2) * scale
        before = x.clone()
        if layer.fit(x) is not layer:
            wrong("not_self", function="fit")
        if difference(x, before, 0.0):
            wrong("changed_input", function="fit", got=shown(x), expected=shown(before))
        if set(layer.state_dict()) != {"mean", "std"}:
            wrong("not_saved", function="fit", name="mean / std")
        for name, right in (("mean", x.mean(0)), ("std", x.std(0))):
            if difference(getattr(layer, name), right):
                wrong("not_fitted", function="fit", name=name, got=shown(getattr(layer, name)), expected=shown(right))
        new = (torch.randn(4, f) + 2) * scale
        got = layer(new)
        if got is None:
            wrong("no_return", function="forward")
        right = (new - x.mean(0)) / x.std(0)
        if difference(got, right) and difference(got, (new - new.mean(0)) / new.std(0)) is None:
            wrong("own_numbers", function="forward")
        if found := difference(got, right):
            wrong(
                found.name,
                **{"call": f"forward(tensor{size(new)})", "got": shown(got), "expected": shown(right), **found.values},
            )
        other = learner.Standard(f)
        other.load_state_dict(layer.state_dict())
        if difference(other(new), right):
            wrong("not_saved", function="Standard", name="mean / std")
        flat = torch.cat([x[:, :-1], torch.full((n, 1), 3.0)], 1)
        if not torch.isfinite(learner.Standard(f).fit(flat)(flat)).all():
            wrong("divided_by_zero", function="fit")
        if difference(stored := learner.Standard(f).fit(flat).std[-1], torch.tensor(1.0)):
            wrong("tiny", function="fit", got=shown(stored))
        if layer.double()(new.double()).dtype != torch.float64:
            wrong("not_moved", function="Standard")
    return {"names": ", ".join(layer.state_dict()), "count": sum(1 for _ in layer.parameters())}
