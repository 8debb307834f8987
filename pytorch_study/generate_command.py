"""The command `generate`. The options of a lesson's own are read here too, once its target is known."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pytorch_study.commandline import RUNS, Command, common, lesson_names, option
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Tell
from pytorch_study.printing import only_json
from pytorch_study.text import say


@click.command("generate", cls=Command, help="help.generate", context_settings={"ignore_unknown_options": True})
@click.argument("target", shell_complete=lesson_names)
@click.argument("own", nargs=-1, type=click.UNPROCESSED, metavar="[--OPTION VALUE]...")
@option("--prompt", metavar="TEXT")
@option("--count", type=int, default=1, metavar="N")
@option("--seed", type=int, default=0, metavar="N")
@option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--runs", **RUNS)
@option("--json", "as_json", is_flag=True)
@common
def generate_command(target: str, own: Sequence[str], as_json: bool, runs: Path, **given: Any) -> None:
    options = _pairs([target, *own] if target.startswith("-") else own)
    for name in options.keys() & {"target", "progress"}:  # these are Python's, not a lesson's
        raise UsageError("generate_option", name=f"--{name}", lesson=target, nearest="", options="")
    from pytorch_study import generation  # not all of `api`, which imports matplotlib: the answer comes at once

    with only_json(as_json):
        made = generation.generate(target, runs=runs, progress=_progress(given["count"]), **given, **options)
    if as_json:
        click.echo(json.dumps(made))
        return
    for item in made["made"]:
        if "text" in item:
            click.echo(f"{item['text']}\n")
    for note in made["notes"]:
        click.echo(note)
    if "picture" in made:
        click.echo(say("done.generate_picture", path=made["picture"]))


def _progress(count: int) -> Callable[[int], None]:
    """Says how far it has come, once it turns out to take longer."""
    tell: Tell | None = None

    def show(made: int) -> None:
        nonlocal tell
        if tell is None:
            from pytorch_study.screen import teller  # takes a while to import, and most answers come at once

            tell = teller()
        tell(say("screen.made", made=made, count=count), made < count)

    return show


def _pairs(words: Sequence[str]) -> dict[str, Any]:
    """`--top-p 0.9 --form=七绝` as names and values."""
    found, rest = dict[str, Any](), list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise UsageError("generate_extra", what=word[:40])
        name, equals, value = word[2:].partition("=")
        if not equals and (not rest or rest[0].startswith("--")):
            raise UsageError("generate_value", name=f"--{name}")
        found[name.replace("-", "_")] = value if equals else rest.pop(0)
    return found
