"""A run folder: its name, its lock, its metadata and metrics."""

import contextlib
import csv
import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pytorch_study.artifacts import steps
from pytorch_study.artifacts.checkpoint import GENERATIONS
from pytorch_study.artifacts.run_json import METADATA, OLD_METADATA, read_json, read_metadata
from pytorch_study.engine.records import Epoch
from pytorch_study.errors import CheckpointError, UsageError, nearest, reason
from pytorch_study.files import disk, write, write_json
from pytorch_study.lesson import Lesson

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESULT = {"lesson": (str,), "test_loss": (float,), "epochs": (int,), "seconds": (float, int), "model_sha256": (str,)}
"""Required keys of `result.json`, with their types; a user may have edited the file."""


def columns(headline: str) -> tuple[str, ...]:
    """The columns of `metrics.csv`: the task's headline metric follows the loss, unless it is the loss itself."""
    names = ("epoch", "step", "lr", "train_loss", f"train_{headline}", "val_loss", f"val_{headline}", "seconds")
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Run:
    """A run: what a training wrote to `folder`.

    Attributes:
        folder: the run folder.
        given: its lesson, if that was passed in Python and cannot be loaded again from a file.
    """

    folder: Path
    given: Lesson | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def began(self) -> datetime:
        """When it started, from its name, which a copy keeps; if it was renamed, when its metadata were written."""
        with contextlib.suppress(ValueError):
            return datetime.strptime(self.name[:15], "%Y%m%d-%H%M%S")
        for name in (METADATA, OLD_METADATA):
            with contextlib.suppress(OSError, ValueError, OverflowError):  # it has only one; or was just deleted
                return datetime.fromtimestamp((self.folder / name).stat().st_mtime)
        return datetime.min

    @property
    def metadata(self) -> dict[str, Any]:
        """The content of `run.json`: lesson, task, seed, data, and the recipe with every field.

        Raises:
            CheckpointError: it cannot be read, lacks a key, or was written by a newer version.
        """
        return read_metadata(self.folder)

    @property
    def recipe(self) -> dict[str, Any]:
        """Every field of its recipe."""
        fields: dict[str, Any] = self.metadata["recipe"]
        return fields

    @property
    def result(self) -> dict[str, Any] | None:
        """The content of `result.json`; None until the run is finished."""
        path = self.folder / "result.json"
        if not path.exists():
            return None
        content = read_json(path, RESULT)
        metrics = {name: value for name, value in content.items() if name.startswith("test_")}
        if wrong := [k for k, v in metrics.items() if isinstance(v, bool) or not isinstance(v, int | float | None)]:
            raise CheckpointError("lacks_fields", path=path, names=", ".join(wrong))
        return content

    @property
    def history(self) -> list[dict[str, float | None]]:
        """The rows of `metrics.csv`, one per epoch.

        `epoch`, from 1; `step`; `lr`, of the next step; `train_loss`, `val_loss` and `train_X`, `val_X` of the headline
        (`train_accuracy`: a fraction of 1), None: not measured; `seconds` of training since the beginning, not of this
        epoch alone.

        Raises:
            CheckpointError: the file cannot be read or has other content.
        """
        path = self.folder / "metrics.csv"
        if not path.exists():
            return []
        try:
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = [*csv.reader(file, strict=True)] or [[]]
            names = [name.removeprefix("train_") for name in header[3:5] if name.startswith("train_")]
            if not names or tuple(header) != columns(names[-1]):
                raise ValueError(header)
            return [{k: float(v) if v else None for k, v in zip(header, row, strict=True)} for row in rows]
        except OSError as error:
            raise CheckpointError("cannot_read", path=path, why=reason(error)) from error
        except (ValueError, csv.Error) as error:
            raise CheckpointError("bad_metrics", path=path) from error

    @property
    def steps(self) -> list[dict[str, float]]:
        """The rows of `steps.csv`: the loss every few steps; [] where an older run has none.

        Raises:
            CheckpointError: there is something else in it.
        """
        return steps.read(self.folder)

    @property
    def report(self) -> Path:
        """The path of the HTML report."""
        return self.folder / "report.html"

    def curves(self) -> "Figure":
        """A figure of loss, headline metric and learning rate over the epochs, or, if there are few, the steps."""
        from pytorch_study.plots import learning  # matplotlib: a third of a second that `generate` need not wait

        return learning.curves(self.history, self.metadata["headline"], self.steps)


