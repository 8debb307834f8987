"""What the commands print besides single sentences: tables, results, and measured values with their spread."""

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pytorch_study import lessons
from pytorch_study.errors import DataError, DiskError
from pytorch_study.files import quoted
from pytorch_study.metrics import headline, is_share, metric_name, named_value, test_metrics
from pytorch_study.metrics import scored as score
from pytorch_study.text import language, say

if TYPE_CHECKING:
    from pytorch_study.lesson import DataInfo, Tell

TOLD = 20
"""Most rows of tables of which something is remarked one by one."""
AT_ONCE = 500
"""Predictions that are printed together: one by one, a long table takes several times as long."""


def scored(result: dict[str, Any] | None, name: str | None = None) -> str:
    """A run's headline metric, or that named `name`; `-` if it is unfinished or has no such metric."""
    if result is None:
        return "-"
    if name is None:
        return headline(result)
    value = result.get(f"test_{name}")
    return "-" if value is None else named_value(name, value)


def measured(summary: dict[str, Any]) -> str:
    """A recipe's measured headline metric: mean ± standard deviation (unless there is only one seed), and the seeds."""
    if not summary:
        return "-"
    n, (name, pair) = summary["seeds"], next((name, summary[f"test_{name}"]) for name in test_metrics(summary))
    share = is_share(name)
    values = [f"{100 * v:.2f}" if share else f"{v:.3f}" for v in pair]
    figure = " ± ".join(values[: 1 if n == 1 else 2])
    if "each" in summary:
        figure = " / ".join(f"{100 * v:.2f}" for v in summary["each"])
    figure = f"{figure} %" if share else f"{metric_name(name)} {figure}"
    return say("table.one_seed", figure=figure) if n == 1 else say("table.seeds", figure=figure, n=n)


@contextlib.contextmanager
def only_json(as_json: bool) -> Iterator[None]:
    """With `as_json`, redirect what a learner's file prints to stderr, so that stdout holds a single JSON value."""
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        yield


@contextlib.contextmanager
def told_if_gone(as_json: bool) -> Iterator[None]:
    """Print the result of a training whose folder has been deleted, before the error that says so."""
    try:
        yield
    except DiskError as error:
        result = error.values.get("result")
        if isinstance(result, dict):
            click.echo(json.dumps(result) if as_json else score(test_metrics(result), result["test_count"]))
        raise


def finished(one: Any, as_json: bool) -> None:
    """Print a finished run: its result, time and folder, and what to do next; with `as_json`, its `result.json`."""
    if os.environ.get("RANK", "0") != "0":  # under torchrun, only rank 0 prints the result
        return
    result = one.result
    if as_json:
        click.echo(json.dumps(result))
        return
    click.echo(crossed(result) or score(test_metrics(result), result["test_count"]))
    if "test_r2" in result:
        click.echo(say("done.metrics"))
    click.echo(say("done.time", seconds=result["seconds"], rate=result["images_per_second"]))
    click.echo(say("done.folder", path=one.folder))
    if one.report.exists():
        click.echo(say("done.report", path=one.report))
    from pytorch_study.task import TASKS  # imports torch, which other commands do without

    metadata = one.metadata
    info = metadata["data"]["info"]
    if not metadata["file"] and metadata["lesson"] in lessons.SHELF and lessons.get(metadata["lesson"]).generate:
        click.echo(say("done.next_generate", path=quoted(one.folder)))
    if info.get("input") in ("row", "image") and (info.get("labels") or metadata["task"] in TASKS):
        if info["input"] == "row":
            file = _example(f"{metadata['lesson']}.csv", metadata["recipe"].get("table") in (None, "cars"))
            form = info.get("form")  # of a table of one's own: its columns, where words are several inputs each
            columns = ",".join([one["name"] for one in form["columns"]] if form else info["columns"])
            file = file or say("done.your_table")
            click.echo(say("done.next_table", path=quoted(one.folder), file=file, columns=columns))
        else:
            digits = info["shape"] == [1, 28, 28] and all(label.isdigit() for label in info["labels"])
            file = _example("digit.png", digits)
            click.echo(say("done.next_predict", path=quoted(one.folder), file=file or say("done.your_image")))
            if digits and not file:
                click.echo(say("done.draw"))
    click.echo(read_next(one))


def crossed(result: dict[str, Any]) -> str | None:
    """What cross-validation has found, as a sentence; None if the score is that of a test set."""
    if "cv_folds" not in result:
        return None
    values = {name: result[f"cv_{name}"] for name in ("accuracy", "low", "high", "folds")}
    return say("cross.result", count=result.get("test_count", result.get("count")), **values)


def _example(name: str, fits: bool) -> str | None:
    """The path of one of our examples, if it fits the run and is there: in the repository it is, in the package not."""
    path = Path("examples", name)
    return str(path) if fits and path.is_file() else None


