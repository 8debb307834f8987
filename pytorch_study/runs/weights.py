"""Weights as safetensors: a format that holds tensors and executes nothing. Believed only after their SHA-256."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import nn

from pytorch_study.errors import CheckpointError
from pytorch_study.files import sha256
from pytorch_study.lesson import Names

SHIPPED = Path(__file__).parents[1] / "weights"
"""The weights that come with the package, each with its card: `mnist-default.safetensors` and `.json`."""


def to_bytes(
    model: nn.Module, lesson: str, recipe: str, seed: int, names: Names, precision: torch.dtype | None = None
) -> bytes:
    """A model's weights as the bytes of a safetensors file; what they are is in its metadata.

    With `precision`, e.g. float16, numbers with a fraction are rounded to it: half the bytes.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
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
        CheckpointError: missing, changed, or of another model.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=error.strerror or error) from error
    if (found := sha256(content)) != digest:
        raise CheckpointError("weights_digest", path=path, expected=digest, found=found)
    try:
        model.load_state_dict(safetensors.torch.load(content))
    except (RuntimeError, safetensors.SafetensorError) as error:
        raise CheckpointError("other_model", path=path, why=str(error).splitlines()[0]) from error
    return model.eval()


def names_from(value: dict[str, Any]) -> Names:
    """The `Names` that were stored as JSON."""
    return Names(
        labels=tuple(value["labels"]),
        zh=tuple(value.get("zh", ())),  # older files do not have it
        columns=tuple(value["columns"]),
        target=value["target"],
        shape=tuple(value["shape"]),
    )


def card(lesson: str, recipe: str) -> tuple[Path, dict[str, Any]] | None:
    """The path of the shipped weights of a recipe, and their card; None where none ship."""
    path = SHIPPED / f"{lesson}-{recipe}.safetensors"
    if not path.with_suffix(".json").is_file():
        return None
    return path, json.loads(path.with_suffix(".json").read_text("utf-8"))
