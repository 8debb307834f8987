"""Progress output during a training. It all goes to stderr; results go to stdout.

A watcher is a function that is called with the engine's records. On a terminal it updates a progress bar, in a notebook
it updates one cell, and elsewhere it prints a plain line per epoch.
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
"""About the maximum number of epochs that are printed; `metrics.csv` contains all of them."""
KNOWN = 20
"""The maximum number of classes listed in the note on what a model can recognise."""
SECONDS_BETWEEN_LINES = 10.0
"""Seconds between lines of download progress, if stderr is not a terminal."""


@contextlib.contextmanager
def watcher(quiet: bool, heading: str, epochs: int, headline: str) -> Iterator[Watcher]:
    """Print `heading` and yield a watcher for this terminal, notebook or pipe; a closed pipe stops no training."""
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
    """An epoch as one line, with the task's headline metric."""
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
    """A function that shows messages before a training, e.g. the progress of a download.

    On a terminal, progress is one line that is overwritten; elsewhere, a line every `SECONDS_BETWEEN_LINES`.
    """
    overwriting, last_printed = False, -math.inf

    def tell(text: str, transient: bool) -> None:
        nonlocal overwriting, last_printed
        if quiet:
            return
        if transient and sys.stderr.isatty():
            overwriting = True
            _line(f"\r{text}   ", end="")
        elif not transient or time.monotonic() - last_printed > SECONDS_BETWEEN_LINES:
            last_printed = time.monotonic() if transient else last_printed
            _line(f"\n{text}" if overwriting else text)
            overwriting = False

    return tell


def note(text: str, quiet: bool = False) -> None:
    """Print a line to stderr."""
    if not quiet:
        _line(text)


def _line(text: str, end: str = "\n") -> None:
    if os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process per machine prints
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
    console.print(heading, highlight=False, markup=False)
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
                progress.console.print(row(record, headline), highlight=False, markup=False)

        yield watch


def _notebook(heading: str, headline: str, should_print: ShouldPrint) -> Watcher:
    from IPython.display import HTML, display  # type: ignore[import-not-found,unused-ignore]

    lines, updated = [heading], 0.0
    cell = display(HTML(""), display_id=True)  # type: ignore[no-untyped-call,unused-ignore]

    def watch(record: Step | Epoch | End) -> None:
        nonlocal updated
        bar = ""
        if should_print(record):
            lines.append(row(record, headline))
        elif isinstance(record, Step):
            if time.monotonic() - updated < 0.25:
                return
            done = round(30 * record.step / record.total)
            loss = say("screen.loss", value=f"{record.loss:.4f}")
            bar = f"\n{'█' * done}{'░' * (30 - done)} {record.step}/{record.total}  {loss}"
        updated = time.monotonic()
        content = f"<pre>{html.escape(chr(10).join(lines) + bar)}</pre>"
        cell.update(HTML(content))  # type: ignore[no-untyped-call,unused-ignore]

    return watch


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"


def knows_only(names: DataInfo, answers: Sequence[dict[str, Any]]) -> None:
    """Print which classes a classifier knows: it cannot answer "none of these", and is often sure of nonsense.

    For the ten digits, which need no explanation, it is printed only if a probability is below 0.5.
    """
    if all(label.isdigit() for label in names.labels) and all(answer["probability"] >= 0.5 for answer in answers):
        return
    labels = [names.display_name(label) for label in names.labels]
    known = say("done.comma").join([*labels[:KNOWN], "..."] if len(labels) > KNOWN else labels)
    note(say("screen.knows_only", count=len(labels), labels=known))
