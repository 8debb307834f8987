"""A thread that answers one kind of question, with its own cache of models."""

import asyncio
import contextvars
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import torch

from pytorch_study import lessons
from pytorch_study.artifacts import folder
from pytorch_study.artifacts.folder import Run
from pytorch_study.playground.guard import Refused
from pytorch_study.trained import Trained, load_trained

P = ParamSpec("P")
T = TypeVar("T")
MODELS = 4
"""At most so many models a worker keeps in memory."""
RESULTS = 16
"""Likewise of answers that took long."""


class InferenceWorker:
    """One thread, which answers one question after the other.

    A model belongs to one worker alone: to look inside, hooks are registered on it, and those would catch another
    thread's pictures too.
    """

    def __init__(self, name: str, threads: int, runs: Path, data: Path | None) -> None:
        """`threads` are torch's; `runs` and `data` are where the commands look."""
        self.executor = ThreadPoolExecutor(1, name, lambda: torch.set_num_threads(threads))
        self.runs = runs
        self.data = data
        self.models: OrderedDict[Hashable, Trained] = OrderedDict()
        self.results: OrderedDict[Hashable, Any] = OrderedDict()
        self.closing = False

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns when the worker's own thread runs it, in the caller's language."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, lambda: context.run(function, *args, **kwargs))

    def load(self, target: Any) -> Trained:
        """The shipped weights `mnist` or `mnist:original`, or a finished run, itself or by name. For its own thread.

        Raises:
            Refused: there is no such run.
            StudyError: see `load_trained`.
        """
        found = resolve(target, self.runs)
        return cached(
            self.models, self.version(target), MODELS, lambda: load_trained(found, runs=self.runs, data=self.data)
        )

    def version(self, target: Any) -> tuple[str, str]:
        """What tells a target from another that had the same name before."""
        found = resolve(target, self.runs)
        if isinstance(found, str):
            return found, ""
        return str(found.folder), str((found.result or {}).get("model_sha256"))

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for this key before, or is made now. For the worker's thread."""
        return cached(self.results, key, RESULTS, make)

    def close(self) -> None:
        """Answer nothing more, and break off what takes long."""
        self.closing = True
        self.executor.shutdown(wait=False, cancel_futures=True)


def resolve(target: Any, runs: Path) -> str | Run:
    """A target as the page names it: a lesson's shipped weights, or a run; a run itself is one, whatever its name.

    Raises:
        Refused: there is no such run.
    """
    if isinstance(target, Run) or is_shipped(target):
        return target  # type: ignore[no-any-return]
    return find_run(target, runs)


def is_shipped(target: Any) -> bool:
    """Whether this names weights that ship, `mnist` or `mnist:original`."""
    return isinstance(target, str) and target.partition(":")[0] in lessons.SHELF


def find_run(name: Any, runs: Path) -> Run:
    """The run of that name in the folder of all runs. Unlike the commands, the page names no path.

    Raises:
        Refused: there is none.
    """
    for run in folder.all_runs(runs):
        if run.name == name:
            return run
    raise Refused(404, "page.error.no_run", name=str(name)[:100])


def cached(cache: OrderedDict[Hashable, Any], key: Hashable, most: int, make: Callable[[], T]) -> T:
    """`cache[key]`, made if it is not there; of more than `most`, the least recently used one is dropped."""
    if key not in cache:
        cache[key] = make()
        while len(cache) > most:
            cache.popitem(last=False)
    cache.move_to_end(key)
    found: T = cache[key]
    return found
