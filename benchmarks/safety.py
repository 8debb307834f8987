"""What safety costs: how long trainings wait for their checkpoints, measured in real trainings of every lesson.

The owner trains as it always does; only a clock is put around `checkpoint.save` and around `metrics.csv`.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from benchmarks.accuracy import where
from pytorch_study import api, measurements
from pytorch_study.artifacts import checkpoint, folder
from pytorch_study.files import write_json

LIMIT = 0.02
"""The share of the training's time that is promised not to be exceeded."""
RESULT = measurements.RESULTS / "safety.json"
TRAININGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("regression", {}),
    ("mnist", {}),
    ("cifar10", {"epochs": 1}),
    ("cifar10_fast", {"epochs": 1}),
)
"""The default recipe of each lesson, and what is changed in it."""


@dataclass
class Clock:
    """A function with a clock around it.

    Attributes:
        function: what is timed.
        seconds: of each call.
    """

    function: Callable[..., None]
    seconds: list[float] = field(default_factory=list)

    def __call__(self, *arguments: Any) -> None:
        """Call the function."""
        started = time.perf_counter()
        self.function(*arguments)
        self.seconds.append(time.perf_counter() - started)


def measure(trainings: Sequence[tuple[str, dict[str, Any]]] = TRAININGS) -> dict[str, Any]:
    """Train with clocks; write and return `results/safety.json`.

    `share` is the seconds in checkpoints over the seconds of training, `metrics_share` likewise of `metrics.csv`; in
    the training's seconds neither is contained.
    """
    rows = []
    for lesson, changes in trainings:
        rows.append(_timed(lesson, changes))
        click.echo("{lesson}: {saves} checkpoints, {save_seconds:.2f} s of {train_seconds:.1f} s".format(**rows[-1]))
    result = {
        "limit": LIMIT,
        "trainings": rows,
        **where("python -m benchmarks safety"),
    }
    write_json(RESULT, result)
    return result


def _timed(lesson: str, changes: dict[str, Any]) -> dict[str, Any]:
    """One training, as `pytorch-study train` does it."""
    before = checkpoint.save, folder.write_metrics
    saves, metrics = Clock(checkpoint.save), Clock(folder.write_metrics)
    checkpoint.save, folder.write_metrics = saves, metrics  # type: ignore[assignment]
    try:
        with tempfile.TemporaryDirectory() as runs:
            run = api.train(lesson, runs=runs, quiet=True, changes=changes)
            result = run.result
            size = (run.folder / checkpoint.NAME).stat().st_size
    finally:
        checkpoint.save, folder.write_metrics = before
    assert result is not None
    return {
        "lesson": lesson,
        "recipe": result["recipe"],
        "changes": changes,
        "epochs": result["epochs"],
        "train_seconds": result["seconds"],
        "saves": len(saves.seconds),
        "save_seconds": round(sum(saves.seconds), 4),
        "slowest_save": round(max(saves.seconds), 4),
        "checkpoint_bytes": size,
        "share": sum(saves.seconds) / result["seconds"],
        "metrics_share": sum(metrics.seconds) / result["seconds"],
    }
