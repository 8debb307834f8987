"""The commands: parse, call, print. The work is done in `api.py`; only commands that need torch import it."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pytorch_study import __version__, lessons, measurements
from pytorch_study.commandline import Group, common, guard, option
from pytorch_study.errors import CheckpointError, DataError, UsageError
from pytorch_study.metrics import scored as score
from pytorch_study.printing import bad_file, finished, measured, only_json, prediction, print_rows, scored, table
from pytorch_study.text import pick, say


def _lesson_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    del ctx, param
    return [name for name in lessons.SHELF if name.startswith(incomplete)]


RUNS: dict[str, Any] = {"default": "runs", "metavar": "DIR", "type": click.Path(path_type=Path)}
DATA: dict[str, Any] = {"metavar": "DIR", "type": click.Path(path_type=Path)}
TABLE: dict[str, Any] = {"metavar": "FILE.csv", "type": click.Path(path_type=Path)}
MOVED: dict[str, Any] = {"key": "table_later", **TABLE}


@click.group(cls=Group, help=say("help.main"), invoke_without_command=True)
@click.version_option(__version__, help=say("option.version"), message="pytorch-study %(version)s")
@common
@click.pass_context
def main(ctx: click.Context) -> None:
    """Print the help if no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code."""
    return guard(main, arguments)


@main.command("lessons", help=say("help.lessons"))
@common
def lessons_command() -> None:
    rows: list[list[str]] = []
    narrow: list[str] = []
    for name, (title, data) in lessons.SHELF.items():
        for recipe, summary in (measurements.measured(name) or {"-": {}}).items():
            first = [name, pick(title), pick(data)] if not rows or rows[-1][-1] != name else [""] * 3
            size, seconds = (f"{summary['parameters']:,}", f"{summary['seconds']:.0f} s") if summary else ("-", "-")
            narrow += [name + " · " + pick(title), "  " + pick(data)] if first[0] else []
            values = {"recipe": recipe, "measured": measured(summary), "size": size, "seconds": seconds}
            narrow.append(say("table.narrow", **values))
            rows.append([*first, size, recipe, measured(summary), seconds, name])
    heads = ("lesson", "about", "data", "parameters", "recipe", "measured", "time")
    table([say(f"table.{head}") for head in heads], [row[:-1] for row in rows], narrow)
    click.echo(say("table.lessons_next"))


@main.command("train", help=say("help.train"))
@click.argument("lesson", metavar="LESSON|FILE.py", shell_complete=_lesson_names)
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

    with only_json(as_json):
        run = api.train(lesson, changes=changes, **given)
    finished(run, as_json)


@main.command("resume", help=say("help.resume"))
@click.argument("run", default="latest")
@option("--epochs", type=int, metavar="N")
@option("--lr", type=float, metavar="X")
@option("--set", "settings", key="set_later", multiple=True, metavar="FIELD=VALUE")
@option("--allow-changes", is_flag=True)
@option("--threads", key="threads_later", type=int, metavar="N")
@option("--images", key="images_later", **DATA)
@option("--table", **MOVED)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
@option("--quiet", is_flag=True)
@common
def resume_command(settings: Sequence[str], as_json: bool, **given: Any) -> None:
    changes = _changes({name: given.pop(name) for name in ("epochs", "lr")}, settings)
    from pytorch_study import api

    with only_json(as_json):
        run = api.resume(changes=changes, **given)
    finished(run, as_json)


@main.command("evaluate", help=say("help.evaluate"))
@click.argument("target", shell_complete=_lesson_names)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--table", **MOVED)
@option("--json", "as_json", is_flag=True)
@common
def evaluate_command(as_json: bool, **given: Any) -> None:
    from pytorch_study import api, trained

    with only_json(as_json):
        model = trained.load_trained(**given)
        result = api.evaluate(model)
    if as_json:
        click.echo(json.dumps(result))
        return
    numbers = {name: value for name, value in result.items() if isinstance(value, float) or value is None}
    click.echo(score({k: v for k, v in numbers.items() if k != "loss"} or {"loss": result["loss"]}, result["count"]))
    if "per_class" in result:
        click.echo(say("done.per_class"))
        for one, row, k in zip(result["per_class"], result["confusion"], range(len(result["labels"])), strict=True):
            if one["count"]:
                click.echo(say("done.class", **{**one, "label": model.info.display_name(one["label"])}, right=row[k]))


@main.command("predict", help=say("help.predict"))
@click.argument("target", shell_complete=_lesson_names)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@option("--explain", **DATA)
@option("--runs", **RUNS)
@option("--json", "as_json", is_flag=True)
@common
def predict_command(target: str, runs: Path, as_json: bool, explain: Path | None, files: tuple[Path, ...]) -> None:
    from pytorch_study import api, screen, trained
    from pytorch_study.row_prediction import predict_tables

    with only_json(as_json):
        model = trained.load_trained(target, runs=runs)
    if model.info.input == "row" and not explain:
        tell = screen.teller()
        progress = None if sys.stdout.isatty() else tell  # the rows on the screen are progress enough
        print_rows(predict_tables(model, files, progress), model.info, as_json, len(files), tell)
        return
    with only_json(as_json):
        answers = api.predict(model, files, explain=explain)
    bad = [answer for answer in answers if "error" in answer]
    if as_json:
        click.echo(json.dumps(answers))
    for answer in () if as_json else answers:
        if "error" in answer:
            click.echo(bad_file(answer), err=True)
            continue
        click.echo("\n".join(prediction(answer, answer["file"], model.info)))
    if explain and not as_json:
        click.echo(say("done.explained", path=explain))
    if bad:
        raise DataError("some_files", bad=len(bad), count=len({answer["file"] for answer in answers}))


@main.command("summary", help=say("help.summary"))
@click.argument("lesson", metavar="LESSON|FILE.py", shell_complete=_lesson_names)
@option("--recipe", metavar="NAME")
@option("--batch-size", key="shown_batch", type=click.IntRange(1, 100_000), default=32, metavar="N")
@common
def summary_command(**given: Any) -> None:
    from pytorch_study import api

    click.echo(api.summary(**given))


@main.command("report", help=say("help.report"))
@click.argument("run", default="latest")
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--table", **MOVED)
@common
def report_command(**given: Any) -> None:
    from pytorch_study import api

    click.echo(say("done.report", path=api.report(**given).report))


@main.command("compare", help=say("help.compare"))
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


@main.command("runs", help=say("help.runs"))
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


@main.command("export", help=say("help.export"))
@click.argument("target", shell_complete=_lesson_names)
@option("--format", type=click.Choice(["onnx", "safetensors", "web"]), required=True)
@option("--output", "--out", metavar="PATH", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--table", **MOVED)
@option("--json", "as_json", is_flag=True)
@common
def export_command(as_json: bool, **given: Any) -> None:
    from pytorch_study import api

    with only_json(as_json):
        result = api.export(**given)
    click.echo(json.dumps(result) if as_json else say("done.exported", **result))


@main.group("data", cls=Group, help=say("help.data"), invoke_without_command=True)
@common
@click.pass_context
def data_group(ctx: click.Context) -> None:
    """List the data sets if no command is given."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(data_list, data=None)


