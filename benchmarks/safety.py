"""What safety costs: the share of training time spent on checkpoints, in real trainings of every lesson.

The training runs as usual; only `checkpoint.save` and the writing of `metrics.csv` are timed.
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
"""The promised upper limit on the share of training time."""
RESULT = measurements.RESULTS / "safety.json"
TRAININGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("regression", {}),
    ("mnist", {}),
    ("cifar10", {"epochs": 1}),
    ("cifar10_fast", {"epochs": 1}),
)
"""Each lesson, and the changes to its default recipe."""


@dataclass
class Clock:
    """A wrapper that times a function.

    Attributes:
        function: the function to time.
        seconds: duration of each call.
    """

    function: Callable[..., None]
    seconds: list[float] = field(default_factory=list)

    def __call__(self, *arguments: Any) -> None:
        """Call the function and record its duration."""
        started = time.perf_counter()
        self.function(*arguments)
        self.seconds.append(time.perf_counter() - started)


def measure(trainings: Sequence[tuple[str, dict[str, Any]]] = TRAININGS) -> dict[str, Any]:
    """Train and time the writes; write and return `results/safety.json`.

    `share` is the seconds spent on checkpoints over the seconds of training, `metrics_share` likewise for
    `metrics.csv`; the training's seconds include neither.
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
    """Run and time one training, as `pytorch-study train` does it."""
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
