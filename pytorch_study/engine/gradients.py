"""A batch's gradient: computed as a whole, or as the sum over shards that the CPU's cores share out.

Within one small operation a second core helps little: after each of them all threads wait for the last, which may have
lost its core to another program. Shards need one meeting per step.
"""

import contextlib
import copy
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Generator, Tensor, nn

from pytorch_study.engine.batches import autocast, prepare
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.initial import training_mode
from pytorch_study.engine.score import snapshot_buffers
from pytorch_study.lesson import Lesson, Splits
from pytorch_study.recipe import Recipe
from pytorch_study.rng import RNG_LOCK, derive_seed, make_generator
from pytorch_study.task import Task, find_task

if TYPE_CHECKING:
    from pytorch_study.engine.state import TrainState

MOST_SHARDS = 8
FEWEST_EXAMPLES = 64
"""Predictions of a shard; with fewer, matrix products become slow."""
ENOUGH_EXAMPLES = 96
"""With so many, a thread takes several shards in turn: less memory, and a thread that lags behind does fewer."""
LEAST_WORK = 10_000_000
"""Parameters times examples of a batch; with less, waking a thread costs more than it saves."""
MOST_PARAMETERS = 5_000_000
"""Operations of larger networks make better use of several cores than shards do (docs/log.md)."""
CHECKED_EXAMPLES = 4
"""Examples of a shard when it is checked whether a batch may be split."""
TOLERANCE = 1e-3
"""The largest relative difference between the batch's gradient and the sum of its shards', both in fp32."""

Gradient = Callable[[Tensor, Tensor, float], tuple[float, int]]
"""(x, y, weight) -> (mean loss times the weight, number of correct predictions), for a prepared batch.

It leaves the gradient of that loss in `.grad` of the model's parameters.
"""


@contextlib.contextmanager
def gradient_of(state: "TrainState") -> Iterator[Gradient]:
    """The function that computes a batch's gradient: as a whole, or in shards."""
    task, recipe = find_task(state.lesson.task), state.recipe
    if state.compute.shards > 1:
        with sharded_gradient(state.replica, task, recipe, state.compute, frozen=state.frozen) as gradient:
            yield gradient
        return

    def whole(x: Tensor, y: Tensor, weight: float) -> tuple[float, int]:
        key = (state.step, *range(state.group.rank))
        training_mode(state.model, state.frozen)
        state.model.zero_grad()
        with RNG_LOCK, autocast(state.compute):
            torch.manual_seed(derive_seed(state.seed, "step", *key))  # for dropout
            rng = make_generator(state.seed, "loss", *key)  # for losses that draw
            loss, output = task.loss(state.replica, x, y, recipe, rng)
        loss = loss * weight
        loss.backward()
        return loss.item(), int(task.correct(output, y)) if task.correct and output is not None and weight else 0

    yield whole


@dataclass(frozen=True)
class _Part:
    """The gradient of one shard: its share of the mean loss, the output, and the replica with its `.grad`."""

    loss: Tensor
    output: Tensor | None
    replica: nn.Module


