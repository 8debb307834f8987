"""What a generative lesson makes: poems, for example."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from pytorch_study.artifacts.folder import Run
from pytorch_study.errors import UsageError, nearest
from pytorch_study.files import write_into
from pytorch_study.generative import GenerateOption, Made, Request
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.text import pick, say
from pytorch_study.trained import Trained, load_trained

MOST = 10_000
"""The largest `count`."""


def generate(
    target: Trained | Run | Path | str,
    *,
    prompt: str | None = None,
    count: int = 1,
    seed: int = 0,
    runs: Path | str = Path("runs"),
    out: Path | str | None = None,
    progress: Callable[[int], None] = lambda made: None,
    **options: Any,
) -> dict[str, Any]:
    """Make something with a trained generative lesson.

    `ps.generate("runs/20260114-153012_poems_seed0", prompt="春", count=3, form="七绝")`

    Args:
        target: a finished run, or a lesson's shipped weights.
        prompt: what to begin with, or to draw; the lesson says what it takes.
        count: how many things to make, up to 10,000.
        seed: random seed; the same request gives the same again.
        runs: folder to search for runs.
        out: file for what is a picture; None: one in the current folder, named after lesson, prompt and seed.
        progress: is called with how many things are made, where they are many.
        options: the lesson's own options, see `Lesson.generate_options`.

    Returns:
        `lesson`, `prompt`, `seed` and the lesson's options; `made`: a dictionary for each thing, with `text` or
        `pixels`; what the lesson tells of all of them together; `notes`, sentences about them; `picture`: the file.

    Raises:
        UsageError: the lesson makes nothing, has no such option, or cannot take this prompt or value; or `out` is no
            name of a PNG file.
        DiskError: the picture cannot be written.
    """
    trained = load_trained(target, runs=runs)
    prompt = None if prompt is None else str(prompt)
    name = trained.lesson.name
    if out is not None and Path(out).suffix.lower() != ".png":
        raise UsageError("generate_png", path=out)
    request, made = make(
        trained, Request(prompt, _whole("count", count), _whole("seed", seed), options, progress=progress)
    )
    if out is not None and made.picture is None:
        raise UsageError("generate_text", lesson=name)
    result = {
        "lesson": name,
        "prompt": prompt,
        "seed": request.seed,
        **{k: v if isinstance(v := request.options[k], int | float | str) else options[k] for k in options},
        "made": [dict(item) for item in made.items],
        **made.facts,
        "notes": list(made.notes),
    }
    if made.picture is not None:
        words = re.sub(r"\W", "", prompt or "all")[:20]  # no path, whatever the prompt
        path = Path(out or f"{name}_{words}_seed{request.seed}.png")
        write_into(path.parent, path.name, made.picture)
        result["picture"] = str(path)
    return result


def make(trained: Trained, request: Request) -> tuple[Request, Made]:
    """The request with its options read, and what a trained model makes of it.

    Raises:
        UsageError: as `generate`.
    """
    lesson = trained.lesson
    if lesson.generate is None:
        raise UsageError("generate_nothing", lesson=lesson.name)
    for name, value, highest in (("count", request.count, MOST), ("seed", request.seed, 2**63 - 1)):
        if not (lowest := int(name == "count")) <= value <= highest:
            raise UsageError("out_of_range", name=name, value=value, range=f"[{lowest}, {highest:,}]")
    request = replace(request, options=_read(lesson.name, lesson.generate_options, request.options))
    with attribute_error(lesson.file), torch.no_grad():
        return request, lesson.generate(trained.model, trained.recipe, request)


def _whole(name: str, value: Any) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise UsageError("generate_whole", name=name, value=str(value)[:40]) from None


def _read(lesson: str, known: Mapping[str, GenerateOption], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a lesson's options, from what was given.

    Raises:
        UsageError: it has no such option (all are listed with what they do), or a value is no number.
    """
    for name in given:
        if name not in known:
            about = [say("done.option", name=flag(k), about=pick(option.about)) for k, option in known.items()]
            options = "".join(f"\n  {line}" for line in about)
            near = nearest(flag(name), map(flag, known)) if known else ""
            raise UsageError("generate_option", name=flag(name), lesson=lesson, nearest=near, options=options)
    given = {name: value for name, value in given.items() if value is not None}
    return {k: _read_one(k, option, given[k]) if k in given else option.default for k, option in known.items()}


def _read_one(name: str, option: GenerateOption, value: Any) -> Any:
    try:
        return option.read(value)
    except (TypeError, ValueError, OverflowError):  # of `int` or `float`, which a learner's option may simply name
        raise UsageError("generate_number", name=name, value=str(value)[:40]) from None


def flag(name: str) -> str:
    """An option as it is written on the command line: `--top-p`."""
    return f"--{name.replace('_', '-')}"
