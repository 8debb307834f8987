"""A run's folder: its name, its lock, its small files."""

import contextlib
import csv
import io
import json
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
from pytorch_study.engine.records import Epoch
from pytorch_study.errors import CheckpointError, UsageError, nearest
from pytorch_study.files import disk, write, write_json
from pytorch_study.lesson import Lesson, input_of_shape
from pytorch_study.plots import learning
from pytorch_study.recipe import modern
from pytorch_study.task import TASKS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METADATA, OLD_METADATA = "run.json", "recipe.json"
"""What a run is: its file, and the file that it was in before there was a format 2; that one is still read."""
FORMAT = 2
TEXT, NOTHING = str, type(None)
NEED = {
    "lesson": (TEXT,),
    "file": (dict, NOTHING),
    "task": (TEXT,),
    "recipe_name": (TEXT,),
    "recipe": (dict,),
    "seed": (int,),
    "data": (dict,),
}
OLD_NEED = {
    "lesson": (TEXT,),
    "file": (TEXT, NOTHING),
    "task": (TEXT,),
    "recipe": (TEXT,),
    "seed": (int,),
    "images": (TEXT, NOTHING),
    "names": (dict,),
}
RESULT = {"lesson": (TEXT,), "test_loss": (float,), "epochs": (int,), "seconds": (float, int), "model_sha256": (TEXT,)}
"""What these files and `result.json` must say, and of which type; anybody may have edited them."""


def columns(headline: str) -> tuple[str, ...]:
    """The columns of `metrics.csv`; the task's headline stands beside the loss."""
    return (
        "epoch",
        "step",
        "lr",
        "train_loss",
        f"train_{headline}",
        "val_loss",
        f"val_{headline}",
        "seconds",
    )


@dataclass(frozen=True)
class Run:
    """What a training left in `folder`.

    Attributes:
        folder: where it is.
        given: its lesson, where that was given in Python and stands in no file from which it could be found again.
    """

    folder: Path
    given: Lesson | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.folder.name

    @property
    def began(self) -> datetime:
        """When: its name says so, which a copy keeps; of one that was renamed, when its metadata were written."""
        with contextlib.suppress(ValueError):
            return datetime.strptime(self.name[:15], "%Y%m%d-%H%M%S")
        for name in (METADATA, OLD_METADATA):
            with contextlib.suppress(OSError):  # of before, or deleted just now
                return datetime.fromtimestamp((self.folder / name).stat().st_mtime)
        return datetime.min

    @property
    def metadata(self) -> dict[str, Any]:
        """`run.json`: lesson, task, seed, data, and the recipe with every field.

        Raises:
            CheckpointError: it cannot be read, lacks something, or a newer version wrote it.
        """
        path = self.folder / METADATA
        if not path.exists():
            return _modernise(_read_json(self.folder / OLD_METADATA, OLD_NEED))
        found = _read_json(path, NEED)
        if found.get("format") != FORMAT:
            raise CheckpointError("other_format", path=path)
        missing = [f"data.{name}" for name in ("info", "fingerprint") if not isinstance(found["data"].get(name), dict)]
        if missing:
            raise CheckpointError("lacks_fields", path=path, names=", ".join(missing))
        found["data"] = {"images": None, "examples": None, **found["data"]}
        return {"python_only": False, "init": None, "changed": [], "headline": headline_of(found["task"]), **found}

    @property
    def recipe(self) -> dict[str, Any]:
        """Every field of its recipe."""
        fields: dict[str, Any] = self.metadata["recipe"]
        return fields

    @property
    def result(self) -> dict[str, Any] | None:
        """`result.json`; None while the run is not finished."""
        path = self.folder / "result.json"
        return _read_json(path, RESULT) if path.exists() else None

    @property
    def history(self) -> list[dict[str, float | None]]:
        """The rows of `metrics.csv`, an epoch each.

        Raises:
            CheckpointError: there is something else in it.
        """
        path = self.folder / "metrics.csv"
        if not path.exists():
            return []
        try:
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = [*csv.reader(file, strict=True)] or [[]]
            names = [name.removeprefix("train_") for name in header[4:5]]
            if not names or tuple(header) != columns(names[0]):
                raise ValueError("CSV")
            return [{k: float(v) if v else None for k, v in zip(header, row, strict=True)} for row in rows]
        except (OSError, ValueError, csv.Error) as error:
            raise CheckpointError("cannot_read", path=path, why=getattr(error, "strerror", None) or error) from error

    @property
    def steps(self) -> list[dict[str, float]]:
        """The rows of `steps.csv`: the loss every few steps; [] where an older run has none.

        Raises:
            CheckpointError: there is something else in it.
        """
        return steps.read(self.folder)

    @property
    def report(self) -> Path:
        """The page with all pictures."""
        return self.folder / "report.html"

    def curves(self) -> "Figure":
        """Loss, accuracy and learning rate over the epochs, as a matplotlib figure."""
        return learning.curves(self.history, self.metadata["headline"])