def sizes(count: int, shards: int) -> list[int]:
    """How many examples of a batch of `count` each shard has; shards that would be empty are left out."""
    return [size for k in range(shards) if (size := count // shards + (k < count % shards))]


def replicate(model: nn.Module, count: int) -> list[nn.Module]:
    """Copies of a model that share its weights and buffers but have gradients, and all other attributes, of their own.

    A model may keep an intermediate result in an attribute, which threads would overwrite for each other.
    """
    replicas = []
    for _ in range(count):
        shared: dict[int, object] = {id(buffer): buffer for buffer in model.buffers()}
        shared |= {id(p): nn.Parameter(p.detach(), requires_grad=p.requires_grad) for p in model.parameters()}
        replicas.append(copy.deepcopy(model, shared))
    return replicas


@contextlib.contextmanager
def sharded_gradient(
    model: nn.Module,
    task: Task,
    recipe: Recipe,
    compute: Compute,
    rng: Generator | None = None,
    frozen: Sequence[str] = (),
) -> Iterator[Gradient]:
    """A function that computes a batch's gradient in `compute.shards` shards on `compute.threads` threads.

    Args:
        model: the model; it must be separable, see `count_shards`.
        task: the task, with the loss.
        recipe: the recipe.
        compute: precision, and number of threads and shards.
        rng: generator for the loss; a separable one draws nothing.
        frozen: names of modules that are frozen.
    """
    rng = rng or make_generator("unused")
    replicas = replicate(model, compute.shards)

    def one(replica: nn.Module, x: Tensor, y: Tensor, weight: float) -> _Part:
        training_mode(replica, frozen)
        replica.zero_grad()
        with torch.enable_grad(), autocast(compute):
            loss, output = task.loss(replica, x, y, recipe, rng)
        loss = loss * weight
        loss.backward()
        return _Part(loss.detach(), None if output is None else output.detach(), replica)

    def gradient(x: Tensor, y: Tensor, weight: float) -> tuple[float, int]:
        parts = sizes(len(y), compute.shards)
        pairs = zip(replicas, x.split(parts), y.split(parts), parts, strict=False)
        waiting = [pool.submit(one, replica, a, b, weight * size / len(y)) for replica, a, b, size in pairs]
        done = [each.result() for each in waiting]
        for parameter, *shares in zip(model.parameters(), *(part.replica.parameters() for part in done), strict=True):
            parts_of_it = [share.grad for share in shares if share.grad is not None]
            parameter.grad = parts_of_it[0].clone() if parts_of_it else None
            for more in parts_of_it[1:]:
                parameter.grad += more
        outputs = [(part.output, b) for part, b in zip(done, y.split(parts), strict=True) if part.output is not None]
        right = sum(int(task.correct(output, b)) for output, b in outputs) if task.correct else 0
        return sum(part.loss.item() for part in done), right

    # torch's thread count is a thread's own: inside a worker, operations do not start further threads
    with ThreadPoolExecutor(compute.threads, "shard", lambda: torch.set_num_threads(1)) as pool:
        yield gradient


def count_shards(model: nn.Module, lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute) -> int:
    """The number of shards for `compute.threads`; 1 if a batch has to be computed, or is faster, as a whole."""
    weights, count = sum(p.numel() for p in model.parameters()), find_task(lesson.task).count
    batch = count(splits.train.y[: recipe.batch_size])  # a row of tokens is as much work as many examples
    shards = min(compute.threads, MOST_SHARDS, batch // FEWEST_EXAMPLES)
    if compute.device != "cpu" or shards < 2 or weights > MOST_PARAMETERS or weights * batch < LEAST_WORK:
        return 1
    shards *= max(1, min(MOST_SHARDS, batch // ENOUGH_EXAMPLES) // shards)
    rows = _unlike(splits.train.y, shards * CHECKED_EXAMPLES)
    x, y = splits.train.x[rows], splits.train.y[rows]
    try:
        return shards if _separable(model, prepare(x, lesson, recipe), y, find_task(lesson.task), recipe, shards) else 1
    except Exception:  # e.g. a model that cannot be copied; it can still be trained on whole batches
        return 1


def _unlike(y: Tensor, count: int) -> Tensor:
    """Rows from all over the targets, in their order: a loss with class weights is another mean in each shard."""
    rows = torch.linspace(0, len(y) - 1, min(count, len(y)), dtype=torch.float64).long()
    return rows[y[rows].reshape(len(rows), -1)[:, 0].argsort(stable=True)]


def _separable(model: nn.Module, x: Tensor, y: Tensor, task: Task, recipe: Recipe, shards: int) -> bool:
    """Whether the gradient is the sum of the shards' gradients.

    It is not if a layer or the loss mixes examples, as batch normalisation does. Networks that draw random numbers, as
    for dropout, or change their buffers do not qualify either: shards would do so in no particular order.
    """
    rng, compute = make_generator("check"), Compute("cpu", "fp32", 1, shards)
    tried, whole, sharded = replicate(model, 3)
    training_mode(tried, ())
    restore = snapshot_buffers(model)

    def changeable() -> list[Tensor]:
        return [torch.get_rng_state(), rng.get_state(), *(buffer.clone() for buffer in model.buffers())]

    with RNG_LOCK:
        before = changeable()
        try:
            with torch.no_grad():
                task.loss(tried, x, y, recipe, rng)
            if not all(map(torch.equal, tried.buffers(), before[2:])):  # assigned anew: the model's are others
                return False
            with sharded_gradient(whole, task, recipe, replace(compute, shards=1), rng) as gradient:
                expected, _ = gradient(x, y, 1.0)
            if not all(torch.equal(old, new) for old, new in zip(before, changeable(), strict=True)):
                return False
            with sharded_gradient(sharded, task, recipe, compute, rng) as gradient:
                found, _ = gradient(x, y, 1.0)
        finally:
            restore()
            torch.set_rng_state(before[0])
    pairs = [(a.grad, b.grad) for a, b in zip(whole.parameters(), sharded.parameters(), strict=True)]
    return abs(found - expected) <= TOLERANCE * abs(expected) and all(
        a is b if a is None or b is None else bool((a - b).norm() <= TOLERANCE * a.norm()) for a, b in pairs
    )
