"""The graph that autograd has recorded for a loss, read without changing it."""

import re
from typing import Any

import torch
from torch import Tensor

from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.records import Node, Site

LIMIT = 3000
"""Operations that are looked at in one graph."""
KEY = "pytorch_study"
"""Under which a layer's own line is noted at the operation that it recorded."""
MARK = "pytorch_study token"
PART = "pytorch_study part"
WEIGHTS = ("Addmm", "Mm", "Bmm", "Mv", "Addmv", "Convolution", "Linear", "MkldnnLinear", "Baddbmm")
"""Operations that multiply with weights."""
CALL = re.compile(r'File "(.+)", line (\d+)')


class Token:
    """Lives as long as the graph that it is pinned to."""

    __slots__ = ("__weakref__",)


def order(*roots: Any) -> list[Any]:
    """The operations behind `roots`, each after those that use it first (breadth first)."""
    found = list(dict.fromkeys(roots))
    seen = set(found)
    for node in found:
        for before, _ in node.next_functions:
            if before is not None and before not in seen and len(found) < LIMIT:
                seen.add(before)
                found.append(before)
    return found


def read(losses: list[Tensor], notes: Notes) -> tuple[Node, ...]:
    """The operations behind losses of one `backward` as records; their own come first."""
    nodes = order(*(loss.grad_fn for loss in losses))
    places = {node: place for place, node in enumerate(nodes)}
    hidden = _before_weights(nodes)
    return tuple(
        Node(
            name=node.name().removeprefix("torch::autograd::").removesuffix("Backward0").removesuffix("Backward1"),
            shape=tuple(node._input_metadata[0].shape) if node._input_metadata else (),
            site=_site(node, notes),
            inputs=tuple(places[one] for one, _ in node.next_functions if one is not None and one in places),
            facts=_facts(node, notes, node in hidden) | _parts(node),
        )
        for node in nodes
    )


def mark(output: Any, number: int) -> None:
    """Note, at the operations that made them, which parts of a network's output these are."""
    for place, one in enumerate(tensors(output)):
        node: Any = one.grad_fn
        if node is not None:
            node.metadata.setdefault(PART, set()).add((number, place))


def tensors(output: Any) -> list[Tensor]:
    """The tensors of an output: it is one, or holds them in a tuple, a list or a dictionary."""
    if isinstance(output, Tensor):
        return [output]
    inside = output.values() if isinstance(output, dict) else output if isinstance(output, tuple | list) else ()
    return [found for one in inside for found in tensors(one)]


def _parts(node: Any) -> dict[str, Any]:
    return {"parts": frozenset(node.metadata[PART])} if PART in node.metadata else {}


def _before_weights(nodes: list[Any]) -> set[Any]:
    """The operations whose results go through weights once more: those of hidden layers."""
    found: set[Any] = set()
    todo = [one for node in nodes if node.name().startswith(WEIGHTS) for one, _ in node.next_functions]
    while todo:
        node = todo.pop()
        if node is not None and node not in found:
            found.add(node)
            todo += [one for one, _ in node.next_functions]
    return found


def _site(node: Any, notes: Notes) -> Site | None:
    metadata = node.metadata
    if KEY in metadata:
        return metadata[KEY]  # type: ignore[no-any-return]
    for frame in reversed(metadata.get("traceback_", ())):
        if (said := CALL.search(frame)) and notes.sources.is_own(said[1]):
            return Site(said[1], int(said[2]))
    return None


def _facts(node: Any, notes: Notes, hidden: bool) -> dict[str, Any]:
    name = node.name()
    if name.endswith("AccumulateGrad"):
        leaf = node.variable
        return {"leaf": notes.number(leaf), "registered": isinstance(leaf, torch.nn.Parameter)}
    if name in ("ReluBackward0", "SigmoidBackward0", "TanhBackward0"):
        made = node._saved_result.detach()
        if made.ndim < 2 or made.shape[0] < 2 or made.numel() > 4_000_000:
            return {}
        flat = made.reshape(made.shape[0], made.shape[1], -1) if made.ndim > 2 else made
        if name == "ReluBackward0":
            silent = (flat == 0).all(dim=0)
            silent = silent.all(dim=-1) if silent.ndim > 1 else silent
            return {"zero": float(silent.float().mean()), "units": silent.numel(), "hidden": hidden}
        low = 0.5 if name == "SigmoidBackward0" else 0.0
        full = ((flat - low).abs() > 0.98 * (1 - low)).float().mean()
        return {"saturated": float(full), "hidden": hidden}
    if name == "SoftmaxBackward0":
        return {"dim": _dim(node._saved_dim, len(node._input_metadata[0].shape))}
    return {}


def _dim(dim: int, ndim: int) -> int:
    dim = dim - 2**64 if dim >= 2**63 else dim
    return dim + ndim if dim < 0 else dim


def first_bad(losses: list[Tensor], notes: Notes) -> tuple[str, Site | None, dict[str, float]] | None:
    """The first operation whose result is not finite though what went in was: its name, line and numbers."""
    for node in reversed(order(*(loss.grad_fn for loss in losses))):
        name = node.name().removesuffix("Backward0").removesuffix("Backward1")
        saved = {key.removeprefix("_saved_"): getattr(node, key) for key in dir(node) if key.startswith("_saved_")}
        tensors = {
            key: value.detach()
            for key, value in saved.items()
            if isinstance(value, Tensor) and value.is_floating_point()
        }
        found: dict[str, float] = {}
        own = tensors.get("self")
        if name in ("Log", "Log2", "Log10") and own is not None and bool((own <= 0).any()):
            found = {"smallest": float(own.min())}
        elif name == "Sqrt" and "result" in tensors and not bool((tensors["result"] > 0).all()):
            found = {"smallest": float(tensors["result"].nan_to_num(-1.0).min())}
        elif name == "Div" and "other" in tensors and bool((tensors["other"] == 0).any()):
            found = {"divisor": 0.0}
        elif name in ("Exp", "Sinh", "Cosh") and "result" in tensors and bool(tensors["result"].isinf().any()):
            found = {"result": float("inf")}
        elif name in ("Acos", "Asin") and own is not None and bool((own.abs() >= 1).any()):
            found = {"largest": float(own.abs().max())}
        elif name == "Pow" and own is not None and isinstance(saved.get("exponent"), float):
            power = saved["exponent"]
            if power < 1 and bool((own <= 0).any()):
                found = {"smallest": float(own.min()), "exponent": power}
        if found and _finite(own):
            return name, _site(node, notes) or notes.facts.get("sites", {}).get(name), found
    return None


def _finite(value: Tensor | None) -> bool:
    return value is None or bool(value.isfinite().all())
