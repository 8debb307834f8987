"""A recipe: every number a training depends on, typed and checked. No torch in here."""

import dataclasses
import hashlib
import json
import math
import types
import typing
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar, get_args, get_origin

from pytorch_study.errors import UsageError, nearest
from pytorch_study.renamed import AUGMENT, AcceptsOldNames, OldAttributes, modern_augment, note
from pytorch_study.text import say


@dataclass(frozen=True, kw_only=True)
class Recipe(OldAttributes, metaclass=AcceptsOldNames):
    """How a lesson is trained. A lesson may add fields, never behaviour.

    Attributes:
        epochs: how often the whole training set is seen.
        batch_size: examples per step; under several processes, of all of them together.
        lr: the peak learning rate.
        optimizer: `sgd` (Nesterov momentum 0.9), `adam`, `adamw`, or `muon`: Muon for the weights of all layers but
            the last, each filter kept at its length, and `adamw` for the rest (see `engine/optimizers.py`).
        schedule: `constant`, or `onecycle`: lr rises as a cosine over the first 30 % of the steps, then falls as one
            almost to 0, while Adam's beta1, or the others' momentum, moves the other way (torch's OneCycleLR; Smith &
            Topin 2018, arXiv:1708.07120); or `linear`: a straight line up over the first tenth of the steps, then one
            down to 0.
        weight_decay: how strongly weights are pulled to 0; with `adamw` times lr, a step; of `muon`, its `adamw`.
        label_smoothing: the share of certainty taken from the true class and given to all (Szegedy et al. 2015,
            arXiv:1512.00567, section 7); classification only.
        clip: the longest gradient (L2 norm over all parameters) a step may use; `none`: any.
        ema: the decay, a step, of the moving average of the weights, which is what is evaluated and kept; `none`: the
            last weights themselves.
        augment: changes to training images, in this order: `flip`, `alternating_flip`, `crop`, `cutout`, `affine`,
            `progressive_resize`, most with an optional amount after a colon (`crop:4`), see `data/augment.py`.
        scaling: `raw`: pixels 0..255 as they are; `shifted`: pixels / 255 + 0.1, so that black is not 0; `standard`:
            mean 0 and standard deviation 1 over the training set.
        validation: examples of the training set held out for the validation curve; they are never trained on.
        limit: use only so many training examples; `none`: all.
        precision: `fp32`, `bf16` (autocast), or `auto`: bf16 where the processor multiplies it natively.
    """

    OLD_NAMES: ClassVar = {"inputs": "scaling"}

    epochs: int = 10
    batch_size: int = 256
    lr: float = 1e-3
    optimizer: Literal["sgd", "adam", "adamw", "muon"] = "adamw"
    schedule: Literal["constant", "onecycle", "linear"] = "onecycle"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    clip: float | None = None
    ema: float | None = None
    augment: tuple[str, ...] = ()
    scaling: Literal["raw", "shifted", "standard"] = "standard"
    validation: int = 0
    limit: int | None = None
    precision: Literal["auto", "fp32", "bf16"] = "fp32"


AnyRecipe = TypeVar("AnyRecipe", bound=Recipe)


def at_least(lowest: float, default: Any) -> Any:
    """A field that a lesson adds, none of whose values may be lower.

    A lesson says `depth: int = at_least(2, default=3)`, and a wrong value is told like that of any other field.
    """
    return dataclasses.field(default=default, metadata={"limits": (lowest, math.inf, True)})


def later(default: Any) -> Any:
    """A field that came after figures had been measured: at its default it leaves `digest` as it was."""
    return dataclasses.field(default=default, metadata={"later": True})


# Field: (lowest, highest, is the lowest itself allowed?). A field that is not here may have any value of its type.
LIMITS: dict[str, tuple[float, float, bool]] = {
    "epochs": (1, 1_000_000, True),
    "batch_size": (1, 1_000_000, True),
    "lr": (0, math.inf, False),
    "weight_decay": (0, math.inf, True),
    "label_smoothing": (0, 0.99, True),
    "clip": (0, math.inf, False),
    "ema": (0, 0.999999, False),
    "validation": (0, math.inf, True),
    "limit": (1, math.inf, True),
}


# What a field of such a type is said to take.
TYPES: dict[Any, str] = {
    int: "type.int",
    float: "type.float",
    bool: "type.bool",
    str: "type.str",
    tuple: "type.list",
    list: "type.list",
}


