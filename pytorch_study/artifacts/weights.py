"""Weights as safetensors, a format without code; loaded only if their SHA-256 is right."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import nn

from pytorch_study.data.table_form import form_from
from pytorch_study.engine.unsure import Familiar
from pytorch_study.errors import CheckpointError, reason
from pytorch_study.files import sha256
from pytorch_study.lesson import DataInfo, input_of_shape
from pytorch_study.recipe import differences, modern

SHIPPED = Path(__file__).parents[1] / "weights"
"""The weights that ship with the package, each with its card: `mnist-default.safetensors` and `.json`."""

UNSURE = ".unsure"
"""Suffix of the safetensors file beside weights that tells how unlike the training images a picture is."""

SHOWN = 4
"""Most tensors named in an error message."""


def to_bytes(
    model: nn.Module, lesson: str, recipe: str, seed: int, names: DataInfo, precision: torch.dtype | None = None
) -> bytes:
    """Serialize a model's weights to safetensors, with a description in the file's metadata.

    With `precision`, e.g. float16, floating-point tensors are rounded to it, which halves the size.
    """
    # Copies, because safetensors rejects two names for the same memory, as layers with shared weights have.
    contiguous = torch.contiguous_format
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=contiguous) for name, tensor in model.state_dict().items()
    }
    if precision is not None:
        tensors = {name: t.to(precision) if t.is_floating_point() else t for name, t in tensors.items()}
    description = {"lesson": lesson, "recipe": recipe, "seed": seed, "names": asdict(names)}
    # One entry only: safetensors writes several in any order, and the same weights should give the same file.
    return safetensors.torch.save(tensors, metadata={"about": json.dumps(description)})


def load_into(model: nn.Module, path: Path, digest: str) -> nn.Module:
    """Load the weights of a file into `model`, and return it in evaluation mode.

    Args:
        model: of the same architecture as the saved one.
        path: a safetensors file.
        digest: its SHA-256, from the run's result or the card.

    Raises:
        CheckpointError: the file is missing, was changed, belongs to another model, or has values that are not finite.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=reason(error)) from error
    if (found := sha256(content)) != digest:
        raise CheckpointError("weights_digest", path=path, expected=digest, found=found)
    try:
        tensors = safetensors.torch.load(content)
    except (safetensors.SafetensorError, RuntimeError, LookupError, ValueError, TypeError) as error:
        raise CheckpointError("not_weights", path=path, why=" ".join(str(error).split())[:200]) from error
    must_fit(model, tensors, path)
    model.load_state_dict(tensors)
    if not_finite := [name for name, weight in model.named_parameters() if not weight.isfinite().all()]:
        raise CheckpointError("weights_not_finite", path=path, names=", ".join(not_finite[:SHOWN]))
    return model.eval()


def familiar_to_bytes(familiar: Familiar) -> bytes:
    """Serialize what a model's training images look like to safetensors."""
    return safetensors.torch.save({name: values.contiguous() for name, values in familiar.tensors().items()})


def load_familiar(path: Path, digest: str) -> Familiar:
    """Load what `familiar_to_bytes` made.

    Raises:
        CheckpointError: the file is missing, or was changed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=error.strerror or error) from error
    if (found := sha256(content)) != digest:
        raise CheckpointError("weights_digest", path=path, expected=digest, found=found)
    return Familiar(**safetensors.torch.load(content))


def must_fit(model: nn.Module, tensors: Mapping[str, Any], path: Path) -> None:
    """Check that tensors match a model: the names, the shapes, and which are floating-point.

    Raises:
        CheckpointError: they do not; the message lists the differences.
    """
    differ = differences(_signatures(tensors), _signatures(model.state_dict()))
    if not differ:
        return
    lines = [f"{name}: {(old or '-')[:60]} → {new or '-'}" for name, (old, new) in sorted(differ.items())]
    more = ["..."] if len(lines) > SHOWN else []
    raise CheckpointError("other_model", path=path, why=", ".join(lines[:SHOWN] + more))


def _signatures(tensors: Mapping[str, Any]) -> dict[str, str]:
    """Each tensor's shape as text, e.g. `(64, 2)`, with its dtype unless that is a float of any precision."""
    return {
        name: f"{tuple(t.shape)}" if t.is_floating_point() else f"{t.dtype} {tuple(t.shape)}".removeprefix("torch.")
        for name, t in tensors.items()
        if isinstance(t, torch.Tensor)
    }


def info_from(value: dict[str, Any]) -> DataInfo:
    """The `DataInfo` that was stored as JSON."""
    return DataInfo(
        labels=tuple(value["labels"]),
        zh=tuple(value.get("zh", ())),  # missing in older files
        columns=tuple(value["columns"]),
        target=value["target"],
        shape=tuple(value["shape"]),
        input=value.get("input") or input_of_shape(value["shape"]),
        form=form_from(value.get("form")),
        dataset=str(value.get("dataset", "")),
    )


def card_metadata(card: dict[str, Any]) -> dict[str, Any]:
    """Convert a card to the form of a run's metadata."""
    return {
        "lesson": card["lesson"],
        "recipe_name": card["recipe"],
        "recipe": modern(card["fields"]),
        "seed": card["seed"],
        "data": {"info": card["names"], **{name: card[name] for name in ("ranges", "distance") if name in card}},
    }


def card(lesson: str, recipe: str) -> tuple[Path, dict[str, Any]] | None:
    """The path of a recipe's shipped weights, and their card; None if the recipe ships none.

    Raises:
        CheckpointError: the card cannot be read.
    """
    path = SHIPPED / f"{lesson}-{recipe}.safetensors"
    card_path = path.with_suffix(".json")
    if not card_path.is_file():
        return None
    try:
        return path, json.loads(card_path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError("cannot_read", path=card_path, why=reason(error)) from error
