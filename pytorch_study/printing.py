"""What the commands print that is more than a sentence: a table, a result, a figure with its spread."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from pytorch_study.files import quoted
from pytorch_study.text import say


def scored(result: dict[str, Any] | None) -> str:
    """A run's result in one word."""
    if result is None:
        return "-"
    accuracy = result.get("test_accuracy")
    return f"RMSE {result['test_rmse']:.3f}" if accuracy is None else f"{accuracy:.2%}"


def measured(found: dict[str, Any]) -> str:
    """A recipe's measured figure: mean, standard deviation, seeds; one seed has no deviation."""
    if not found:
        return "-"
    n, percent = found["seeds"], "test_accuracy" in found
    values = [f"{100 * v:.2f}" for v in found["test_accuracy"]] if percent else [f"{v:.3f}" for v in found["test_rmse"]]
    figure = " ± ".join(values[: 1 if n == 1 else 2])
    if "each" in found:
        figure = " / ".join(f"{100 * v:.2f}" for v in found["each"])
    figure = f"{figure} %" if percent else f"RMSE {figure}"
    return say("table.one_seed", figure=figure) if n == 1 else say("table.seeds", figure=figure, n=n)


def regression(scores: dict[str, Any]) -> str:
    """How good a regression is; R² is unknown where all answers of the test set are the same."""
    r2 = "—" if scores["r2"] is None else f"{scores['r2']:.3f}"
    return say("done.regress", **{**scores, "r2": r2})


@contextlib.contextmanager
def only_json(as_json: bool) -> Iterator[None]:
    """While inside, what a learner's file prints goes to stderr, where stdout is for one JSON value."""
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        yield


def finished(one: Any, as_json: bool) -> None:
    """A finished run: its result, its time, where it lies and what to do next; or `result.json` as it is."""
    if os.environ.get("RANK", "0") != "0":  # under torchrun, the first process alone tells the result
        return
    result = one.result
    if as_json:
        click.echo(json.dumps(result))
        return
    if "test_rmse" in result:
        click.echo(regression({name: result[f"test_{name}"] for name in ("rmse", "mae", "r2", "count")}))
    else:
        click.echo(say("done.accuracy", accuracy=result["test_accuracy"], count=result["test_count"]))
    click.echo(say("done.time", seconds=result["seconds"], rate=result["images_per_second"]))
    click.echo(say("done.folder", path=one.folder))
    if one.report.exists():
        click.echo(say("done.report", path=one.report))
    tabular = len(one.recipe["names"]["shape"]) == 1
    click.echo(say("done.next_table" if tabular else "done.next_predict", path=quoted(one.folder)))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns under their heads; plain, and of any width, where it is not a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    shown = Table(*heads, box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for row in rows:
        shown.add_row(*row)
    if not console.is_terminal:
        console.width = 300  # a file or a pipe has no width to keep to
    console.print(shown)
