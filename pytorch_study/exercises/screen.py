"""What `learn` shows, as plain lines: no boxes, so that narrow terminals and screen readers have no trouble."""

import os
import re
import shutil
import sys

import click
from rich.cells import cell_len

from pytorch_study.errors import DiskError
from pytorch_study.exercises.checker import Verdict
from pytorch_study.exercises.learner import Learner
from pytorch_study.exercises.shelf import Exercise, chapter_title, exercises, find
from pytorch_study.text import pick, say

PIECES = re.compile(r"(?:[!-~]+|.)[，。：；、）！？”]*")
PICTURE = re.compile(r"[ .:=+*#%@-]*|.{9} \|[ *]*")


def wrapped(text: str, width: int) -> str:
    """Break lines that are too long: between words, and between Chinese characters, but not before punctuation.

    A picture is cut off instead.
    """
    lines = []
    for line in text.split("\n"):
        if PICTURE.fullmatch(line):
            lines.append(line[:width])
            continue
        done, at = "", 0
        for piece in PIECES.findall(line):
            size = cell_len(piece)
            if at and at + size > width:
                done, at = done.rstrip(" ") + "\n", 0
                if piece == " ":
                    continue
            done, at = done + piece, at + size
        lines.append(done)
    return "\n".join(lines)


def tell(text: str = "", colour: str | None = None, bold: bool = False) -> None:
    """Print a paragraph, coloured where the terminal has colours; broken into lines only on a terminal."""
    if sys.stdout.isatty():
        text = wrapped(text, max(20, shutil.get_terminal_size().columns))
    if colour and not os.environ.get("NO_COLOR"):
        text = click.style(text, fg=colour, bold=bold)
    click.echo(text)


def heading(learner: Learner, exercise: Exercise) -> None:
    """Which exercise it is, and which file to open."""
    everything = exercises()
    number, done = everything.index(exercise) + 1, sum(map(learner.passed, everything))
    tell()
    tell(
        say(
            "learn.heading",
            number=number,
            count=len(everything),
            chapter=pick(chapter_title(exercise.folder.parent)),
            title=exercise.text("title"),
        ),
        "cyan",
        True,
    )
    tell(
        say(
            "learn.file",
            path=learner.path(exercise),
            minutes=exercise.texts.get("minutes", 10),
            done=done,
            count=len(everything),
        )
    )


def outcome(exercise: Exercise, verdict: Verdict) -> None:
    """The result of a check: what is wrong, or what it shows and why it is so."""
    if verdict.printed.strip():
        tell(say("learn.printed"))
        for line in verdict.output.splitlines():
            tell(f"  | {line}")
    if not verdict.passed:
        untouched = {"not_written": "learn.to_do", "sick": "learn.patient"}
        tell(say(untouched.get(verdict.mistake or "", "learn.not_yet")), "yellow", True)
        tell(verdict.message.rstrip())
        return
    tell(say("learn.passed", seconds=verdict.seconds), "green", True)
    if verdict.message:
        tell(verdict.message)
    tell(say("learn.why", text=exercise.text("why")))


def go_on(learner: Learner, exercise: Exercise) -> None:
    """What comes after an exercise that is passed: the next one, what was left out, or the way on."""
    everything = exercises()
    left = [one for one in everything if not learner.passed(one)]
    following = everything[everything.index(exercise) + 1 :]
    if not left:
        tell(say("learn.all_done"))
    elif following:
        tell(say("learn.go_on", title=following[0].text("title")))
    else:
        tell(say("learn.left", count=len(left), name=left[0].name))


def hint(learner: Learner, exercise: Exercise) -> None:
    """The next hint of three; after the third, the first again."""
    level = learner.of(exercise).get("hints", 0)
    tell(say("learn.hint", level=level % 3 + 1, text=exercise.hints[level % 3]), "cyan")
    learner.note(exercise, hints=level + 1)
    if level % 3 == 2:
        tell(say("learn.last_hint", name=exercise.name))


def solution(learner: Learner, exercise: Exercise) -> None:
    """The reference solution: after passing, or when asked for twice.

    Raises:
        DiskError: the question could not be noted. The solution was shown then: nobody could ask twice.
    """
    asked, refused = learner.of(exercise).get("asked", 0), None
    try:
        learner.note(exercise, asked=asked + 1)
    except DiskError as error:
        refused = error
    if learner.passed(exercise) or asked or refused:
        tell(say("learn.solution"))
        tell(exercise.solution.rstrip())
    else:
        tell(say("learn.solution_early"))
    if refused:
        raise DiskError("learn_not_noted", why=refused)


def reset(learner: Learner, exercise: Exercise) -> None:
    """Start an exercise afresh, and say where the old file is."""
    kept = learner.reset(exercise)
    tell(say("learn.reset", path=learner.path(exercise)))
    if kept:
        tell(say("learn.kept", path=kept))


def overview(learner: Learner, brief: bool = False) -> None:
    """All exercises, by chapter: passed or not, and where one is.

    Args:
        learner: whose.
        brief: chapters that one is not at, as one line each.
    """
    current, chapter = learner.current(), None
    for one in exercises():
        if one.chapter != chapter:
            chapter = one.chapter
            inside = [other for other in exercises() if other.chapter == chapter]
            done = sum(map(learner.passed, inside))
            tell(f"{pick(chapter_title(one.folder.parent))}  {done}/{len(inside)}", "cyan", True)
        if brief and chapter != current.chapter:
            continue
        mark = "x" if learner.passed(one) else " "
        here = say("learn.here") if one == current else ""
        tell(f"  [{mark}] {one.name:<16} {one.text('title')}{here}")
    tell(say("learn.count", done=sum(map(learner.passed, exercises())), count=len(exercises())))


def results(verdicts: list[Verdict]) -> None:
    """One result in full, or several as a line each, with the first sentence of what is wrong; those to do as one."""
    if len(verdicts) == 1:
        outcome(find(verdicts[0].name), verdicts[0])
        return
    to_do = [one for one in verdicts if one.mistake == "not_written"]
    for one in verdicts:
        if one in to_do:
            continue
        why = "" if one.passed else f"  {one.message.splitlines()[0]}"
        tell(f"  [{'x' if one.passed else ' '}] {one.name:<16}{why}")
    if to_do:
        tell(say("learn.untouched", count=len(to_do), name=to_do[0].name))
    tell(say("learn.count", done=sum(one.passed for one in verdicts), count=len(verdicts)))
