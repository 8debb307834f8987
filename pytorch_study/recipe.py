"""Recipes: the hyper-parameters of a training, typed and validated. This module does not import torch."""

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
    """The hyper-parameters of a training. A lesson may subclass it to add fields, but not behaviour.

    Attributes:
        epochs: number of passes over the training set.
        batch_size: examples per step, summed over all processes.
        lr: peak learning rate.
        optimizer: `sgd` (with Nesterov momentum), `adam`, `adamw`, or `muon`: Muon for the weights of all layers but
            the last, with the L2 norm of each filter preserved, and `adamw`, at a tenth of `lr`, for the rest: biases,
            the last layer, and weights that start at 0 (see `engine/optimizers.py`).
        schedule: `constant`; `onecycle`: cosine warm-up over the first 30 % of the steps, then cosine decay almost to
            0, while Adam's beta1, or the momentum of the others, moves the opposite way (torch's OneCycleLR; Smith &
            Topin 2018, arXiv:1708.07120); or `linear`: linear warm-up over the first tenth of the steps, then linear
            decay to 0.
        weight_decay: strength of the pull of weights towards 0; with `adamw` it is multiplied by lr in every step;
            with `muon` it applies to its `adamw` part only.
        label_smoothing: fraction of the target probability that is spread evenly over all classes (Szegedy et al. 2015,
            arXiv:1512.00567, section 7); classification only.
        clip: maximum L2 norm of the gradient over all parameters; `none`: no gradient clipping.
        ema: decay per step of the exponential moving average of the weights, which is then what is evaluated and saved;
            `none`: no averaging.
        augment: augmentations of the training images, in this order: `flip`, `alternating_flip`, `crop`, `cutout`,
            `affine`, `progressive_resize`, most with an optional amount after a colon (`crop:4`), see
            `data/augment.py`.
        scaling: `raw`: pixels 0..255 unchanged; `shifted`: pixels / 255 + 0.1, so that black is not 0; `standard`:
            (pixels / 255 - mean) / std with the lesson's `mean` and `std`.
        validation: number of training examples held out as the validation set.
        limit: maximum number of training examples, those held out for `validation` included; `none`: all.
        per_class: maximum number of training examples of each class; `none`: all.
        precision: `fp32`, `bf16` (autocast), or `auto`: bf16 if the processor supports it natively.
        folds: number of folds of the cross-validation that scores a training on the user's own pictures, which then
            learns from all of them; 0, or where they have a test folder: none.
        init: weights to start from: a name that the lesson knows, a lesson's shipped weights (`mnist:default`), a
            finished run's folder, or a `.safetensors` file; `none`: random ones.
        momentum: fraction of the last step's direction that the next one keeps, in `sgd` and `muon`; with `onecycle` it
            moves from 0.05 above to 0.05 below, and back.
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
    per_class: int | None = dataclasses.field(default=None, metadata={"later": True})
    folds: int = dataclasses.field(default=0, metadata={"later": True})
    init: str | None = dataclasses.field(default=None, metadata={"later": True})
    momentum: float = dataclasses.field(default=0.9, metadata={"later": True})


AnyRecipe = TypeVar("AnyRecipe", bound=Recipe)


def at_least(lowest: float, default: Any, *, later: bool = False) -> Any:
    """A field with a minimum, for lessons that add fields to their recipes.

    In `depth: int = at_least(2, default=3)`, a lower value is reported in the same way as for the built-in fields.
    With `later` it was added after results had been measured, see the function of that name.
    """
    return dataclasses.field(default=default, metadata={"limits": (lowest, math.inf, True), "later": later})


def later(default: Any) -> Any:
    """A recipe field added after results had been measured; at its default value it does not affect `digest`."""
    return dataclasses.field(default=default, metadata={"later": True})


def or_own(word: str, default: Any) -> Any:
    """A field that the user's own table sets to `word`, which nobody can choose without one."""
    return dataclasses.field(default=default, metadata={"own": word})


def own_words(recipe: Recipe) -> dict[str, str]:
    """The fields of `or_own`, with their words."""
    return {one.name: one.metadata["own"] for one in dataclasses.fields(recipe) if "own" in one.metadata}


