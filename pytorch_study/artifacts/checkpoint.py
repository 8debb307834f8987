"""Checkpoints: everything needed to resume exactly, sealed with a SHA-256 checksum, in two generations.

torch.save writes a zip file, and a zip file may end in a comment. The seal is that comment: the SHA-256 of all bytes
before it. So a checkpoint remains an ordinary `torch.load` file, and a single flipped bit is detected, which
`torch.load` alone does not do.
"""

import contextlib
import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import torch

from pytorch_study.artifacts.weights import must_fit
from pytorch_study.engine.compute import Compute, available_devices, select_device
from pytorch_study.engine.loop import TrainState
from pytorch_study.engine.records import Epoch
from pytorch_study.errors import CheckpointError, DiskError, UsageError, out_of_memory, reason
from pytorch_study.files import disk, replace, sha256, write
from pytorch_study.recipe import Recipe, differences, fields, modern
from pytorch_study.task import Task
from pytorch_study.text import say

CHANGEABLE = ("epochs", "lr", "schedule", "weight_decay", "label_smoothing", "clip", "augment")
"""Recipe fields that may change when a run is resumed: neither the model nor the order of the data depends on them."""

NAME, PREVIOUS = "checkpoint.pt", "checkpoint.previous.pt"
GENERATIONS = (f"{NAME}.new", NAME, PREVIOUS)
"""Newest first. A process killed between the two renames of `save` leaves no `checkpoint.pt`, but both others."""
FORMAT = 2
_SEAL = 64  # hexadecimal digits
_KINDS = {
    "lesson": str,
    "recipe": dict,
    "seed": int,
    "place": list,
    "progress": list,
    "history": list,
    "model": dict,
    "average": dict | None,
    "optimizers": list,
    "schedules": list,
}


def save(folder: Path, state: TrainState) -> None:
    """Write the state to `checkpoint.pt`; the checkpoint before becomes `checkpoint.previous.pt`.

    On a full disk, the older of two makes room for the new one, if the newer of them is whole.

    Raises:
        DiskError: it cannot be written; the earlier checkpoints are untouched.
    """
    current, previous = folder / NAME, folder / PREVIOUS
    staged = folder / f"{NAME}.new"
    content = seal(pack(state))
    try:
        write(staged, content)  # complete and on disk before any existing file is moved
    except DiskError as error:
        if error.key != "disk_full" or not previous.exists() or not _is_whole(current):
            raise
        with disk(previous):
            previous.unlink()
        write(staged, content)
    with disk(current):
        if current.exists():
            replace(current, previous)
        replace(staged, current)


def _is_whole(path: Path) -> bool:
    with contextlib.suppress(OSError, CheckpointError):
        unseal(path.read_bytes(), path)
        return True
    return False


def load(folder: Path) -> tuple[dict[str, Any], str | None]:
    """Load the newest intact checkpoint of a run.

    Returns:
        Its content, and a message about a newer but damaged one (None if there is none).

    Raises:
        CheckpointError: there is no checkpoint, or none is intact.
    """
    problem: CheckpointError | None = None
    for name in GENERATIONS:
        path = folder / name
        if not path.exists():
            continue
        try:
            return unpack(unseal(path.read_bytes(), path), path), str(problem) if problem else None
        except CheckpointError as error:
            problem = problem or error
        except OSError as error:
            problem = problem or CheckpointError("cannot_read", path=path, why=reason(error))
    raise problem or CheckpointError("no_checkpoint", path=folder)


def pack(state: TrainState) -> bytes:
    """Serialize the state, without the seal."""
    content = {
        "format": FORMAT,
        "lesson": state.lesson.name,
        "recipe": fields(state.recipe),
        "seed": state.seed,
        "processes": state.group.size,
        "place": [state.compute.device, state.compute.precision, state.compute.threads],
        "shards": state.compute.shards,
        "progress": [state.step, state.loss_sum, state.right, state.seen, state.seconds],
        "history": [list(vars(epoch).values()) for epoch in state.history],
        "model": state.model.state_dict(),
        "average": state.average.state_dict() if state.average is not None else None,
        "optimizers": [optimizer.state_dict() for optimizer in state.optimizers],
        "schedules": [schedule.state_dict() for schedule in state.schedules],
    }
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()


