"""The weights that a training starts from, as a recipe's `init` names them."""

import contextlib
import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from pytorch_study.artifacts import weights
from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.run_json import METADATA, OLD_METADATA
from pytorch_study.errors import CheckpointError, UsageError, nearest, reason
from pytorch_study.files import quoted, sha256
from pytorch_study.lesson import Lesson, PackagedWeights
from pytorch_study.recipe import Recipe

MODEL = "model.safetensors"
SHOWN = 200
"""Most characters of an unknown name in an error message."""


@dataclass(frozen=True)
class Initial:
    """Weights to start from.

    Attributes:
        name: as the recipe names them; a path is absolute, so that it holds in any folder.
        sha256: SHA-256 of the file.
        tensors: the weights by name.
    """

    name: str
    sha256: str
    tensors: dict[str, Tensor]


def read_initial(lesson: Lesson, recipe: Recipe) -> Initial | None:
    """Read the weights that a recipe's `init` names; None if it names none.

    Raises:
        UsageError: nothing has this name, or the extra with these weights is not installed.
        CheckpointError: the file cannot be read, or was changed.
    """
    name = recipe.init
    if name is None:
        return None
    found = (name, *_packaged(name, lesson.weights[name])) if name in lesson.weights else _ours(name, lesson)
    name, path, expected = found
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=reason(error)) from error
    digest = sha256(content)
    if expected is not None and digest != expected:
        raise CheckpointError("weights_digest", path=path, expected=expected, found=digest)
    return Initial(name, digest, _tensors(content, path, trusted=name in lesson.weights))


def check_initial(lesson: Lesson, recipe: Recipe, recorded: dict[str, str] | None) -> Initial | None:
    """Read the weights that a run has started from, and check that they are still the same.

    Raises:
        UsageError, CheckpointError: they are not; as for `read_initial`.
    """
    initial = read_initial(lesson, recipe)
    found, expected = initial.sha256 if initial else None, recorded["sha256"] if recorded else None
    if found != expected:
        raise CheckpointError("init_changed", name=recipe.init, expected=expected or "-", found=found or "-")
    return initial


def _packaged(name: str, packaged: PackagedWeights) -> tuple[Path, str | None]:
    """The file in an installed package, which is not imported, and its SHA-256."""
    spec = importlib.util.find_spec(packaged.package)
    if spec is None or spec.origin is None:
        raise UsageError("no_weights_package", name=name, package=packaged.package, extra=packaged.extra)
    return Path(spec.origin).parent / packaged.file, packaged.sha256


def _ours(name: str, lesson: Lesson) -> tuple[str, Path, str | None]:
    """The file of shipped weights, of a finished run, or at a path: its `Initial.name`, itself, its known SHA-256."""
    shipped = {one.stem.replace("-", ":"): one.stem for one in sorted(weights.SHIPPED.glob("*-*.json"))}
    known = name if ":" in name else f"{name}:default"
    if known in shipped and (found := weights.card(*shipped[known].split("-"))) is not None:
        return name, found[0], str(found[1]["sha256"])
    path, is_run, is_file = Path(name), False, False
    with contextlib.suppress(OSError):  # e.g. too long for a file's name
        is_run, is_file = any((path / one).is_file() for one in (METADATA, OLD_METADATA)), path.is_file()
    if is_run:
        if (result := Run(path).result) is None:
            raise UsageError("not_finished", name=path.resolve().name, path=quoted(path))
        return str(path.resolve()), path / MODEL, str(result["model_sha256"])
    if is_file:
        return str(path.resolve()), path, None
    raise UsageError("unknown_init", name=name[:SHOWN], nearest=nearest(name, [*lesson.weights, *shipped]))


def _tensors(content: bytes, path: Path, trusted: bool) -> dict[str, Tensor]:
    """The tensors in a file: safetensors; or, with a checksum of ours, what `torch.save` wrote."""
    try:
        if trusted:
            tensors: dict[str, Tensor] = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
            return tensors
        return safetensors.torch.load(content)
    except (safetensors.SafetensorError, RuntimeError, LookupError, ValueError, TypeError) as error:
        raise CheckpointError("not_weights", path=path, why=" ".join(str(error).split())[:200]) from error
