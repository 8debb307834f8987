"""Weights as safetensors: a format that holds tensors and executes nothing. Believed only after their SHA-256."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import nn

from pytorch_study.errors import CheckpointError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataInfo, input_of_shape
from pytorch_study.recipe import differences, modern

SHIPPED = Path(__file__).parents[1] / "weights"
"""The weights that come with the package, each with its card: `mnist-default.safetensors` and `.json`."""

SHOWN = 4
"""So many tensors are named where a file does not fit a model."""


def to_bytes(
    model: nn.Module, lesson: str, recipe: str, seed: int, names: DataInfo, precision: torch.dtype | None = None
) -> bytes:
    """A model's weights as the bytes of a safetensors file; what they are is in its metadata.

    With `precision`, e.g. float16, numbers with a fraction are rounded to it: half the bytes.
    """
    # Each a copy of its own: safetensors refuses two names for the same memory, as layers that share a weight have.
    whole = torch.contiguous_format
    tensors = {name: tensor.detach().cpu().clone(memory_format=whole) for name, tensor in model.state_dict().items()}
    if precision is not None:
        tensors = {name: t.to(precision) if t.is_floating_point() else t for name, t in tensors.items()}
    about = {"lesson": lesson, "recipe": recipe, "seed": seed, "names": asdict(names)}
    # One entry only: safetensors writes several in any order, and the same weights should be the same file.
    return safetensors.torch.save(tensors, metadata={"about": json.dumps(about)})


def load_into(model: nn.Module, path: Path, digest: str) -> nn.Module:
    """Fill `model` with the weights of a file.

    Args:
        model: of the same form as the one that was saved.
        path: a safetensors file.
        digest: its SHA-256, from the run's result or the card.

    Raises:
        CheckpointError: missing, changed, of another model, or not finite.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=error.strerror or error) from error
    if (found := sha256(content)) != digest:
        raise CheckpointError("weights_digest", path=path, expected=digest, found=found)
    try:
        tensors = safetensors.torch.load(content)
    except (safetensors.SafetensorError, RuntimeError, LookupError, ValueError, TypeError) as error:
        raise CheckpointError("not_weights", path=path, why=" ".join(str(error).split())[:200]) from error
    must_fit(model, tensors, path)
    model.load_state_dict(tensors)
    if strange := [name for name, weight in model.named_parameters() if not weight.isfinite().all()]:
        raise CheckpointError("weights_not_finite", path=path, names=", ".join(strange[:SHOWN]))
    return model.eval()


def must_fit(model: nn.Module, tensors: Mapping[str, Any], path: Path) -> None:
    """Make sure that these are this model's tensors: names, shapes, and fractions where the model has fractions.

    Raises:
        CheckpointError: they are not; what differs is listed.
    """
    differ = differences(_forms(tensors), _forms(model.state_dict()))
    if not differ:
        return
    listed = [f"{name}: {(old or '-')[:60]} → {new or '-'}" for name, (old, new) in sorted(differ.items())]
    more = ["..."] if len(listed) > SHOWN else []
    raise CheckpointError("other_model", path=path, why=", ".join(listed[:SHOWN] + more))


def _forms(tensors: Mapping[str, Any]) -> dict[str, str]:
    """Each tensor in words: `(64, 2)`, and its type unless that is a float of any precision."""
    return {
        name: f"{tuple(t.shape)}" if t.is_floating_point() else f"{t.dtype} {tuple(t.shape)}".removeprefix("torch.")
        for name, t in tensors.items()
        if isinstance(t, torch.Tensor)
    }


def info_from(value: dict[str, Any]) -> DataInfo:
    """The `Names` that were stored as JSON."""
    return DataInfo(
        labels=tuple(value["labels"]),
        zh=tuple(value.get("zh", ())),  # older files do not have it
        columns=tuple(value["columns"]),
        target=value["target"],
        shape=tuple(value["shape"]),
        input=value.get("input") or input_of_shape(value["shape"]),
    )


def card_metadata(card: dict[str, Any]) -> dict[str, Any]:
    """What a card says of its training, in the form of a run's metadata."""
    return {
        "lesson": card["lesson"],
        "recipe_name": card["recipe"],
        "recipe": modern(card["fields"]),
        "seed": card["seed"],
        "data": {"info": card["names"]},
    }


def card(lesson: str, recipe: str) -> tuple[Path, dict[str, Any]] | None:
    """The path of the shipped weights of a recipe, and their card; None where none ship.

    Raises:
        CheckpointError: the card cannot be read.
    """
    path = SHIPPED / f"{lesson}-{recipe}.safetensors"
    about = path.with_suffix(".json")
    if not about.is_file():
        return None
    try:
        return path, json.loads(about.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError("cannot_read", path=about, why=error) from error
