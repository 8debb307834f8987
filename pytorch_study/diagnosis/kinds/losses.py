"""Mistakes at the loss: what goes into it, and what it is compared with."""

from collections.abc import Iterator

from pytorch_study.diagnosis.records import Backward, Finding, Loss, Node, Records, Site

PASSING = {
    "View",
    "UnsafeView",
    "Reshape",
    "ReshapeAlias",
    "Squeeze",
    "Unsqueeze",
    "Select",
    "Slice",
    "T",
    "Transpose",
    "Permute",
    "Alias",
    "Expand",
    "Clone",
    "ToCopy",
    "Contiguous",
    "AsStrided",
    "SelectBackward",
    "Flatten",
}
"""Operations that only give numbers another shape."""
SQUASHES = {
    "Relu": "ReLU",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Elu": "ELU",
    "Gelu": "GELU",
    "Softmax": "softmax",
    "Hardtanh": "ReLU6",
    "LeakyRelu": "LeakyReLU",
}
BROADCAST = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


def plain(nodes: tuple[Node, ...], place: int) -> Node | None:
    """The operation that a number comes from, changes of shape left out."""
    for _ in range(20):
        node = nodes[place]
        if node.name.rstrip("0123456789") not in PASSING or not node.inputs:
            return node
        place = node.inputs[0]
    return None


def before(back: Backward, names: tuple[str, ...]) -> Iterator[tuple[Node, Node]]:
    """For every operation of these names: it, and what its first input comes from."""
    for node in back.nodes:
        if node.name in names and node.inputs and (source := plain(back.nodes, node.inputs[0])) is not None:
            yield node, source


def site_of(r: Records, name: str, users: tuple[str, ...]) -> Site | None:
    """Where an operation was called whose result goes to one of `users`."""
    for back in r.backward:
        for _, source in before(back, users):
            if source.name == name and source.site:
                return source.site
    return None


def training_calls(r: Records, *names: str) -> list[Loss]:
    """The calls of these losses in training."""
    return [one for one in r.losses if one.name in names and one.training and one.facts and not one.failed]


def softmax_twice(r: Records) -> Iterator[Finding]:
    """Probabilities instead of logits go into a cross-entropy."""
    calls = [one for one in training_calls(r, "cross_entropy") if one.facts.get("classes", 0) > 1]
    wrong = [one for one in calls if one.facts.get("probabilities")]
    if calls and len(wrong) == len(calls):
        site = site_of(r, "Softmax", ("LogSoftmax",)) or wrong[0].site
        yield Finding("softmax_twice", True, site, {"calls": len(wrong), "row_sum": 1.0}, _without(r, site))
        return
    for back in r.backward:  # a loss written by hand: log of a softmax of a softmax
        for node, source in before(back, ("Softmax", "LogSoftmax")):
            if source.name == "Softmax" and source.facts.get("dim") == len(source.shape) - 1 and len(source.shape) == 2:
                yield Finding("softmax_twice", True, source.site or node.site, {"calls": 1}, _without(r, source.site))
                return


def _without(r: Records, site: Site | None) -> str:
    return f"# - {r.sources.line(*site)}" if site else ""


def nll_without_log_softmax(r: Records) -> Iterator[Finding]:
    """NLL is given something else than log-probabilities."""
    calls = training_calls(r, "nll_loss")
    calls = [one for one in calls if "log_probabilities" in one.facts]
    wrong = [one for one in calls if not one.facts["log_probabilities"]]
    if wrong and len(wrong) == len(calls):
        negative = (
            min(one.value for one in wrong if one.value is not None)
            if any(one.value is not None for one in wrong)
            else None
        )
        seen = {"calls": len(wrong), "loss": negative, "probabilities": bool(wrong[0].facts["probabilities"])}
        site = site_of(r, "Softmax", ("NllLoss", "NllLoss2D")) or wrong[0].site
        yield Finding("nll_without_log_softmax", True, site, seen, "loss = F.nll_loss(F.log_softmax(output, dim=1), y)")


def sigmoid_twice(r: Records) -> Iterator[Finding]:
    """Probabilities go into a loss that expects logits."""
    calls = training_calls(r, "binary_cross_entropy_with_logits")
    users = ("BinaryCrossEntropyWithLogits",)
    inside = [one for one in calls if one.facts["in_low"] >= 0 and one.facts["in_high"] <= 1]
    for back in r.backward:
        for _, source in before(back, users):
            if source.name == "Sigmoid" and len(inside) == len(calls):
                seen = {
                    "calls": len(calls),
                    "low": inside[0].facts["in_low"] if inside else 0.0,
                    "high": inside[0].facts["in_high"] if inside else 1.0,
                }
                yield Finding("sigmoid_twice", True, source.site, seen, _without(r, source.site))
                return


