"""How a training uses the CPU's cores: in shards or not, and with how many threads, by what is free at the moment."""

import contextlib
import statistics
import time
from dataclasses import replace

import torch

from pytorch_study.cores import chosen_by_user
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.gradients import count_shards, gradient_of, replicate
from pytorch_study.engine.score import snapshot_buffers
from pytorch_study.engine.state import TrainState
from pytorch_study.lesson import Splits
from pytorch_study.task import find_task

ROUNDS = 3
EXAMPLES = 192
"""Examples of a timed step, at most."""
SECONDS = 0.1
"""How long each way is timed in a round, at most, if one step does not take longer."""
BUDGET = 0.01
"""The share of a training's expected time that the timing may take, but for a few steps."""
FEWEST_STEPS = 300
"""Shorter trainings are not worth timing first."""
MARGIN = 1.15
"""How much faster more threads than cores must be: they pay beside another busy program, but lose when it ends."""


def choose_compute(state: TrainState, splits: Splits, threads: int | None = None) -> Compute:
    """How a new training uses the CPU's cores: the number of threads, and of shards.

    Where the user leaves the number of threads open, it is the fastest of some that are timed, because beside another
    busy program one thread can be faster than two.

    Args:
        state: the initial state; it is left as it was.
        splits: the data.
        threads: the number that the user has chosen.
    """
    compute = state.compute
    if compute.device != "cpu" or state.group.size > 1:
        return compute
    fixed = threads is not None or chosen_by_user() or find_task(state.lesson.task).lightweight
    most = compute.threads
    counts = {most} if fixed or state.total < FEWEST_STEPS or most == 1 else {1, max(1, most // 2), most, 2 * most}
    ways = []
    for count in sorted(counts):
        cores = replace(compute, threads=min(count, most))
        shards = count_shards(state.model, state.lesson, state.recipe, splits, cores)
        ways.append(replace(compute, threads=count, shards=shards))
    return _fastest(state, splits, ways) if len(ways) > 1 else ways[0]


def _fastest(state: TrainState, splits: Splits, ways: list[Compute]) -> Compute:
    """The way in which the gradient of a batch takes least time; they are timed in turns."""
    count = min(EXAMPLES, state.recipe.batch_size, len(splits.train.y))
    x, y = prepare(splits.train.x[:count], state.lesson, state.recipe), splits.train.y[:count]
    restore, before = snapshot_buffers(state.model), torch.get_rng_state()
    # A model that keeps its last output in an attribute can only be copied before it has computed one with gradients.
    trial = replicate(state.model, 1)[0] if any(way.shards > 1 for way in ways) else state.model
    states = {
        way: replace(state, compute=way, model=(one := trial if way.shards == 1 else state.model), replica=one)
        for way in ways
    }
    seconds: dict[Compute, list[float]] = {way: [] for way in ways}
    try:
        with contextlib.ExitStack() as threads:
            gradients = {way: threads.enter_context(gradient_of(states[way])) for way in ways}
            limit = 0.0
            for number in range(ROUNDS + 1):  # the first is a warm-up, and says how long a training takes
                for way, found in seconds.items():
                    torch.set_num_threads(way.threads)
                    started, steps = time.perf_counter(), 0
                    while not steps or time.perf_counter() - started < limit:
                        gradients[way](x, y, 1.0)
                        steps += 1
                    found.append((time.perf_counter() - started) / steps)
                if not number:
                    share = BUDGET * state.total / ROUNDS / len(ways)
                    limit = min(SECONDS, share * min(found.pop() for found in seconds.values()))
    finally:
        state.model.zero_grad()
        restore()
        torch.set_rng_state(before)
        torch.set_num_threads(state.compute.threads)

    def cost(way: Compute) -> float:
        return statistics.median(seconds[way]) * (MARGIN if way.threads > state.compute.threads else 1)

    return min(ways, key=cost)
