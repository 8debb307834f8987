"""Alternate between ways to train, each in its own process: only timings taken together can be compared."""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import torch

from benchmarks import plain
from pytorch_study import lessons
from pytorch_study.engine import convolution, loop
from pytorch_study.engine.compute import select_device
from pytorch_study.engine.records import Step
from pytorch_study.engine.threads import choose_compute
from pytorch_study.lesson import DataOptions, Lesson
from pytorch_study.recipe import Recipe, change

TURNS = 5


Way = tuple[Callable[..., Iterator[int]], tuple[Any, ...], int]
"""A function whose steps yield how many examples, or tokens, each has seen; its arguments; how many make a round."""


def taking_turns(ways: dict[str, tuple[Any, ...]], turns: int = TURNS) -> tuple[dict[str, float], float]:
    """Measure ways to train a lesson in alternating rounds; see `alternate`.

    Args:
        ways: by name: lesson, way, batch size, examples of a round, and changes of the default recipe, if any; see
            `_steps`.
        turns: number of rounds.
    """
    return alternate({name: (_steps, (*way[:3], *way[4:]), way[3]) for name, way in ways.items()}, turns)


def alternate(ways: Mapping[str, Way], turns: int = TURNS) -> tuple[dict[str, float], float]:
    """Measure ways in alternating rounds.

    Each way runs in its own process, because what one sets (threads, memory) must not affect another.

    Returns:
        By name, the median over the rounds of what a way sees per second; and the spread, the largest ratio of a way's
        fastest round to its slowest.
    """
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Any] = {}
    for name, way in ways.items():
        ours, theirs = context.Pipe()
        context.Process(target=_work, args=(theirs, *way), daemon=True).start()
        theirs.close()  # so that `recv` fails if the process dies
        ours.recv()  # it is ready
        pipes[name] = ours
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, pipe in pipes.items():
            pipe.send(True)
            rates[name].append(pipe.recv())
    for pipe in pipes.values():
        pipe.send(False)
    spread = max(max(found) / min(found) for found in rates.values())
    return {name: statistics.median(found) for name, found in rates.items()}, spread


def _work(pipe: Any, make: Callable[..., Iterator[int]], arguments: tuple[Any, ...], few: int) -> None:
    """Run in a child process: take steps whenever the pipe asks, and send how many examples per second."""
    steps = make(*arguments)
    for _ in range(3):  # warm-up: memory is allocated, kernels are selected
        next(steps)
    pipe.send(True)
    while pipe.recv():
        started, seen = time.perf_counter(), 0
        while seen < few:
            seen += next(steps)
        pipe.send(seen / (time.perf_counter() - started))


def _steps(lesson_name: str, way: str, batch: int, changes: Mapping[str, str] = MappingProxyType({})) -> Iterator[int]:
    """The steps of a training without end.

    Args:
        lesson_name: name of a built-in lesson.
        way: `plain`, `ours`, `handing_back` (ours without reused memory), `one_by_one` (ours without images side by
            side) or `threads N`.
        batch: batch size.
        changes: changes of the default recipe.
    """
    if way == "handing_back":
        loop.__dict__["reuse_memory"] = lambda: False
    if way == "one_by_one":
        convolution.LARGEST = 0
    threads = int(way.removeprefix("threads ")) if way.startswith("threads ") else None
    lesson = lessons.get(lesson_name)
    recipe = change(lesson.recipes[lesson.default], {"batch_size": batch, "epochs": 1000, **changes})
    return _plain(lesson, recipe) if way == "plain" else _ours(lesson, recipe, threads)


def _ours(lesson: Lesson, recipe: Recipe, threads: int | None) -> Iterator[int]:
    splits = lesson.load(recipe, DataOptions(), 0)
    compute = select_device(recipe, lesson.task, "cpu", threads)
    state = loop.init_state(lesson, recipe, splits, compute, 0)
    state.compute = choose_compute(state, splits, compute.threads)
    for record in loop.train(state, splits):
        if isinstance(record, Step):
            before = (record.step - 1) % state.steps_per_epoch * recipe.batch_size
            yield min(recipe.batch_size, len(splits.train.y) - before)  # the last batch of an epoch may be smaller


def _plain(lesson: Lesson, recipe: Recipe) -> Iterator[int]:
    torch.manual_seed(0)
    return plain.steps(lesson.model(recipe), lesson.load(recipe, DataOptions(), 0).train, recipe.batch_size)