# Field: (lowest, highest, whether the lowest itself is allowed). Fields not listed accept any value of their type.
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
    "per_class": (1, math.inf, True),
    "folds": (0, 100, True),
    "momentum": (0, 0.999, True),
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
    """A copy of the recipe with some fields changed; strings (`"0.1"`, `"none"`, `"a,b"`) are converted to their types.

    Raises:
        UsageError: an unknown field (the error names the closest match), or a value of the wrong type or out of range.
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
    """The recipe as a dictionary that can be serialised as JSON."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in dataclasses.asdict(recipe).items()}


def choices(recipe: Recipe) -> dict[str, tuple[str, ...]]:
    """The fields that accept only certain strings, with these strings."""
    found = {name: get_args(hint) for name, hint in _hints(recipe).items() if get_origin(hint) is Literal}
    own = own_words(recipe)
    return {name: tuple(word for word in words if word != own.get(name)) for name, words in found.items()}


def digest(recipe: Recipe) -> str:
    """A hash of the recipe, 12 hexadecimal digits, by which measured results are stored.

    It hashes a canonical form, so that results are still found after a field or an augmentation was renamed, or a field
    was added and has its default value.
    """
    return hashlib.sha256(json.dumps(_canonical(recipe), sort_keys=True).encode()).hexdigest()[:12]


def _canonical(recipe: Recipe) -> dict[str, Any]:
    """The fields under the names they were first hashed with, without `later` fields at their defaults."""
    old_fields = {new: old for old, new in recipe.OLD_NAMES.items()}
    old_changes = {new: old for old, new in AUGMENT.items()}
    values = fields(recipe)
    values["augment"] = [
        "".join([old_changes.get(name, name), colon, amount])
        for name, colon, amount in (change.partition(":") for change in map(modern_augment, values["augment"]))
    ]
    since = _later(type(recipe))
    return {old_fields.get(k, k): v for k, v in values.items() if not (k in since and v == since[k])}


def _later(kind: type[Recipe]) -> dict[str, Any]:
    """The fields that recipes of this class gained later, with their defaults."""
    return {one.name: one.default for one in dataclasses.fields(kind) if one.metadata.get("later")}


def modern(values: dict[str, Any], kind: type[Recipe] = Recipe) -> dict[str, Any]:
    """Recipe fields saved by an older version, under their current names.

    Args:
        values: what was saved.
        kind: the recipe's class; its `later` fields that are missing have their defaults.
    """
    values = _later(kind) | {kind.OLD_NAMES.get(name, name): value for name, value in values.items()}
    if "augment" in values:
        values["augment"] = [modern_augment(change) for change in values["augment"]]
    return values


def differences(left: dict[str, Any], right: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which two recipes differ, with both values; None where a recipe lacks the field."""
    names = list(left) + [name for name in right if name not in left]
    return {n: (left.get(n), right.get(n)) for n in names if left.get(n) != right.get(n)}


def _hints(recipe: Recipe) -> dict[str, Any]:
    """The type of each field."""
    hints = typing.get_type_hints(type(recipe))
    return {one.name: hints[one.name] for one in dataclasses.fields(recipe)}


def _within(value: float, lowest: float, highest: float, closed: bool) -> bool:
    # not math.isfinite, which converts to float: an integer may be too large for that
    return lowest <= value <= highest and (closed or value > lowest) and -math.inf < value < math.inf


def _range(lowest: float, highest: float, closed: bool) -> str:
    return f"{'[' if closed else '('}{lowest:g}, {highest:,g}{']' if math.isfinite(highest) else ')'}"


def _read(name: str, value: Any, hint: Any) -> Any:
    """`value` converted to the type `hint`; raises a UsageError that names the type if that is impossible."""
    if (
        type(value).__module__ == "numpy" and value.ndim == 0
    ):  # a numpy scalar cannot be stored in a checkpoint, even one that is a float
        value = value.item()
    arguments, origin = get_args(hint), get_origin(hint)
    if origin is types.UnionType or origin is typing.Union:  # X | None
        if value is None or (isinstance(value, str) and value.lower() == "none"):
            return None
        return _read(name, value, next(kind for kind in arguments if kind is not types.NoneType))
    if origin is Literal:
        value = next((one for one in arguments if str(one) == value), value)  # "2" on a command line
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
