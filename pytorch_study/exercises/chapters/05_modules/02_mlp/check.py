from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import curve, difference, shown, size, wrong


def check(learner):
    for count in (2, 3, 1, 0):
        widths = [randint(3, 5), *(randint(6, 12) for _ in range(count)), randint(13, 15)]
        net = learner.Mlp(widths[0], widths[1:-1], widths[-1])
        made = [one for one in net.modules() if isinstance(one, nn.Linear)]
        if not list(net.parameters()):
            wrong("not_registered", function="Mlp", hidden=widths[1:-1])
        if len(made) != count + 1:
            wrong("layers", function="Mlp", count=len(made), wanted=count + 1, hidden=widths[1:-1])
        made.sort(key=lambda one: widths.index(one.in_features) if one.in_features in widths else 99)
        x = torch.randn(randint(3, 6), widths[0])
        for one in made:
            nn.init.normal_(one.weight)
            nn.init.normal_(one.bias)
        got = net(x)
        if got is None:
            wrong("no_return", function="Mlp.forward")

        def by(order, activation=torch.relu, last=False, first=True):
            h = x
            for k, one in enumerate(order):
                h = one(h)
                if (k + 1 < len(order) or last) and (first or k):
                    h = activation(h)
            return h

        order, at, left = [], widths[0], list(made)
        for wanted in widths[1:]:
            found = next((one for one in left if (one.in_features, one.out_features) == (at, wanted)), None)
            if found is None:
                wrong(
                    "widths",
                    function="Mlp",
                    hidden=widths[1:-1],
                    sizes=[(one.in_features, one.out_features) for one in made],
                )
            left.remove(found)
            order.append(found)
            at = wanted
        right = by(order)
        if tuple(got.shape) != (len(x), widths[-1]):
            wrong("shape", function="Mlp.forward", shape=size(got), wanted=(len(x), widths[-1]))
        where = {
            "call": f"Mlp{(widths[0], widths[1:-1], widths[-1])}(x)",
            "got": shown(got[0, :3]),
            "expected": shown(right[0, :3]),
        }
        known = {
            "relu_at_the_end": by(order, last=True),
            "no_relu": by(order, activation=lambda h: h),
            "other_activation": by(order, activation=torch.sigmoid),
            "tanh": by(order, activation=torch.tanh),
            "first_without": by(order, first=False),
        }
        for name, theirs in known.items():
            if difference(got, right, 1e-3) and difference(got, theirs, 1e-3) is None:
                wrong("other_activation" if name == "tanh" else name, **where)
        if found := difference(got, right, 1e-3):
            wrong(found.name, **{**where, **found.values})
    x = torch.linspace(-2, 2, 41)[:, None]
    y = torch.sin(3 * x)
    losses = {}
    for hidden in ([], [64, 64]):
        net = learner.Mlp(1, hidden, 1)
        optimizer = torch.optim.Adam(net.parameters(), 0.01)
        for _ in range(300):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()
            optimizer.step()
        losses[len(hidden)] = loss.item()
    return {"line": losses[0], "bent": losses[2], "curve": curve(net(x).flatten().tolist(), 41)}
