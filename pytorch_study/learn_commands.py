"""`pytorch-study learn`: the exercises."""

import json
import sys
from pathlib import Path

import click

from pytorch_study.commandline import DATA, Group, common, option
from pytorch_study.errors import DiskError, UsageError
from pytorch_study.printing import table
from pytorch_study.text import say


@click.group("learn", cls=Group, invoke_without_command=True, help="help.learn")
@option("--folder", **DATA)
@option("--plain", is_flag=True)
@common
@click.pass_context
def learn_group(ctx: click.Context, folder: Path | None, plain: bool) -> None:
    from pytorch_study.exercises import learner, shelf, watch

    ctx.obj = learner.place(folder)
    if ctx.invoked_subcommand is None:
        watch.watch(ctx.obj, plain)
    elif not ctx.obj.exists():

        def tell() -> None:
            if ctx.obj.exists():
                said = say("learn.made", folder=ctx.obj.absolute(), count=len(shelf.exercises()))
                click.echo(said, err=True)

        ctx.call_on_close(tell)


@learn_group.command("list", help="help.learn_list")
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


@learn_group.command("check", help="help.learn_check")
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

    def counts(number: int, count: int) -> None:
        if sys.stderr.isatty() and count > 1:
            click.echo(f"\r{number}/{count}" if number <= count else "\r" + " " * 9 + "\r", nl=False, err=True)

    if as_json and as_csv:
        raise UsageError("json_or_csv")
    refused: list[DiskError] = []
    graded = grading.asked_for(ctx.obj, names, every or bool(chapters), chapters, starts, refused.append, counts)
    if as_csv:
        click.echo(grading.as_csv(graded), nl=False)
    elif as_json:
        several = (every or bool(chapters)) and bool(names)
        click.echo(json.dumps([({"folder": str(where)} if several else {}) | one.as_json() for where, one in graded]))
    elif (every or chapters) and names:
        table([say(f"table.{head}") for head in ("folder", "passed", "failed")], grading.as_table(graded))
    else:
        screen.results([one for _, one in graded])
    if refused:  # after what was found: that is worth more
        raise DiskError("not_noted", why=refused[0])
    ctx.exit(0 if all(one.passed for _, one in graded) else 1)


@learn_group.command("hint", help="help.learn_hint")
@click.argument("name", required=False)
@common
@click.pass_obj
def learn_hint(folder: Path, name: str | None) -> None:
    from pytorch_study.exercises import learner, screen

    screen.hint(*learner.chosen(folder, name))


@learn_group.command("solution", help="help.learn_solution")
@click.argument("name", required=False)
@common
@click.pass_obj
def learn_solution(folder: Path, name: str | None) -> None:
    from pytorch_study.exercises import learner, screen

    screen.solution(*learner.chosen(folder, name, reads=True))


@learn_group.command("reset", help="help.learn_reset")
@click.argument("name")
@common
@click.pass_obj
def learn_reset(folder: Path, name: str) -> None:
    from pytorch_study.exercises import learner, screen

    screen.reset(*learner.chosen(folder, name))