@data_group.command("list", help=say("help.data_list"))
@option("--data", **DATA)
@common
def data_list(data: Path | None) -> None:
    from pytorch_study.data import catalog, locations
    from pytorch_study.lesson import DataOptions

    for name, dataset in catalog.DATA_SETS.items():
        files = dataset.find(DataOptions(folder=data))
        if files:
            path = next(iter(files.values())).parent
            click.echo(say("done.data_there", name=name, about=pick(dataset.about), path=path))
        else:
            click.echo(say("done.data_missing", name=name, about=pick(dataset.about)))
        for what, kind, digest in dataset.checksums:
            click.echo(f"    {what}  {kind} {digest}")
        for url in dataset.urls:
            click.echo(f"    {url}")
    click.echo(say("done.data_cache", path=locations.cache_folder()))


@data_group.command("get", help=say("help.data_get"))
@click.argument("name", required=False)
@option("--from", "source", metavar="PATH", type=click.Path(path_type=Path))
@common
def data_get(name: str | None, source: Path | None) -> None:
    from pytorch_study import screen
    from pytorch_study.data import catalog

    for key, dataset in catalog.chosen(name).items():
        click.echo(say("done.data_copied", name=key, path=catalog.get(dataset, source, screen.teller())))


@data_group.command("verify", help=say("help.data_verify"))
@click.argument("name", required=False)
@option("--data", **DATA)
@common
def data_verify(name: str | None, data: Path | None) -> None:
    from pytorch_study import screen
    from pytorch_study.data import catalog
    from pytorch_study.lesson import DataOptions

    for key, dataset in catalog.chosen(name).items():
        files = dataset.find(DataOptions(folder=data))
        if not files and name is None:  # not an error, since it was not asked for by name
            click.echo(say("done.data_missing", name=key, about=pick(dataset.about)))
            continue
        if not files:
            raise DataError("data_missing", name=key)
        dataset.verify(files, screen.teller())
        click.echo(say("done.verified", name=key, path=next(iter(files.values())).parent))


@main.command("play", help=say("help.play"))
@option("--port", type=click.IntRange(0, 65535), metavar="N")
@option("--host", metavar="H", default="127.0.0.1")
@option("--no-browser", is_flag=True)
@option("--runs", **RUNS)
@option("--data", **DATA)
@common
def play_command(host: str, port: int | None, no_browser: bool, runs: Path, data: Path | None) -> None:
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise UsageError("no_play", why=error) from error
    from pytorch_study.playground import server

    with server.RunningServer(server.listen(host, port), host, runs, data) as running:
        click.echo(say("done.play", url=running.url))
        if not running.is_private:
            click.echo(say("done.play_open", host=host), err=True)
        if not no_browser:
            server.open_browser(running.url)
        running.wait()


