"""click in two languages: help, usage and error messages. The commands themselves are in `cli.py`."""

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import click

from pytorch_study import lessons, slips, text
from pytorch_study.errors import DiskError, StudyError, UsageError, nearest, out_of_memory
from pytorch_study.files import disk_error
from pytorch_study.text import say

RUNS: dict[str, Any] = {"default": "runs", "metavar": "DIR", "type": click.Path(path_type=Path)}
DATA: dict[str, Any] = {"metavar": "DIR", "type": click.Path(path_type=Path)}
TABLE: dict[str, Any] = {"metavar": "FILE.csv", "type": click.Path(path_type=Path)}
MOVED: dict[str, Any] = {"key": "table_later", **TABLE}
MOVED_IMAGES: dict[str, Any] = {"key": "images_later", **DATA}
"""Settings of options that many commands have."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Formatter(click.HelpFormatter):
    """click's help formatter with translated `Usage:`, `Options:` and `Commands:`."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or say("click.usage"))

    @contextlib.contextmanager
    def section(self, name: str) -> Iterator[None]:
        words = {"Options": "click.options", "Commands": "click.commands"}
        with super().section(say(words[name]) if name in words else name):
            yield


class Context(click.Context):
    """A context whose help is in the user's language."""

    formatter_class = Formatter


class Spoken:
    """What has a `help` that is the key of a sentence, which is said in the language of each call."""

    @property
    def help(self) -> str | None:
        """The sentence, in the language spoken now."""
        return say(self._help) if self._help else self._help

    @help.setter
    def help(self, key: str | None) -> None:
        self._help = key


class Command(Spoken, click.Command):
    """A command with its help in the user's language."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("click.help")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help, in full; click would truncate it to `limit` characters."""
        del limit
        return re.split(r"(?<=。)|(?<=\.)\s", self.help or "", maxsplit=1)[0]


class Group(Command, click.Group):
    """A group of commands, listed in order of definition."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


Group.group_class = Group


class Option(Spoken, click.Option):
    """An option with its help in the user's language, in which it is also marked as required."""

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        extra = super().get_help_extra(ctx)
        if self.required:
            extra["required"] = say("click.required")
        return extra


def option(*names: str, key: str | None = None, **settings: Any) -> Callable[[Function], Function]:
    """`click.option` with the sentence `option.<key>` as its help; by default `key` is the option's name."""
    key = key or next(n for n in names if n.startswith("--")).removeprefix("--").replace("-", "_")
    return click.option(*names, cls=Option, help=f"option.{key}", **settings)


def common(function: Function) -> Function:
    """Add the options that every command has. Both are read before click runs, see `guard`."""
    function = option("--lang", type=click.Choice(["zh", "en"]), expose_value=False)(function)
    return option("--debug", is_flag=True, expose_value=False)(function)


def guard(command: Group, arguments: list[str]) -> int:
    """Run a command line and return its exit code; any failure is printed to stderr as a sentence.

    `--lang` holds for this call only: a notebook may make the next one in another language.
    """
    wanted = _requested_language(arguments)
    with text.speaking(wanted) if wanted else contextlib.nullcontext():
        return _guarded(command, arguments)


def _requested_language(arguments: list[str]) -> text.Language | None:
    """The value of `--lang`. It is read before click runs, because help and option errors depend on it."""
    for word, following in pairwise([*arguments, ""]):
        value = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if value in ("zh", "en"):
            return value  # type: ignore[return-value]
    return None


