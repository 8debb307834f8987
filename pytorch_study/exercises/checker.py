"""The parent's side of a check: send it to the worker, get the verdict. No torch here: the screen is there at once."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytorch_study.errors import StudyError
from pytorch_study.exercises.shelf import Exercise
from pytorch_study.text import language, say


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        message: why it failed, or what it showed; in the reader's language.
        mistake: the name of the wrong answer; None if it passed.
        line: in the learner's file; None where no line is to blame.
        printed: the beginning of what the answer printed.
        cut: what is left out of it: how many characters, of how many lines in all; empty if nothing is.
        words: the message without its pictures.
        drawn: the pictures: dictionaries that JSON can hold; see `drawn.py`.
    """

    name: str
    chapter: str
    passed: bool
    seconds: float
    message: str
    mistake: str | None
    line: int | None = None
    printed: str = ""
    cut: Sequence[int] = ()
    words: str = ""
    drawn: Sequence[dict[str, Any]] = ()

    @property
    def output(self) -> str:
        """What the answer printed, with a line that says how much of it is left out."""
        if not self.cut:
            return self.printed
        return f"{self.printed}\n{say('learn.more_printed', characters=self.cut[0], lines=self.cut[1])}"

    def as_json(self) -> dict[str, Any]:
        """The fields that `learn check --json` promises."""
        return {key: getattr(self, key) for key in ("name", "chapter", "passed", "seconds", "message", "mistake")}


class Checker:
    """The worker's process, started with the first check, or before by `warm`; use it as a context manager."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Checker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start the worker, which imports torch while the learner reads."""
        if self._worker is None or self._worker.poll() is not None:
            here = str(Path(__file__).parents[2])  # the package that runs now, whatever folder one is in
            paths = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
            settings = {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
            self._worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "pytorch_study.exercises.worker"],  # -P: no `torch.py` of the learner's
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **settings, "PYTHONPATH": paths},
                start_new_session=True,  # Ctrl-C is for this process; it then stops the worker itself
            )

    def close(self) -> None:
        """Stop the worker, and with it a check under way."""
        worker, self._worker = self._worker, None  # another thread may be waiting for its answer
        if worker is not None:
            with contextlib.suppress(OSError):
                worker.terminate()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]

    def interrupt(self) -> None:
        """End the check that another thread waits for; the worker and its torch live on, where there are signals."""
        if os.name == "posix" and (worker := self._worker) is not None:
            worker.send_signal(signal.SIGINT)
        else:
            self.close()

    def check(
        self, exercise: Exercise, answer: Path, seed: int | None = None, stopped: threading.Event | None = None
    ) -> Verdict:
        """Check one answer.

        Args:
            exercise: which one.
            answer: the learner's file.
            seed: fixes the inputs that are otherwise drawn afresh.
            stopped: is set by who no longer wants the verdict, before `interrupt` or `close`.

        Raises:
            StudyError: the worker does not start, or the check was stopped.
        """
        request = {
            "folder": str(exercise.folder),
            "answer": str(answer.absolute()),
            "language": language(),
            "seed": secrets.randbelow(2**31) if seed is None else seed,
        }
        found = self._ask(request)
        if found is None and not (stopped and stopped.is_set()):
            found = self._ask(request)
        if found is None or (stopped and stopped.is_set()):
            raise StudyError("no_worker")
        mistake = found["mistake"]
        message = found.get("message") or (say(f"mistake.{mistake}") if mistake else "")
        rest = {key: found[key] for key in ("passed", "seconds", "line", "printed", "cut", "drawn") if key in found}
        return Verdict(
            name=exercise.name,
            chapter=exercise.chapter,
            mistake=mistake,
            message=message,
            words=found.get("words", message),
            **rest,
        )

    def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """None: the worker is gone, e.g. because it was killed; the next call starts another."""
        try:
            self.warm()
            worker = self._worker
            assert worker is not None
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(json.dumps(request).encode() + b"\n")
            worker.stdin.flush()
            answer = worker.stdout.readline()
            if answer:
                return dict(json.loads(answer))
        except (OSError, ValueError):
            pass
        except KeyboardInterrupt:
            self.close()
            raise
        self.close()
        return None
