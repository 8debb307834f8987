"""The commands: parse, call, print. The work is done in `api.py`; only commands that need torch import it."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from pytorch_study import __version__, lessons, measurements
from pytorch_study.commandline import (
    DATA,
    MOVED,
    MOVED_IMAGES,
    RUNS,
    Group,
    Option,
    common,
    guard,
    lesson_names,
    option,
)
from pytorch_study.data_commands import data_group
from pytorch_study.errors import DataError, UsageError
from pytorch_study.generate_command import generate_command
from pytorch_study.learn_commands import learn_group
from pytorch_study.metrics import scored as score
from pytorch_study.printing import (
    bad_file,
    crossed,
    measured,
    only_json,
    prediction,
    print_rows,
    table,
)
from pytorch_study.text import pick, say
from pytorch_study.training_commands import (
    compare_command,
    report_command,
    resume_command,
    runs_command,
    train_command,
)


@click.group(cls=Group, help="help.main", invoke_without_command=True)
@click.version_option(__version__, cls=Option, help="option.version", message="pytorch-study %(version)s")
@common
@click.pass_context
def main(ctx: click.Context) -> None:
    """Print the help if no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code."""
    return guard(main, arguments)


@main.command("lessons", help="help.lessons")
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


main.add_command(train_command)
main.add_command(resume_command)


@main.command("evaluate", help="help.evaluate")
@click.argument("target", shell_complete=lesson_names)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--images", **MOVED_IMAGES)
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
    whole = {k: v for k, v in numbers.items() if k != "loss" and not k.startswith("cv_")} or {"loss": result["loss"]}
    click.echo(crossed(result) or score(whole, result["count"]))
    if "per_class" in result:
        click.echo(say("done.per_class"))
        for one, row, k in zip(result["per_class"], result["confusion"], range(len(result["labels"])), strict=True):
            if one["count"]:
                click.echo(say("done.class", **{**one, "label": model.info.display_name(one["label"])}, right=row[k]))


@main.command("predict", help="help.predict")
@click.argument("target", shell_complete=lesson_names)
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


main.add_command(generate_command)


@main.command("summary", help="help.summary")
@click.argument("lesson", metavar="LESSON|FILE.py", shell_complete=lesson_names)
@option("--recipe", metavar="NAME")
@option("--batch-size", key="shown_batch", type=click.IntRange(1, 100_000), default=32, metavar="N")
@common
def summary_command(**given: Any) -> None:
    from pytorch_study import api

    click.echo(api.summary(**given))


main.add_command(report_command)
main.add_command(compare_command)
main.add_command(runs_command)


@main.command("export", help="help.export")
@click.argument("target", shell_complete=lesson_names)
@option("--format", type=click.Choice(["onnx", "safetensors", "web"]), required=True)
@option("--output", "--out", metavar="PATH", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@option("--runs", **RUNS)
@option("--data", **DATA)
@option("--images", **MOVED_IMAGES)
@option("--table", **MOVED)
@option("--json", "as_json", is_flag=True)
@common
def export_command(as_json: bool, **given: Any) -> None:
    from pytorch_study import api

    with only_json(as_json):
        result = api.export(**given)
    click.echo(json.dumps(result) if as_json else say("done.exported", **result))


main.add_command(data_group)


@main.command("play", help="help.play")
@option("--port", type=click.IntRange(0, 65535), metavar="N")
@option("--host", metavar="H", default="127.0.0.1")
@option("--no-browser", is_flag=True)
@option("--runs", **RUNS)
@option("--data", key="data_first", **DATA)
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


main.add_command(learn_group)


@main.command(
    "diagnose",
    help="help.diagnose",
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


@main.command("env", help="help.env")
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
