"""What `check.py` is written with: call the learner's function, compare, and name the mistake."""

import copy
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from pytorch_study.data.mnist import load_mnist
from pytorch_study.exercises.drawn import curve as curve
from pytorch_study.exercises.drawn import picture as picture
from pytorch_study.lesson import DataOptions
from pytorch_study.lessons.mnist import MnistNet

Draw = Callable[[], tuple[Any, ...]]
WEIGHTS = Path(__file__).parents[1] / "weights" / "mnist-default.safetensors"


class Mistake(Exception):
    """A wrong answer that was recognised. `values` fill the blanks of its sentence."""

    def __init__(self, name: str, /, **values: object) -> None:
        super().__init__(name, values)
        self.name, self.values = name, values


def wrong(name: str, /, **values: object) -> NoReturn:
    """End the check with the mistake `name`: of this exercise's `text.toml`, or one that all exercises share."""
    raise Mistake(name, **values)


def agree(
    function: Callable[..., Any],
    draw: Draw,
    reference: Callable[..., Any],
    *,
    times: int = 4,
    tolerance: float = 1e-4,
    **mistakes: Callable[..., Any],
) -> Any:
    """Call the learner's function on fresh inputs and compare with the reference; the last answer is returned.

    Args:
        function: the learner's.
        draw: makes the arguments, anew each time; let shapes and values vary.
        reference: what is right for these arguments.
        times: how many fresh inputs.
        tolerance: absolute and relative.
        mistakes: name: what a learner who makes this mistake would return. Recognised before anything general.

    Raises:
        Mistake: one of `mistakes`, or one of those that all exercises share: `not_written`, `no_return`, `constant`,
            `not_a_tensor`, `type`, `shape`, `dtype`, `length`, `values`, `changed_input`.
    """
    got = None
    for _ in range(times):
        arguments = draw()
        expected = reference(*copy.deepcopy(arguments))
        got = call(function, *arguments)
        found = difference(got, expected, tolerance)
        if found is None:
            continue
        where = {"call": described(function, arguments), "got": shown(got), "expected": shown(expected)}
        if where["got"] == where["expected"] and "where" in found.values:  # too large to be shown: the first difference
            place = found.values["where"]
            where |= {key: f"{where[key]}, {place} = {found.values[key]}" for key in ("got", "expected")}
        for name, mistake in mistakes.items():
            try:
                theirs = mistake(*copy.deepcopy(arguments))
            except Exception:  # this mistake is impossible for these shapes
                continue
            if difference(theirs, expected, tolerance) and difference(got, theirs, tolerance) is None:
                wrong(name, **where)
        if found.name not in ("no_return", "not_a_tensor") and _constant(function, draw, got, reference, expected):
            wrong("constant", **where)
        wrong(found.name, **{**where, **found.values})
    return got


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the learner's function with copies of the arguments.

    Raises:
        Mistake: `no_return`, or `changed_input`: a tensor that was passed in is no longer what it was.
    """
    given = copy.deepcopy(arguments)
    got = function(*given)
    if got is None or got is ...:
        wrong("no_return", function=function.__name__)
    for before, after in zip(arguments, given, strict=True):
        if isinstance(before, Tensor) and difference(after, before, 0.0):
            wrong("changed_input", function=function.__name__, got=shown(after), expected=shown(before))
    return got


def difference(got: Any, expected: Any, tolerance: float = 1e-4) -> Mistake | None:
    """What is first found wrong with `got`, as one of the shared mistakes; None if they agree.

    A tensor with a single number and that number count as the same; so do a list and a tuple.
    """
    if got is None or got is ...:
        return Mistake("no_return", function="?")
    if isinstance(expected, Tensor) and (expected.dim() or isinstance(got, Tensor)):
        return _tensors(got, expected, tolerance)
    if isinstance(expected, Tensor):
        expected = expected.item()
    if isinstance(got, Tensor) and got.numel() == 1:
        got = got.item()
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        if not isinstance(got, int | float) or isinstance(got, bool):
            return Mistake("type", got=shown(got), expected=shown(expected), type=type(got).__name__)
        same = abs(got - expected) <= tolerance * max(1.0, abs(expected))
        return None if same else Mistake("values", got=shown(got), expected=shown(expected), where="")
    if isinstance(expected, list | tuple):
        if not isinstance(got, list | tuple):
            return Mistake("type", got=shown(got), expected=shown(expected), type=type(got).__name__)
        if len(got) != len(expected):
            return Mistake("length", count=len(got), wanted=len(expected))
        for k, (one, other) in enumerate(zip(got, expected, strict=True)):
            if found := difference(one, other, tolerance):
                where = f"[{k}]{found.values.get('where', '')}"
                found.values = {"got": shown(one), "expected": shown(other), **found.values, "where": where}
                return found
        return None
    return None if got == expected else Mistake("values", got=shown(got), expected=shown(expected), where="")


def _tensors(got: Any, expected: Tensor, tolerance: float) -> Mistake | None:
    if not isinstance(got, Tensor):
        return Mistake("not_a_tensor", type=type(got).__name__)
    if got.shape != expected.shape:
        return Mistake("shape", shape=size(got), wanted=size(expected))
    if got.dtype != expected.dtype:
        return Mistake("dtype", dtype=_dtype(got), wanted=_dtype(expected))
    one, other = got.detach().double(), expected.detach().double()
    bad = ~torch.isclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)
    if not bad.any():
        return None
    where = bad.nonzero()[0].tolist()
    values = {"where": f"[{', '.join(map(str, where))}]" if where else "", "count": int(bad.sum()), "all": bad.numel()}
    return Mistake("values", got=shown(got[tuple(where)]), expected=shown(expected[tuple(where)]), **values)


def _constant(function: Callable[..., Any], draw: Draw, got: Any, reference: Callable[..., Any], expected: Any) -> bool:
    """Whether the function gives the same for other inputs, whose right answers differ."""
    for _ in range(3):
        arguments = draw()
        if difference(reference(*copy.deepcopy(arguments)), expected, 1e-6) is None:
            continue
        try:
            other = function(*arguments)
            if difference(other, got, 1e-7) is not None and (
                _only_number(other) is None or _only_number(other) != _only_number(got)
            ):
                return False
        except Exception:
            return False
    return True


def _only_number(value: Any) -> float | None:
    """The number that all elements of a tensor are, if there is one: `torch.zeros(n)` is constant for every n."""
    if isinstance(value, Tensor) and value.numel() and bool((value == value.flatten()[0]).all()):
        return float(value.flatten()[0])
    return None


def size(x: Tensor) -> str:
    """A shape as one writes it: `(3, 4)`."""
    return str(tuple(x.shape))


def _dtype(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def shown(value: Any) -> str:
    """A value, short enough for one line: small tensors as numbers, large ones as their shape."""
    if isinstance(value, Tensor):
        if value.numel() == 1 and not value.dim():
            return shown(value.item())
        if 0 < value.numel() <= 12:
            return str(_rounded(value.detach().tolist()))
        return f"tensor{size(value)} {_dtype(value)}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        text = f"[{', '.join(map(shown, value))}]" if isinstance(value, list) else f"({', '.join(map(shown, value))})"
    else:
        text = type(value).__name__ if isinstance(value, nn.Module) else getattr(value, "__name__", None) or repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def described(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """A call, with the shapes of its tensors: `row_means(tensor(3, 4) float32)`."""
    return f"{function.__name__}({', '.join(shown(one) for one in arguments)})"


def below(function: str, got: float, bound: float) -> None:
    """Require a measured number to be below a bound, e.g. the loss after a training.

    Raises:
        Mistake: `too_high`.
    """
    if not got < bound:
        wrong("too_high", function=function, got=f"{got:.4g}", bound=f"{bound:.4g}")


@functools.cache
def _mnist(part: str) -> tuple[Tensor, Tensor]:
    split = load_mnist(DataOptions(), part)
    return split.x, split.y


def digits(count: int, part: str = "train") -> tuple[Tensor, Tensor]:
    """Real handwritten digits, chosen afresh: pictures (count, 28, 28) of bytes, labels (count,) of whole numbers.

    Args:
        count: how many.
        part: `train` or `test`.
    """
    x, y = _mnist(part)
    some = torch.randperm(len(y))[:count]
    return x[some, 0], y[some]


def digit_net() -> nn.Module:
    """Lesson 2's network with the weights that ship, in evaluation mode. (`trained` would import the plots, too.)"""
    net = MnistNet()
    net.load_state_dict(load_file(WEIGHTS))
    return net.eval()
