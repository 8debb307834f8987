"""Threads that answer one kind of question, with their own cache of models."""

import asyncio
import contextvars
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import torch

from pytorch_study import lessons
from pytorch_study.artifacts import folder
from pytorch_study.artifacts.folder import Run
from pytorch_study.lessons.learner_files import words
from pytorch_study.playground.guard import Refused, log
from pytorch_study.playground.turns import Turns
from pytorch_study.trained import Trained, load_trained

P = ParamSpec("P")
T = TypeVar("T")
MODELS = 4
"""At most so many models a worker keeps in memory."""
RESULTS = 16
"""Likewise of answers that took long."""
_CACHING = threading.Lock()


class InferenceWorker:
    """A few threads, each of which answers one question after the other; see `Turns` for whose is next.

    A model belongs to one worker alone, and there to one question at a time: to look inside, hooks are registered on
    it, and those would catch another thread's pictures too.
    """

    def __init__(self, name: str, threads: int, runs: Path, data: Path | None, places: int = 1) -> None:
        """`threads` are torch's; `runs` and `data` are where the commands look; `places`: questions at once."""
        self.executor = ThreadPoolExecutor(places, name, lambda: torch.set_num_threads(threads))
        self.turns = Turns(places)
        self.runs = runs
        self.data = data
        self.models: OrderedDict[Hashable, Trained] = OrderedDict()
        self.results: OrderedDict[Hashable, Any] = OrderedDict()
        self.closing = False

    async def call(
        self, client: str, targets: Iterable[str], function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `function` returns when one of the worker's threads runs it, in the caller's language.

        Args:
            client: who asks.
            targets: the networks that it asks.
            function: what is run.
            args: its arguments.
            kwargs: likewise.
        """
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()

        def work() -> T:
            try:
                return context.run(function, *args, **kwargs)
            except BaseException as error:
                if isinstance(error, Exception) and not isinstance(error, StopIteration):
                    raise
                log(error)  # it would end the server, or nobody would ever hear of it
                raise Refused(500, "page.error.raised", what=f"{type(error).__name__}: {words(error)}"[:300]) from error

        async with self.turns.take(client, targets):
            return await loop.run_in_executor(self.executor, work)

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
    found: T = cache[key] if key in cache else make()
    with _CACHING:  # several threads of a worker share one
        cache[key] = found
        cache.move_to_end(key)
        while len(cache) > most:
            cache.popitem(last=False)
    return found