def change(recipe: AnyRecipe, changes: dict[str, Any]) -> AnyRecipe:
    """The recipe with some fields changed; a string value is read as the field's type (`"0.1"`, `"none"`, `"a,b"`).

    Raises:
        UsageError: an unknown field (the nearest is named), a value of the wrong type or out of its range.
    """
    hints = _hints(recipe)
    for old, new in recipe.OLD_NAMES.items():
        if old in changes:
            note(old, new)
            changes = {new if name == old else name: value for name, value in changes.items()}
    for name in changes:
        if name not in hints:
            raise UsageError("unknown_field", name=name, nearest=nearest(name, hints))
    values = {name: _read(name, value, hints[name]) for name, value in changes.items()}
    if "augment" in values:
        for old in (name for change in values["augment"] if (name := change.partition(":")[0]) in AUGMENT):
            note(old, AUGMENT[old])
        values["augment"] = type(values["augment"])(map(modern_augment, values["augment"]))
    own = {one.name: one.metadata["limits"] for one in dataclasses.fields(recipe) if "limits" in one.metadata}
    for name, value in values.items():
        limits = {**LIMITS, **own}.get(name, (-math.inf, math.inf, True))
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, int | float) and not isinstance(one, bool) and not _within(one, *limits):
                raise UsageError("out_of_range", name=name, value=one, range=_range(*limits))
    return dataclasses.replace(recipe, **values)


def fields(recipe: Recipe) -> dict[str, Any]:
    """The recipe as plain values that JSON can hold."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in dataclasses.asdict(recipe).items()}


def choices(recipe: Recipe) -> dict[str, tuple[str, ...]]:
    """The fields that take only certain words, with these words."""
    hints = _hints(recipe)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def digest(recipe: Recipe) -> str:
    """Twelve hexadecimal digits that change with any field: what a measured figure is filed under.

    What is hashed is a canonical form, so that a figure is found again after a field or a change got another name, and
    after a field came that has its default.
    """
    return hashlib.sha256(json.dumps(_canonical(recipe), sort_keys=True).encode()).hexdigest()[:12]


def _canonical(recipe: Recipe) -> dict[str, Any]:
    """The fields under the names that they were first hashed with, without those that came later (`later`)."""
    old_fields = {new: old for old, new in recipe.OLD_NAMES.items()}
    old_changes = {new: old for old, new in AUGMENT.items()}
    values = fields(recipe)
    values["augment"] = [
        "".join([old_changes.get(name, name), colon, amount])
        for name, colon, amount in (change.partition(":") for change in map(modern_augment, values["augment"]))
    ]
    since = {one.name: one.default for one in dataclasses.fields(recipe) if one.metadata.get("later")}
    return {old_fields.get(k, k): v for k, v in values.items() if not (k in since and v == since[k])}


def modern(values: dict[str, Any]) -> dict[str, Any]:
    """A recipe's fields as an older version wrote them, under today's names."""
    values = {Recipe.OLD_NAMES.get(name, name): value for name, value in values.items()}
    if "augment" in values:
        values["augment"] = [modern_augment(change) for change in values["augment"]]
    return values


def differences(left: dict[str, Any], right: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field by field what differs between two recipes' values; a field one of them lacks counts as None there."""
    names = list(left) + [name for name in right if name not in left]
    return {n: (left.get(n), right.get(n)) for n in names if left.get(n) != right.get(n)}


def _hints(recipe: Recipe) -> dict[str, Any]:
    """The fields' types."""
    hints = typing.get_type_hints(type(recipe))
    return {one.name: hints[one.name] for one in dataclasses.fields(recipe)}


def _within(value: float, lowest: float, highest: float, closed: bool) -> bool:
    # compared, and not asked by math.isfinite, which makes a float of it: a whole number may be too large for one
    return lowest <= value <= highest and (closed or value > lowest) and -math.inf < value < math.inf


def _range(lowest: float, highest: float, closed: bool) -> str:
    return f"{'[' if closed else '('}{lowest:g}, {highest:,g}{']' if math.isfinite(highest) else ')'}"


def _read(name: str, value: Any, hint: Any) -> Any:
    """`value` as the type `hint` says, or a UsageError that names the type."""
    if type(value).__module__ == "numpy" and value.ndim == 0:  # no checkpoint may hold one, though it is called a float
        value = value.item()
    arguments, origin = get_args(hint), get_origin(hint)
    if origin is types.UnionType or origin is typing.Union:  # X | None
        if value is None or (isinstance(value, str) and value.lower() == "none"):
            return None
        return _read(name, value, next(kind for kind in arguments if kind is not types.NoneType))
    if origin is Literal:
        if value not in arguments:
            raise UsageError("bad_choice", name=name, value=value, nearest=nearest(str(value), map(str, arguments)))
        return value
    kind = origin or hint
    if kind in (tuple, list):
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip() and value.lower() != "none"]
        if isinstance(value, list | tuple):
            return kind(_read(name, part, arguments[0]) if arguments else part for part in value)
    elif hint is bool and isinstance(value, str | bool):
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if str(value).lower() in words:
            return words[str(value).lower()]
    elif isinstance(kind, type) and isinstance(value, kind) and not isinstance(value, bool):
        return value
    elif hint in (int, float) and isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = hint(value)
        except (ValueError, OverflowError):
            number = None
        if number is not None and (isinstance(value, str) or number == value):
            return number
    wanted = say(TYPES[kind]) if kind in TYPES else getattr(hint, "__name__", str(hint))
    raise UsageError("bad_type", name=name, value=value, type=wanted)