def read_next(one: Any) -> str:
    """Where a finished run's lesson is explained, and which lesson follows; after a learner's own, how to compare."""
    metadata = one.metadata
    lesson = metadata["lesson"]
    if metadata["file"] or metadata["python_only"] or lesson not in lessons.SHELF:
        elsewhere = "" if one.folder.parent == Path("runs") else f" --runs {quoted(one.folder.parent)}"
        return say("done.read_own", path=quoted(one.folder), elsewhere=elsewhere)
    page, names = f"docs/{language()}/{lesson}.md", list(lessons.SHELF)
    if lesson == names[-1]:
        return say("done.read_last", page=page)
    return say("done.read_next", page=page, lesson=names[names.index(lesson) + 1])


def bad_file(answer: dict[str, Any]) -> str:
    """Why a file has no answer; most errors name the file themselves."""
    return str(answer["error"]) if answer["file"] in answer["error"] else say("done.bad_file", **answer)


def prediction(answer: dict[str, Any], where: str, info: "DataInfo") -> list[str]:
    """A prediction as lines."""
    if "value" in answer:
        return [say("done.row" if answer["value"] is not None else "done.row_not_finite", where=where, **answer)]
    first = [say("done.predict", **{**answer, "file": where, "label": info.display_name(answer["label"])})]
    if answer.get("unsure"):
        first.append(say("done.unsure"))
    if "digits" in answer:
        return first + [
            say("done.digit_unsure" if one.get("unsure") else "done.digit", **one) for one in answer["digits"]
        ]
    ranked = sorted(answer["probabilities"].items(), key=lambda pair: -pair[1])[1:5]
    others = say("done.comma").join(f"{info.display_name(label)} {p:.1%}" for label, p in ranked)
    return [*first, say("done.others", others=others)]


def print_rows(answers: Iterator[dict[str, Any]], info: "DataInfo", as_json: bool, files: int, tell: "Tell") -> None:
    """Print the predictions for the rows of tables while they are made; with `as_json`, as one list.

    `tell` gets what is to be said of single rows: of the first `TOLD`, and how many more there are.

    Raises:
        DataError: of several files, some cannot be read.
    """
    out, printed, bad, remarked = sys.stdout, list[str](), 0, 0
    filled = Counter[str]()
    before = "["
    with only_json(as_json):
        for answer in answers:
            bad += "error" in answer
            if as_json:
                printed.append(before + json.dumps(answer))
                before = ",\n"
            elif "error" in answer:
                tell(bad_file(answer), False)
            else:
                where = say("done.where", **answer)
                printed += [f"{line}\n" for line in prediction(answer, where, info)]
                filled.update(answer.get("filled", ()))
                remarks = _remarks(answer, where)
                remarked += bool(remarks)
                if remarked <= TOLD and remarks:
                    tell("\n".join(remarks), False)
            if len(printed) >= AT_ONCE:
                click.echo("".join(printed), file=out, nl=False)
                printed.clear()
    click.echo("".join(printed) + ("]\n" if as_json else ""), file=out, nl=False)
    if remarked > TOLD:
        tell(say("done.more_remarks", count=remarked - TOLD), False)
    if filled:
        counts = say("done.comma").join(f"`{name}` {count}" for name, count in filled.items())
        tell(say("done.filled", counts=counts), False)
    if bad:
        raise DataError("some_files", bad=bad, count=files)


def _remarks(answer: dict[str, Any], where: str) -> list[str]:
    """What is to be remarked of a row: values and words that no training row has, or all of them together."""
    found = [say("done.outside", where=where, **one) for one in answer["outside"]]
    found += [say("done.unknown", where=where, **one) for one in answer.get("unknown", ())]
    if answer.get("unusual") and not found:
        found.append(say("done.unusual", where=where, distance=answer["distance"], limit=answer["limit"]))
    return found


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], narrow: Sequence[str] = ()) -> None:
    """Print a table; in plain text and without wrapping if stdout is not a terminal.

    Args:
        headers: the names of the columns.
        rows: the cells.
        narrow: lines to print instead, on a terminal that is too narrow for the table; by default, each row as a
            paragraph that names its cells.
    """
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.measure import Measurement
    from rich.table import Table

    console = Console(highlight=False)
    rich_table = Table(*map(escape, headers), box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for row in rows:
        rich_table.add_row(*map(escape, row))
    natural = Measurement.get(console, console.options.update(width=1000), rich_table).maximum
    if console.is_terminal and natural > console.width:
        click.echo("\n".join(narrow or _paragraphs(headers, rows, console.width)))
        return
    if not console.is_terminal:
        console.width = 300  # a file or a pipe has no width limit
    console.print(rich_table)


def _paragraphs(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Each row under its first cell, the others with the names of their columns, as many in a line as there is room."""
    from rich.cells import cell_len

    lines: list[str] = []
    for first, *others in rows:
        lines.append(first)
        line = ""
        for head, cell in zip(headers[1:], others, strict=True):
            one = say("table.cell", head=head, cell=cell)
            if line and cell_len(f"  {line}   {one}") > width:
                lines.append(f"  {line}")
                line = ""
            line += f"   {one}" if line else one
        lines.append(f"  {line}")
    return lines