@main.group("learn", cls=Group, invoke_without_command=True, help=say("help.learn"))
@option("--folder", **DATA)
@option("--plain", is_flag=True)
@common
@click.pass_context
def learn_group(ctx: click.Context, folder: Path | None, plain: bool) -> None:
    from pytorch_study.exercises import learner, watch

    ctx.obj = learner.place(folder)
    if ctx.invoked_subcommand is None:
        watch.watch(ctx.obj, plain)


@learn_group.command("list", help=say("help.learn_list"))
@option("--json", "as_json", is_flag=True)
@common
@click.pass_obj
def learn_list(folder: Path, as_json: bool) -> None:
    from pytorch_study.exercises import learner, screen, shelf

    one = learner.opened(folder)
    if as_json:
        known = [(each, one.passed(each)) for each in shelf.exercises()]
        click.echo(json.dumps([{"name": each.name, "chapter": each.chapter, "passed": done} for each, done in known]))
        return
    screen.overview(one)


@learn_group.command("check", help=say("help.learn_check"))
@click.argument("names", nargs=-1, metavar="[NAME | FOLDER]...")
@option("--all", "every", is_flag=True)
@option("--json", "as_json", is_flag=True)
@option("--csv", "as_csv", is_flag=True)
@option("--chapter", "chapters", multiple=True, metavar="NAME")
@common
@click.pass_context
def learn_check(
    ctx: click.Context, names: tuple[str, ...], every: bool, as_json: bool, as_csv: bool, chapters: tuple[str, ...]
) -> None:
    from pytorch_study.exercises import grading, screen

    def starts(folder: Path) -> None:  # a class takes minutes
        click.echo(say("learn.grading", folder=folder), err=True)

    graded = grading.asked_for(ctx.obj, names, every or bool(chapters), chapters, starts)
    if as_csv:
        click.echo(grading.as_csv(graded), nl=False)
    elif as_json:
        several = (every or bool(chapters)) and bool(names)
        click.echo(json.dumps([({"folder": str(where)} if several else {}) | one.as_json() for where, one in graded]))
    elif (every or chapters) and names:
        table([say(f"table.{head}") for head in ("folder", "passed", "failed")], grading.as_table(graded))
    else:
        screen.results([one for _, one in graded])
    ctx.exit(0 if all(one.passed for _, one in graded) else 1)


@learn_group.command("hint", help=say("help.learn_hint"))
@click.argument("name", required=False)
@common
@click.pass_obj
def learn_hint(folder: Path, name: str | None) -> None:
    from pytorch_study.exercises import learner, screen

    screen.hint(*learner.chosen(folder, name))


@learn_group.command("solution", help=say("help.learn_solution"))
@click.argument("name", required=False)
@common
@click.pass_obj
def learn_solution(folder: Path, name: str | None) -> None:
    from pytorch_study.exercises import learner, screen

    screen.solution(*learner.chosen(folder, name))


@learn_group.command("reset", help=say("help.learn_reset"))
@click.argument("name")
@common
@click.pass_obj
def learn_reset(folder: Path, name: str) -> None:
    from pytorch_study.exercises import learner, screen

    screen.reset(*learner.chosen(folder, name))


@main.command(
    "diagnose",
    help=say("help.diagnose"),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("script_name", metavar="SCRIPT")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@option("-m", "--module", "module", is_flag=True)
@option("--json", "as_json", is_flag=True)
@option("--rescue", "mend", is_flag=True)
@option("--yes", is_flag=True)
@option("--steps", type=click.IntRange(1), metavar="N")
@option("--seconds", type=click.FloatRange(0.1), metavar="N")
@option("--fail-on-findings", is_flag=True)
@option("--baseline", metavar="FILE.json", type=click.Path(path_type=Path))
@common
def diagnose_command(as_json: bool, fail_on_findings: bool, baseline: Path | None, **given: Any) -> int:
    from pytorch_study.diagnosis import commands

    return commands.diagnose(as_json=as_json, fail_on_findings=fail_on_findings, baseline=baseline, **given)


@main.command("env", help=say("help.env"))
@option("--json", "as_json", is_flag=True)
@common
def env_command(as_json: bool) -> None:
    from pytorch_study.artifacts.environment import environment
    from pytorch_study.data.locations import cache_folder

    values = {**environment(), "data_cache": str(cache_folder())}
    if as_json:
        click.echo(json.dumps(values))
        return
    for name, value in values.items():
        click.echo(f"{name:15} {value}")


def _changes(named: dict[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """The recipe fields to change: those given by their own option, and those given by `--set FIELD=VALUE`."""
    changes = {name: value for name, value in named.items() if value is not None}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise UsageError("set_form", value=setting)
        changes[name.strip()] = value.strip()
    return changes