def _guarded(command: Group, arguments: list[str]) -> int:
    try:
        code = command.main(args=arguments, prog_name="pytorch-study", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, click.Abort) as error:
        return _say(StudyError("interrupted"), int(getattr(error.__cause__ or error, "exit_code", 130)))
    except click.UsageError as error:
        what = _sentence(error, arguments)
        return _say(UsageError("usage", what=slips.explained(arguments, what) or what), 2)
    except StudyError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        slip = slips.explained(arguments, str(error)) if error.exit_code == 2 or error.key == "some_files" else None
        return _say(UsageError("usage", what=slip) if slip else error, error.exit_code)
    except OSError as error:  # of a path that was only checked; reading and writing have their own errors
        if "--debug" in arguments:
            traceback.print_exc()
        if error.filename is None:
            return _say(StudyError("internal", what=f"{type(error).__name__}: {error}"), 1)
        allowed = not isinstance(error, PermissionError)
        failure = disk_error(error.filename, error) if allowed else DiskError("not_allowed", path=error.filename)
        return _say(failure, DiskError.exit_code)
    except BaseException as error:  # a learner's code may raise what is no Exception
        if isinstance(error, SystemExit):
            raise
        if "--debug" in arguments:
            traceback.print_exc()
        if out_of_memory(error):
            return _say(StudyError("no_memory"), 1)
        return _say(StudyError("internal", what=f"{type(error).__name__}: {error}"), 1)


def _say(error: StudyError, code: int) -> int:
    if os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process per machine prints
        return code
    with contextlib.suppress(OSError):
        click.echo(str(error), err=True)
    return code


def lesson_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The lessons that a shell may complete a word to."""
    del ctx, param
    return [name for name in lessons.SHELF if name.startswith(incomplete)]


EXAMPLES = {
    "train": "pytorch-study train mnist",
    "evaluate": "pytorch-study evaluate mnist",
    "predict": "pytorch-study predict cifar10 example:cat",
    "generate": "pytorch-study generate latest --count 3",
    "summary": "pytorch-study summary mnist",
    "compare": "pytorch-study compare 20260114-153012_mnist_seed0 latest",
    "export": "pytorch-study export mnist --format onnx",
}
"""A complete line of each command that needs an argument."""
ABOUT = {
    "LESSON|FILE.py": "click.about_lesson",
    "TARGET": "click.about_target",
    "FILE...": "click.about_files",
    "RUN RUN...": "click.about_runs",
}
"""Argument: the sentence that says what it is."""


def _sentence(error: click.UsageError, arguments: list[str]) -> str:
    """The message of a click error, in the user's language."""
    command = error.ctx.command_path if error.ctx else "pytorch-study"
    name = (
        error.param.get_error_hint(error.ctx)
        if isinstance(error, click.BadParameter) and error.param and error.ctx
        else ""
    )
    match error:
        case click.NoSuchOption():
            known = [o for p in error.ctx.command.params for o in p.opts if o.startswith("--")] if error.ctx else []
            return say("click.no_option", name=error.option_name, nearest=nearest(error.option_name, known))
        case click.NoSuchCommand():
            group = error.ctx.command if error.ctx else None
            known = list(group.commands) if isinstance(group, click.Group) else []
            return say("click.no_command", name=error.command_name, nearest=nearest(error.command_name, known))
        case click.MissingParameter() if error.ctx and (example := EXAMPLES.get(error.ctx.info_name or "")):
            files = [word for word in arguments if word.endswith(".py")]
            if error.ctx.info_name == "predict" and files:
                return say("error.target_is_file", path=files[0], known="")
            shown = error.param.make_metavar(error.ctx) if isinstance(error.param, click.Argument) else name.strip("'")
            about = ABOUT.get(shown)
            if about:
                shown = say(about, name=shown)
            return say("click.missing_argument", name=shown, example=example, command=command)
        case click.MissingParameter():
            return say("click.missing", name=name, command=command)
        case click.BadParameter():
            return say("click.bad_value", name=name, why=_why(error))
        case click.BadOptionUsage():
            return say("click.no_value", name=error.option_name)
    if error.ctx and isinstance(error.ctx.command, click.Group):
        return say("click.no_subcommand", names=", ".join(error.ctx.command.commands), command=command)
    return say("click.extra", what=error.format_message().partition("(")[2].rstrip(").") or "-", command=command)


def _why(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return say("error.known", names=", ".join(map(str, kind.choices)))
    value = error.message.split("'")[1] if error.message.count("'") >= 2 else ""
    if isinstance(kind, click.IntRange) and not value:
        return say("click.range", low=kind.min, high=kind.max)
    if value and isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return say("click.whole" if isinstance(kind, click.types.IntParamType) else "click.number", value=value)
    return error.message
