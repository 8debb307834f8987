"""The commands about trainings and the runs that they leave: train, resume, report, compare, runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pytorch_study.commandline import DATA, MOVED, MOVED_IMAGES, RUNS, TABLE, Command, common, lesson_names, option
from pytorch_study.errors import CheckpointError, UsageError
from pytorch_study.printing import finished, only_json, scored, table, told_if_gone
from pytorch_study.text import say


@click.command("train", cls=Command, help="help.train")
@click.argument("lesson", metavar="LESSON|FILE.py", shell_complete=lesson_names)
@option("--recipe", metavar="NAME")
@option("--epochs", type=int, metavar="N")
@option("--batch-size", type=int, metavar="N")
@option("--lr", type=float, metavar="X")
@option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
@option("--seed", type=int, default=0, metavar="N")
@option("--device", type=click.Choice(["auto", "cpu", "cuda", "mps"]), default="auto")
@option("--precision", type=click.Choice(["auto", "fp32", "bf16"]))
@option("--threads", type=int, metavar="N")
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--images", **DATA)
@option("--table", **TABLE)
@option("--target", metavar="COLUMN")
@option("--drop", multiple=True, metavar="COLUMN")
@option("--json", "as_json", is_flag=True)
@option("--quiet", is_flag=True)
@common
def train_command(lesson: str, settings: Sequence[str], as_json: bool, **given: Any) -> None:
    changes = _changes({name: given.pop(name) for name in ("epochs", "batch_size", "lr", "precision")}, settings)
    from pytorch_study import api

    with told_if_gone(as_json), only_json(as_json):
        run = api.train(lesson, changes=changes, **given)
    finished(run, as_json)


@click.command("resume", cls=Command, help="help.resume")
@click.argument("run", default="latest")
@option("--epochs", type=int, metavar="N")
@option("--lr", type=float, metavar="X")
@option("--set", "settings", key="set_later", multiple=True, metavar="FIELD=VALUE")
@option("--allow-changes", is_flag=True)
@option("--threads", key="threads_later", type=int, metavar="N")
@option("--images", **MOVED_IMAGES)
@option("--table", **MOVED)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
@option("--quiet", is_flag=True)
@common
def resume_command(settings: Sequence[str], as_json: bool, **given: Any) -> None:
    changes = _changes({name: given.pop(name) for name in ("epochs", "lr")}, settings)
    from pytorch_study import api

    with told_if_gone(as_json), only_json(as_json):
        run = api.resume(changes=changes, **given)
    finished(run, as_json)


@click.command("report", cls=Command, help="help.report")
@click.argument("run", default="latest")
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--images", **MOVED_IMAGES)
@option("--table", **MOVED)
@common
def report_command(**given: Any) -> None:
    from pytorch_study import api

    click.echo(say("done.report", path=api.report(**given).report))


@click.command("compare", cls=Command, help="help.compare")
@click.argument("names", nargs=-1, required=True, metavar="RUN RUN...")
@option("--picture", metavar="FILE", type=click.Path(path_type=Path))
@option("--runs", **RUNS)
@common
def compare_command(**given: Any) -> None:
    from pytorch_study import api

    comparison = api.compare(*given.pop("names"), **given)
    names = list(comparison["results"])
    shown = {
        field: ["-" if value is None else str(value) for value in values]
        for field, values in comparison["differences"].items()
    }
    rows = [[field, *values] for field, values in shown.items()]
    results = [scored(one, comparison["headline"]) for one in comparison["results"].values()]
    rows.append([say("table.result"), *results])
    if not comparison["differences"]:
        click.echo(say("done.same_recipe"))
    table([say("table.field"), *names], rows)
    click.echo(say("done.compare_picture", path=comparison["picture"]))


@click.command("runs", cls=Command, help="help.runs")
@option("--runs", **RUNS)
@common
def runs_command(runs: Path) -> None:
    from pytorch_study import api

    rows, damaged = [], None
    for one in api.runs(runs):
        try:
            metadata, result = one.metadata, one.result
            state = say("table.finished") if result else say("table.unfinished", epochs=len(one.history))
            if not result and metadata.get("diverged") is not None:
                state = say("table.diverged", step=metadata["diverged"])
        except CheckpointError as error:  # the other runs are still listed
            rows.append([one.name, "-", "-", "-", "-", say("table.damaged")])
            damaged = damaged or error
            continue
        seconds = f"{result['seconds']:.0f} s" if result else "-"
        rows.append([one.name, metadata["lesson"], metadata["recipe_name"], scored(result), seconds, state])
    if not rows:
        click.echo(say("done.no_runs", path=runs))
        return
    table([say(f"table.{head}") for head in ("run", "lesson", "recipe", "result", "time", "state")], rows)
    if damaged:
        raise damaged


def _changes(named: dict[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """The recipe fields to change: those given by their own option, and those given by `--set FIELD=VALUE`."""
    changes = {name: value for name, value in named.items() if value is not None}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise UsageError("set_form", value=setting)
        changes[name.strip()] = value.strip()
    return changes