def epoch_row(epoch: Epoch, headline: str) -> dict[str, float | None]:
    """An epoch as a row of `metrics.csv`, in which the headline has its own name."""
    metric = {f"{part}_{headline}": f"{part}_metric" for part in ("train", "val") if headline != "loss"}
    return {name: getattr(epoch, metric.get(name, name)) for name in columns(headline)}


def new_run(runs: Path, lesson: str, seed: int) -> Run:
    """Create a run folder such as `20260114-153012_mnist_seed0`; a second one in the same second gets `-2`.

    Raises:
        DiskError: it cannot be created.
    """
    stem = f"{datetime.now():%Y%m%d-%H%M%S}_{lesson}_seed{seed}"
    with disk(runs):
        runs.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            folder = runs / (stem if number == 1 else f"{stem}-{number}")
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                return Run(folder)
    raise UsageError("no_run", name=stem, nearest="")


def write_metrics(run: Run, history: list[Epoch], headline: str) -> None:
    """Rewrite `metrics.csv` with one row per epoch; values that were not measured are empty."""
    table = io.StringIO(newline="")
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(columns(headline))
    for epoch in history:
        rows.writerow(["" if value is None else value for value in epoch_row(epoch, headline).values()])
    write(run.folder / "metrics.csv", table.getvalue())


@contextlib.contextmanager
def lock(run: Run) -> Iterator[None]:
    """Lock a run folder. The system frees the lock when its owner dies, however it dies.

    Raises:
        UsageError: another process is training in this folder; the message gives its process id.
        DiskError: the folder cannot be written to.
    """
    owner = run.folder / ".owner.json"
    file_lock = FileLock(run.folder / ".lock")
    with disk(run.folder):
        try:
            file_lock.acquire(blocking=False)
        except Timeout as error:  # itself an OSError
            time.sleep(0.2)  # a new owner writes its process id shortly after it has locked
            pid = read_json(owner, {}).get("pid", "?") if owner.exists() else "?"
            raise UsageError("locked", path=run.folder, pid=pid) from error
        for leftover in run.folder.glob(".*.tmp"):  # partial files of a process that was killed while writing
            leftover.unlink()
    try:
        write_json(owner, {"pid": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}"})
        yield
    finally:
        with contextlib.suppress(OSError):
            owner.unlink()
        file_lock.release()


def all_runs(runs: Path) -> list[Run]:
    """The runs in a folder, newest last."""
    if not runs.is_dir():
        return []
    found = [
        Run(folder) for folder in {path.parent for name in (METADATA, OLD_METADATA) for path in runs.glob(f"*/{name}")}
    ]
    return sorted(found, key=lambda run: (run.began, len(run.name), run.name))  # -10 sorts after -2


def find(name: str, runs: Path) -> Run:
    """Find a run by path, by name, or `latest`.

    Raises:
        UsageError: there is no such run.
    """
    known = all_runs(runs)
    if name == "latest":
        if not known:
            raise UsageError("no_runs", path=runs.resolve())
        return known[-1]
    with contextlib.suppress(OSError, ValueError):  # longer than a name can be, or with a zero byte
        for folder in (Path(name), runs / name):
            if any((folder / name).is_file() for name in (METADATA, OLD_METADATA)):
                return Run(folder)
        for folder in (Path(name), runs / name):
            if folder.is_dir():
                raise UsageError("no_metadata", path=folder)
    raise UsageError("no_run", name=name, nearest=nearest(name, [run.name for run in known]) if known else "")


def _diverged(run: Run) -> bool:
    """Whether its training diverged, as it would again. What is wrong with damaged metadata is told by who resumes."""
    with contextlib.suppress(CheckpointError):
        return run.metadata.get("diverged") is not None
    return False


def unfinished(runs: Path) -> Run:
    """The newest run that can be resumed.

    Raises:
        UsageError: there is none.
    """
    for run in reversed(all_runs(runs)):
        with contextlib.suppress(CheckpointError):  # skip a damaged run
            has_checkpoint = any((run.folder / name).exists() for name in GENERATIONS)
            if has_checkpoint and run.result is None and not _diverged(run) and not _lesson_only_in_python(run):
                return run
    raise UsageError("nothing_to_resume", path=runs.resolve())


def _lesson_only_in_python(run: Run) -> bool:
    """Whether its lesson was passed in Python and is not in a file."""
    with contextlib.suppress(CheckpointError):  # damaged metadata are reported when the run is resumed
        return bool(run.metadata["python_only"])
    return False
