"""The exercises, found by looking: a folder in `chapters/` is an exercise, and nothing else has to know of it."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytorch_study.errors import UsageError, nearest
from pytorch_study.text import Text, pick

CHAPTERS = Path(__file__).parent / "chapters"


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        folder: holds `exercise.py`, `solution.py`, `check.py` and `text.toml`.
    """

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name without its number, e.g. `shapes`."""
        return self.folder.name.partition("_")[2]

    @property
    def chapter(self) -> str:
        """The name of the chapter, without its number, e.g. `tensors`."""
        return self.folder.parent.name.partition("_")[2]

    @property
    def file(self) -> str:
        """Where it lies in a learner's folder, e.g. `01_tensors/02_shapes.py`."""
        return f"{self.folder.parent.name}/{self.folder.name}.py"

    @property
    def given(self) -> str:
        """What the learner starts from."""
        return (self.folder / "exercise.py").read_text("utf-8")

    @property
    def solution(self) -> str:
        """The reference solution, a complete file."""
        return (self.folder / "solution.py").read_text("utf-8")

    @functools.cached_property
    def texts(self) -> dict[str, Any]:
        """`text.toml`: title, hints, why, seen, mistakes."""
        return tomllib.loads((self.folder / "text.toml").read_text("utf-8"))

    def text(self, key: str) -> str:
        """`title`, `why` or `seen` in the reader's language; "" where there is none."""
        return pick(Text(**self.texts[key])).strip() if key in self.texts else ""

    @property
    def hints(self) -> list[str]:
        """Three hints, from a nudge to nearly the answer, in the reader's language."""
        return [pick(Text(**hint)).strip() for hint in self.texts["hints"]]

    def mistake(self, name: str) -> str | None:
        """What is said of this named mistake, in the reader's language, with blanks; None: nothing of its own."""
        found = self.texts.get("mistakes", {}).get(name)
        return pick(Text(**found)).strip() if found else None


@functools.cache
def exercises(chapters: Path = CHAPTERS) -> tuple[Exercise, ...]:
    """All exercises, in reading order."""
    return tuple(Exercise(path.parent) for path in sorted(chapters.glob("[0-9]*_*/[0-9]*_*/exercise.py")))


@functools.cache
def chapter_title(folder: Path) -> Text:
    """The title of a chapter, from its `chapter.toml`."""
    return Text(**tomllib.loads((folder / "chapter.toml").read_text("utf-8"))["title"])


def find(name: str) -> Exercise:
    """The exercise of this name: `shapes`, `02_shapes`, `01_tensors/02_shapes`, or the path of its file.

    Raises:
        UsageError: there is none.
    """
    wanted = name.replace("\\", "/").removesuffix(".py").rsplit("/", 1)[-1]
    for one in exercises():
        if wanted in (one.name, one.folder.name):
            return one
    raise UsageError("unknown_exercise", name=name, nearest=nearest(wanted, [one.name for one in exercises()]))