def epoch_row(epoch: Epoch, headline: str) -> dict[str, float | None]:
    """An epoch as a row of `metrics.csv`, in which the headline has its own name."""
    return dict(zip(columns(headline), (getattr(epoch, name) for name in columns("metric")), strict=True))


def headline_of(task: str) -> str:
    """The headline of a task that files record by name; of one that this version does not know, the loss."""
    return TASKS[task].headline if task in TASKS else "loss"


def _modernise(old: dict[str, Any]) -> dict[str, Any]:
    """What `recipe.json` said, a recipe's fields beside everything else, in the form of `run.json`."""
    known = ("lesson", "file", "file_sha256", "task", "recipe", "seed", "images", "names", "examples", "given")
    other = (*known, "sketch_x", "sketch_y", "changed")
    sketch = {name: old[f"sketch_{name}"] for name in ("x", "y") if f"sketch_{name}" in old}
    return {
        "format": FORMAT,
        "lesson": old["lesson"],
        "file": {"path": old["file"], "sha256": old.get("file_sha256")} if old["file"] else None,
        "python_only": bool(old.get("given")),
        "task": old["task"],
        "headline": headline_of(old["task"]),
        "seed": old["seed"],
        "data": {
            "images": old["images"],
            "examples": old.get("examples"),
            "fingerprint": sketch,
            "info": {"input": input_of_shape(old["names"].get("shape", ())), **old["names"]},
        },
        "init": None,
        "recipe_name": old["recipe"],
        "recipe": modern({name: value for name, value in old.items() if name not in other}),
        "changed": old.get("changed", []),
    }


def new_run(runs: Path, lesson: str, seed: int) -> Run:
    """A fresh folder `20260114-153012_mnist_seed0`; a second one in the same second gets `-2`.

    Raises:
        DiskError: it cannot be made.
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
    """Replace `metrics.csv`: a row an epoch; what was not measured is left empty."""
    table = io.StringIO(newline="")
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(columns(headline))
    for epoch in history:
        rows.writerow(["" if value is None else value for value in epoch_row(epoch, headline).values()])
    write(run.folder / "metrics.csv", table.getvalue())


@contextlib.contextmanager
def lock(run: Run) -> Iterator[None]:
    """Hold a run's folder. The system frees the lock when its owner dies, however it dies.

    Raises:
        UsageError: another process trains in this folder; it is named.
        DiskError: the folder cannot be written to.
    """
    owner = run.folder / ".owner.json"
    held = FileLock(run.folder / ".lock")
    with disk(run.folder):
        try:
            held.acquire(blocking=False)
        except Timeout as error:  # itself an OSError
            time.sleep(0.2)  # an owner that has only just come signs in a moment after it has locked
            pid = _read_json(owner, {}).get("pid", "?") if owner.exists() else "?"
            raise UsageError("locked", path=run.folder, pid=pid) from error
        for stray in run.folder.glob(".*.tmp"):  # half a file of a process that was killed while it wrote
            stray.unlink()
    try:
        write_json(owner, {"pid": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}"})
        yield
    finally:
        with contextlib.suppress(OSError):
            owner.unlink()
        held.release()


def all_runs(runs: Path) -> list[Run]:
    """The runs in a folder, the newest last."""
    if not runs.is_dir():
        return []
    found = [
        Run(folder) for folder in {path.parent for name in (METADATA, OLD_METADATA) for path in runs.glob(f"*/{name}")}
    ]
    return sorted(found, key=lambda run: (run.began, len(run.name), run.name))  # -10 comes after -2


def find(name: str, runs: Path) -> Run:
    """The run of that path, that name, or `latest`.

    Raises:
        UsageError: there is none.
    """
    known = all_runs(runs)
    if name == "latest":
        if not known:
            raise UsageError("no_runs", path=runs)
        return known[-1]
    for folder in (Path(name), runs / name):
        if any((folder / name).is_file() for name in (METADATA, OLD_METADATA)):
            return Run(folder)
    raise UsageError("no_run", name=name, nearest=nearest(name, [run.name for run in known]) if known else "")


def unfinished(runs: Path) -> Run:
    """The newest run that can go on.

    Raises:
        UsageError: there is none.
    """
    for run in reversed(all_runs(runs)):
        with contextlib.suppress(CheckpointError):  # a damaged one is no reason not to go on with another
            there = any((run.folder / name).exists() for name in GENERATIONS)
            if there and run.result is None and not _in_python_only(run):
                return run
    raise UsageError("nothing_to_resume", path=runs)


def _in_python_only(run: Run) -> bool:
    """Whether its lesson was given in Python, and stands in no file."""
    with contextlib.suppress(CheckpointError):  # a damaged record is told by whoever resumes it
        return bool(run.metadata["python_only"])
    return False


def _read_json(path: Path, need: dict[str, tuple[type, ...]]) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError("cannot_read", path=path, why=getattr(error, "strerror", None) or error) from error
    if not isinstance(value, dict):
        raise CheckpointError("cannot_read", path=path, why="JSON")
    if wrong := [name for name, kinds in need.items() if not isinstance(value.get(name, ...), kinds)]:
        raise CheckpointError("lacks_fields", path=path, names=", ".join(wrong))
    return value
