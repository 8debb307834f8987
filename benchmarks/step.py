"""Speed of a lesson's training step: operations per second, relative to the peak of a matrix product.

All variants alternate over several rounds in one process; the results are the medians and their ratios.
"""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import click
import torch
from torch.profiler import ProfilerActivity, profile

from benchmarks.accuracy import commit, machine
from benchmarks.operations import count
from pytorch_study import lessons, measurements
from pytorch_study.artifacts.environment import environment
from pytorch_study.data.splits import take
from pytorch_study.engine.compute import Compute, select_device
from pytorch_study.engine.loop import TrainState, init_state, train
from pytorch_study.engine.records import Step
from pytorch_study.engine.threads import choose_compute
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions, Lesson, Splits
from pytorch_study.recipe import Recipe, change

WARM, STEPS, ROUNDS = 2, 3, 4


@dataclass(frozen=True)
class Variant:
    """One way to run the step.

    Attributes:
        name: name in the results.
        precision: `fp32` or `bf16`.
        changes: recipe fields to change.
    """

    name: str
    precision: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def measure(lesson_name: str) -> dict[str, Any]:
    """Time the default recipe's step and its variants; write and return `results/<lesson>_step.json`."""
    lesson, recipe, compute, splits = _prepare(lesson_name)
    other = "bf16" if compute.precision == "fp32" else "fp32"
    variants = [
        Variant("as it is", compute.precision),
        Variant("sgd", compute.precision, {"optimizer": "sgd"}),
        Variant("no augmentation", compute.precision, {"augment": ()}),
        Variant("batch 32", compute.precision, {"batch_size": 32}),
        Variant(other, other),
    ]
    seconds: dict[str, list[float]] = {variant.name: [] for variant in variants}
    peaks: dict[str, list[float]] = {"fp32": [], "bf16": []}
    for number in range(ROUNDS):
        for precision, found in peaks.items():
            found.append(peak(precision))
        for variant in variants:
            seconds[variant.name].append(_time(lesson, recipe, splits, compute, variant))
        click.echo(f"round {number + 1} of {ROUNDS}")
    best = {precision: max(found) for precision, found in peaks.items()}  # the peak is the best of all rounds
    work = operations(lesson, recipe, splits, compute)
    seconds_per_image = statistics.median(seconds["as it is"]) / recipe.batch_size
    rows = []
    for variant in variants:
        median = statistics.median(seconds[variant.name])
        batch = variant.changes.get("batch_size", recipe.batch_size)
        rate = work * batch / recipe.batch_size / median
        rows.append(
            {
                "variant": variant.name,
                "precision": variant.precision,
                "seconds_per_step": median,
                "images_per_second": batch / median,
                "of_peak": rate / best[variant.precision],
                "seconds_an_image_against_as_it_is": median / batch / seconds_per_image,
            }
        )
    result = {
        "lesson": lesson_name,
        "batch_size": recipe.batch_size,
        "operations_per_step": work,
        "peak_per_second": best,
        "steps": rows,
        "profile": shares(lesson, recipe, splits, compute),
        "machine": machine(environment(compute)),
        "threads": compute.threads,
        "command": f"python -m benchmarks step {lesson_name}",
        "commit": commit(),
    }
    write_json(measurements.RESULTS / f"{lesson_name}_step.json", result)
    return result


def usual(lesson_name: str) -> dict[str, Any]:
    """Operations per second of the default recipe's step and of a large matrix product; writes nothing."""
    lesson, recipe, compute, splits = _prepare(lesson_name)
    rounds = [
        (peak(compute.precision), _time(lesson, recipe, splits, compute, Variant("as it is", compute.precision)))
        for _ in range(ROUNDS)
    ]
    best, seconds = max(found for found, _ in rounds), statistics.median(found for _, found in rounds)
    work = operations(lesson, recipe, splits, compute)
    return {
        "precision": compute.precision,
        "per_second": work / seconds,
        "images_per_second": recipe.batch_size / seconds,
        "peak": best,
    }


def _prepare(lesson_name: str) -> tuple[Lesson, Recipe, Compute, Splits]:
    """A lesson, its default recipe, the device settings, and splits with just enough images."""
    lesson = lessons.get(lesson_name)
    recipe = lesson.recipes[lesson.default]
    # full-size images, even if the recipe starts with smaller ones
    recipe = change(recipe, {"augment": tuple(a for a in recipe.augment if not a.startswith("progressive_resize"))})
    splits = lesson.load(recipe, DataOptions(), 0)
    few = take(splits.train, torch.arange(recipe.batch_size * (WARM + STEPS)))
    return lesson, recipe, select_device(recipe, lesson.task, device="cpu"), Splits(train=few, test=splits.test)


def peak(precision: str, size: int = 2048) -> float:
    """Operations per second of a large matrix product on the same threads, the best of several."""
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a, b = (torch.randn(size, size).to(kind) for _ in range(2))
    best = float("inf")
    for _ in range(8):
        started = time.perf_counter()
        torch.mm(a, b)
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best


def operations(lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute) -> int:
    """Operations in the matrix products and convolutions of one step, forward and backward, without the optimizer."""
    state = _init(lesson, recipe, splits, compute, Variant("", "fp32"))
    x = torch.zeros(recipe.batch_size, *splits.train.x.shape[1:])
    return count(lambda: state.model(x).sum().backward())


def shares(lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute, top: int = 10) -> list[list[Any]]:
    """Share of a step's time by operation: [operation, share], largest first."""
    state = _init(lesson, recipe, splits, compute, Variant("", compute.precision))
    steps = train(state, splits)
    for _ in range(WARM):
        next(steps)
    with profile(activities=[ProfilerActivity.CPU]) as watch:
        next(steps)
    events = sorted(watch.key_averages(), key=lambda event: -event.self_cpu_time_total)
    total = sum(event.self_cpu_time_total for event in events)
    return [[event.key, round(event.self_cpu_time_total / total, 4)] for event in events[:top]]


def _time(lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute, variant: Variant) -> float:
    """Median seconds per step."""
    steps = train(_init(lesson, recipe, splits, compute, variant), splits)
    for _ in range(WARM):
        next(steps)
    found = []
    for _ in range(STEPS):
        started = time.perf_counter()
        assert isinstance(next(steps), Step)
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def _init(lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute, variant: Variant) -> TrainState:
    recipe = change(recipe, {"epochs": 100, **variant.changes})
    state = init_state(lesson, recipe, splits, Compute(compute.device, variant.precision, compute.threads), 0)
    state.compute = choose_compute(state, splits, compute.threads)
    return state
