"""What moves on the screen while a training runs. Everything here goes to stderr; results go to stdout.

A watcher is a function that takes the engine's records. On a terminal it moves a bar, in a notebook it updates one
cell, elsewhere it writes a plain line an epoch.
"""

import contextlib
import html
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeGuard

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.lesson import DataInfo, Tell
from pytorch_study.metrics import metric_name, metric_value
from pytorch_study.text import say

Watcher = Callable[[Step | Epoch | End], None]
ShouldPrint = Callable[[Step | Epoch | End], TypeGuard[Epoch]]
LINES = 20
"""At most about so many epochs are told; all of them are in `metrics.csv`."""
KNOWN = 20
"""So many classes are named where a model says what it knows."""
SECONDS_BETWEEN_LINES = 10.0
"""Seconds between two lines of a download's progress, where no line can change."""


@contextlib.contextmanager
def watcher(quiet: bool, heading: str, epochs: int, headline: str) -> Iterator[Watcher]:
    """The watcher that suits where we are; it says `heading` first. A screen that goes away stops no training."""
    often = math.ceil(epochs / LINES)

    def should_print(record: Step | Epoch | End) -> TypeGuard[Epoch]:
        return isinstance(record, Epoch) and (record.epoch % often == 0 or record.epoch in (1, epochs))

    if quiet:
        yield lambda _: None
    elif _in_notebook():
        yield _notebook(heading, headline, should_print)
    elif (console := Console(stderr=True)).is_terminal:
        with _terminal(console, heading, headline, should_print) as watch:
            yield watch
    else:
        _line(heading)
        yield lambda record: _line(row(record, headline)) if should_print(record) else None


def row(epoch: Epoch, headline: str) -> str:
    """An epoch as one line, with the task's headline."""
    parts = [say("screen.epoch", number=epoch.epoch), say("screen.loss", value=f"{epoch.train_loss:.4f}")]
    if epoch.train_metric is not None:
        parts.append(_metric("train", headline, epoch.train_metric))
    if epoch.val_loss is not None:
        parts.append(say("screen.val_loss", value=f"{epoch.val_loss:.4f}"))
    if epoch.val_metric is not None and headline != "loss":
        parts.append(_metric("validation", headline, epoch.val_metric))
    return "  ".join([*parts, f"{epoch.seconds:.1f} s"])


def _metric(part: str, name: str, value: float) -> str:
    return say(f"metric.{part}", name=metric_name(name), value=metric_value(name, value))


def teller(quiet: bool = False) -> Tell:
    """Says what goes on before a training, e.g. a download: progress in one line that changes on a terminal, and in
    a line now and then elsewhere.
    """
    moving, last_printed = False, -math.inf

    def tell(text: str, passing: bool) -> None:
        nonlocal moving, last_printed
        if quiet:
            return
        if passing and sys.stderr.isatty():
            moving = True
            _line(f"\r{text}   ", end="")
        elif not passing or time.monotonic() - last_printed > SECONDS_BETWEEN_LINES:
            last_printed = time.monotonic() if passing else last_printed
            _line(f"\n{text}" if moving else text)
            moving = False

    return tell


def note(text: str, quiet: bool = False) -> None:
    """Say one thing on stderr."""
    if not quiet:
        _line(text)


def _line(text: str, end: str = "\n") -> None:
    if os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process of a machine speaks
        return
    with contextlib.suppress(OSError, ValueError):  # a closed pipe
        print(text, end=end, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _terminal(console: Console, heading: str, headline: str, should_print: ShouldPrint) -> Iterator[Watcher]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[loss]}"),
    )
    console.print(heading, highlight=False)
    with Progress(*columns, console=console, transient=True, refresh_per_second=8) as progress:
        bar = progress.add_task("", total=None, loss="")
        smooth = None

        def watch(record: Step | Epoch | End) -> None:
            nonlocal smooth
            if isinstance(record, Step):
                smooth = record.loss if smooth is None else 0.95 * smooth + 0.05 * record.loss
                what = {"total": record.total, "completed": record.step}
                loss = say("screen.loss", value=f"{smooth:.4f}")
                progress.update(bar, description=say("screen.epoch", number=record.epoch), loss=loss, **what)  # type: ignore[arg-type]
            elif should_print(record):
                progress.console.print(row(record, headline), highlight=False)

        yield watch


def _notebook(heading: str, headline: str, should_print: ShouldPrint) -> Watcher:
    from IPython.display import HTML, display  # type: ignore[import-not-found,unused-ignore]

    lines, shown = [heading], 0.0
    cell = display(HTML(""), display_id=True)

    def watch(record: Step | Epoch | End) -> None:
        nonlocal shown
        now = ""
        if should_print(record):
            lines.append(row(record, headline))
        elif isinstance(record, Step):
            if time.monotonic() - shown < 0.25:
                return
            done = round(30 * record.step / record.total)
            loss = say("screen.loss", value=f"{record.loss:.4f}")
            now = f"\n{'█' * done}{'░' * (30 - done)} {record.step}/{record.total}  {loss}"
        shown = time.monotonic()
        cell.update(HTML(f"<pre>{html.escape(chr(10).join(lines) + now)}</pre>"))

    return watch


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"


def knows_only(names: DataInfo, answers: Sequence[dict[str, Any]]) -> None:
    """Say which classes there are: a classifier cannot say "none of these", and is often sure of nonsense.

    Everybody knows the ten digits, so there it is said only where the model itself hesitates.
    """
    if all(label.isdigit() for label in names.labels) and all(answer["probability"] >= 0.5 for answer in answers):
        return
    labels = [names.display_name(label) for label in names.labels]
    known = say("done.comma").join([*labels[:KNOWN], "..."] if len(labels) > KNOWN else labels)
    note(say("screen.knows_only", count=len(labels), labels=known))