def activation_on_output(r: Records) -> Iterator[Finding]:
    """An activation between the last layer and the loss takes away values that the answer needs."""
    found: dict[str, int] = {}
    last: dict[str, Site | None] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for back in r.backward:
        for user, source in before(back, ("LogSoftmax", "BinaryCrossEntropyWithLogits")):
            twice = source.name == "Sigmoid" and user.name == "BinaryCrossEntropyWithLogits"
            if source.name in SQUASHES and source.name != "Softmax" and not twice:
                found[source.name] = found.get(source.name, 0) + 1
                last[source.name] = last.get(source.name) or source.site
    targets = [one for one in r.losses if one.name in BROADCAST and one.training and one.facts]
    if not found and targets:
        for back in r.backward:
            for user, source in before(back, ("MseLoss", "L1Loss", "SmoothL1Loss", "HuberLoss")):
                own = _own(targets, user, back.nodes[user.inputs[0]].shape)
                low = min((one.facts["low"] for one in own), default=0.0)
                high = max((one.facts["high"] for one in own), default=0.0)
                outside = {
                    "Relu": low < -1e-6,
                    "Hardtanh": low < -1e-6,
                    "Tanh": low < -1.001 or high > 1.001,
                    "Sigmoid": low < -0.001 or high > 1.001,
                    "Softplus": low < -1e-6,
                    "Softmax": low < -0.001 or high > 1.001,
                }
                if outside.get(source.name) and not (source.name == "Softmax" and source.shape[-1:] == (1,)):
                    found[source.name] = found.get(source.name, 0) + 1
                    last[source.name] = last.get(source.name) or source.site
                    ranges[source.name] = low, high
    if not found and not targets:  # a loss by hand: the activation's result minus the answer
        yield from _by_hand(r)
        return
    for name, count in found.items():
        if count >= 2 or r.backwards < 3:
            seen = {"activation": SQUASHES[name], "times": count}
            seen |= dict(zip(("target_low", "target_high"), ranges.get(name, ()), strict=False))
            yield Finding("activation_on_output", name != "LeakyRelu", last[name], seen, _without(r, last[name]))
            return


def _own(losses: list[Loss], node: Node, shape: tuple[int, ...]) -> list[Loss]:
    """The calls that recorded an operation: in its line, where it is known, and of what has this shape."""
    alike = [one for one in losses if one.input == shape]
    return [one for one in alike if one.site == node.site] or alike


def _by_hand(r: Records) -> Iterator[Finding]:
    for back in r.backward:
        if back.value is None or not back.nodes or back.nodes[0].name not in ("Mean", "Sum"):
            continue
        for node, source in before(back, ("Pow", "Abs", "Square")):
            if source.name == "Sub" and node.site and source.inputs:
                inner = plain(back.nodes, source.inputs[0])
                if inner is not None and inner.name == "Relu" and inner.facts.get("zero", 0) > 0.9:
                    yield Finding(
                        "activation_on_output",
                        False,
                        inner.site,
                        {"activation": "ReLU", "times": 1},
                        _without(r, inner.site),
                    )
                    return


def loss_broadcast(r: Records) -> Iterator[Finding]:
    """(N, 1) against (N,): every answer is compared with every other one's."""
    calls = [one for one in r.losses if one.name in BROADCAST and one.training and one.input and one.target]
    calls = [one for one in calls if one.input[0] > 1 and _spreads(one.input, one.target)]
    for one in calls:
        if not _is_one_row(one.input, one.target):
            seen = {"input": list(one.input), "target": list(one.target)}
            yield Finding("loss_broadcast", True, one.site, seen, "y = y.view_as(output)")
            return
    for back in r.backward:
        for node in back.nodes:
            if node.name in ("Sub", "Rsub") and node.site and len(node.shape) >= 2:
                a, b = node.shape[0], node.shape[1]
                inner = [back.nodes[k].shape for k in node.inputs]
                grown = [s for s in inner if s in ((a,), (a, 1)) and s != node.shape]
                reduced = any(
                    other.name in ("Pow", "Abs", "Mul", "HuberLoss") and places(back, node) in other.inputs
                    for other in back.nodes
                )
                batch = any(f.facts.get("output", (0,))[0] == a for f in r.forwards if f.grad)
                if a == b and a > 2 and len(node.shape) == 2 and grown and reduced and batch and len(inner) == 1:
                    seen = {"output": list(grown[0]), "difference": list(node.shape)}
                    yield Finding("loss_broadcast", True, node.site, seen, "y = y.view_as(output)")
                    return
    for one in calls:
        row = {"input": list(one.input), "target": list(one.target), "one_row": True}
        yield Finding("loss_broadcast", False, one.site, row, "y = y.expand_as(output)")
        return


def places(back: Backward, node: Node) -> int:
    """The place of a node in its graph."""
    return next(k for k, one in enumerate(back.nodes) if one is node)


def _is_one_row(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    """Whether a target is a single row for all examples, such as a GAN's ones: it is repeated, and the outputs are not."""
    return len(one) == len(two) and two[0] == 1 and all(b in (a, 1) for a, b in zip(one, two, strict=True))


def _spreads(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    """Whether (N, 1) meets (N,), or shapes of which one has to be repeated along the batch."""
    long, short = (one, two) if len(one) >= len(two) else (two, one)
    if len(long) == len(short):
        return any(a != b and 1 in (a, b) for a, b in zip(one, two, strict=True))
    return len(long) == len(short) + 1 and long[-1] == 1 and long[0] == short[0] and long[0] > 1
