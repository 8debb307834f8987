"""What is written down while a script runs: plain values. To judge them (`kinds/`), torch is not needed any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pytorch_study.diagnosis.user_source import UserSource


class Site(NamedTuple):
    """A line of the user's own code."""

    file: str
    line: int


@dataclass(frozen=True)
class Node:
    """An operation in the graph of a loss.

    Attributes:
        name: as autograd calls it, without `Backward0`: `Softmax`, `Sub`, `AccumulateGrad`.
        shape: of its result.
        site: where the user called it; for a layer such as `nn.Softmax`, where the layer was made.
        inputs: places of the nodes that it took its inputs from.
        facts: shares of what it made (`zero`: units that are zero for every sample; `saturated`), and `leaf`: a
            parameter's number.
    """

    name: str
    shape: tuple[int, ...]
    site: Site | None
    inputs: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Backward:
    """One call of `backward`: from where, and of what."""

    step: int
    site: Site | None
    value: float | None
    nodes: tuple[Node, ...] = ()
    forged: bool = False  # the loss is a leaf: nothing leads from it to the parameters
    kept: bool = False  # the graph of a loss of several steps ago is still in memory


@dataclass(frozen=True)
class Loss:
    """One call of a loss of torch: its name, the shapes and what stood in them."""

    name: str
    step: int
    site: Site | None
    input: tuple[int, ...]
    target: tuple[int, ...]
    dtype: str
    training: bool
    value: float | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    failed: str = ""


@dataclass(frozen=True)
class Forward:
    """One call of a whole network.

    Attributes:
        model: its number.
        training: whether it was in training mode.
        grad: whether gradients were recorded.
        facts: shapes and statistics of its input and output, and which layers behave differently in training.
    """

    model: int
    step: int
    site: Site | None
    training: bool
    grad: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """One step of an optimizer, before and after.

    Attributes:
        ratios: by parameter's number, the size of the change over the size of the weight.
        grads: by parameter's number, the gradient's size over the weight's; None: it had no gradient.
        fresh: whether gradients were cleared since the step before; None: could not be seen.
        backwards: calls of `backward` since the step before.
        empty: all gradients were zero or absent.
    """

    optimizer: int
    step: int
    count: int
    site: Site | None
    lr: float
    fresh: bool | None
    backwards: int
    empty: bool
    ratios: Mapping[int, float] = field(default_factory=dict)
    grads: Mapping[int, float | None] = field(default_factory=dict)
    bad: bool = False  # a gradient that is not finite


@dataclass(frozen=True)
class Optimizer:
    """An optimizer as it was made."""

    number: int
    name: str
    site: Site | None
    params: frozenset[int]
    lr: float
    chain: tuple[Site, ...] = ()  # the user's lines that led to where it was made, the innermost first


@dataclass(frozen=True)
class Param:
    """A parameter: its name in its model, its shape, its model."""

    name: str
    shape: tuple[int, ...]
    model: int | None
    registered: bool = True


@dataclass(frozen=True)
class Event:
    """Something else that happened, in order: `eval`, `train`, `clip`, `schedule`, `seed`, `load`, ..."""

    kind: str
    step: int
    site: Site | None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """Everything that was written down of one run of a script."""

    sources: UserSource
    steps: int
    backwards: int
    seconds: float
    backward: tuple[Backward, ...]
    losses: tuple[Loss, ...]
    forwards: tuple[Forward, ...]
    updates: tuple[Update, ...]
    optimizers: tuple[Optimizer, ...]
    params: Mapping[int, Param]
    events: tuple[Event, ...]
    values: tuple[float, ...]  # the loss of every call of `backward`
    facts: Mapping[str, Any]  # what the probes and the data say
    failed: str = ""


@dataclass(frozen=True)
class Finding:
    """One mistake: what, how sure, where, by which numbers."""

    kind: str
    certain: bool
    site: Site | None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    cure: str = ""
    replace: tuple[int, int] | None = None  # the lines that the cure takes the place of