def restore(state: TrainState, content: dict[str, Any], path: Path, allow_changes: bool = False) -> dict[str, Any]:
    """Load a checkpoint into a fresh state.

    Args:
        state: a fresh state of the recipe to resume with.
        content: as `load` returns it.
        path: for error messages.
        allow_changes: whether the recipe may differ from the checkpoint's in the fields of `CHANGEABLE`.

    Returns:
        The differences, field to (before, now); {} means that the training resumes exactly.

    Raises:
        CheckpointError: it belongs to another lesson, recipe or model; the message lists the differences.
        UsageError: a field differs that cannot be changed, or the training is past the requested epochs.
    """
    if content["lesson"] != state.lesson.name:
        raise CheckpointError("other_lesson", path=path, found=content["lesson"], expected=state.lesson.name)
    differ = differences(modern(content["recipe"], type(state.recipe)), fields(state.recipe))
    if differ and not allow_changes:
        raise CheckpointError("other_recipe", path=path, differences=listed(differ))
    must_be_changeable(differ)
    step = content["progress"][0]
    if step > state.total:
        done = -(-step // state.steps_per_epoch)
        raise UsageError("out_of_range", name="epochs", value=state.recipe.epochs, range=f"[{done}, 1000000]")
    must_fit(state.model, content["model"], path)
    try:
        state.model.load_state_dict(content["model"])
        if state.average is not None:
            state.average.load_state_dict(content["average"])
        for optimizer, saved in zip(state.optimizers, content["optimizers"], strict=True):
            # optimizer state is always restored; learning rate and weight decay follow a changed recipe
            groups = optimizer.state_dict()["param_groups"] if differ else saved["param_groups"]
            optimizer.load_state_dict({"state": saved["state"], "param_groups": groups})
        for schedule, saved in zip(state.schedules, content["schedules"], strict=True):
            if not differ:
                schedule.load_state_dict(saved)
            elif step:  # the new schedule, as if it had run up to this step
                schedule.load_state_dict({**schedule.state_dict(), "last_epoch": step - 1, "_step_count": step + 1})
                schedule.step()
        state.step, state.loss_sum, state.right, state.seen, state.seconds = content["progress"]
        state.history = [Epoch(*values) for values in content["history"]]
    except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise CheckpointError("other_model", path=path, why=" ".join(str(error).split())[:200]) from error
    return differ


def compute_for(
    content: dict[str, Any], recipe: Recipe, task: Task | str, threads: int | None, processes: int
) -> tuple[Compute, list[str]]:
    """How a run goes on: as before where possible, because the last bits depend on it.

    Args:
        content: as `load` returns it.
        recipe: the recipe to resume with.
        task: the task.
        threads: number of CPU threads; None: as before.
        processes: number of processes that share each batch.

    Returns:
        Device, precision and threads; and what is no longer as before, in sentences.

    Raises:
        UsageError: `threads` is out of range.
    """
    (device, precision, before), shards, notes = content["place"], content.get("shards", 1), []
    if device not in available_devices():
        notes.append(say("screen.other_device", device=device))
        device, shards = "auto", 1
    if threads is None and content.get("processes", processes) == processes:  # they were chosen for that number
        threads = before
    compute = select_device(recipe, task, device, threads)
    compute = dataclasses.replace(compute, precision=precision, shards=shards if processes == 1 else 1)
    if content.get("processes", processes) != processes:
        notes.append(say("screen.other_processes", before=content["processes"], now=processes))
    if compute.threads != before and compute.shards == 1:
        notes.append(say("screen.other_threads", before=before, now=compute.threads))
    return compute, notes


def must_be_changeable(differ: dict[str, tuple[Any, Any]]) -> None:
    """Check that all differences between two recipes are in fields of `CHANGEABLE`.

    Raises:
        UsageError: some are not.
    """
    if fixed := [name for name in differ if name not in CHANGEABLE]:
        raise UsageError("fixed_field", names=", ".join(fixed), changeable=", ".join(CHANGEABLE))


def same_seed(content: dict[str, Any], about: dict[str, Any]) -> None:
    """Check that the seed in `run.json` was not edited: the data split depends on it.

    Raises:
        UsageError: it was.
    """
    if differ := differences({"seed": content["seed"]}, {"seed": about["seed"]}):
        raise UsageError("fixed_field", names=listed(differ), changeable=", ".join(CHANGEABLE))


def listed(differ: dict[str, tuple[Any, Any]]) -> str:
    """Format differences between recipes for a message."""
    return ", ".join(f"{name}: {old} → {new}" for name, (old, new) in differ.items())


def seal(packed: bytes) -> bytes:
    """Append the SHA-256 of the bytes as the zip file's comment."""
    body = packed[:-2] + _SEAL.to_bytes(2, "little")  # a zip file ends with the length of its comment
    return body + sha256(body).encode()


def unseal(content: bytes, path: Path) -> bytes:
    """Check the seal and return the bytes unchanged.

    Raises:
        CheckpointError: the file is truncated, was changed, or has no seal.
    """
    body, found = content[:-_SEAL], content[-_SEAL:]
    if len(content) < 1000 or sha256(body).encode() != found:
        raise CheckpointError("broken_seal", path=path, size=len(content))
    return content


def unpack(content: bytes, path: Path) -> dict[str, Any]:
    """Deserialize a sealed file, with `weights_only`, so that no code in it is executed.

    Raises:
        CheckpointError: it was written by another version or another program.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:  # our files are not compressed; a zip bomb is
            if sum(part.file_size for part in parts.infolist()) > len(content):
                raise ValueError("compressed")
        value: dict[str, Any] = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        if (written := value.get("format")) != FORMAT and isinstance(written, int):
            raise CheckpointError("other_format", path=path)
        if wrong := [name for name, kind in _KINDS.items() if not isinstance(value[name], kind)]:
            raise ValueError(", ".join(wrong))
        if [type(one) for one in value["place"]] != [str, str, int] or len(value["progress"]) != 5:
            raise ValueError("place, progress")
    except CheckpointError:
        raise
    except Exception as error:  # torch raises many types for an unexpected file
        if out_of_memory(error):
            raise
        raise CheckpointError("foreign_checkpoint", path=path) from error
    return value
