"""The training loop. It knows no lesson, no file and no screen: it mutates a state and says what happened.

    state = init_state(lesson, recipe, splits, compute, seed)
    for record in train(state, splits):      # Step, Step, ..., Epoch, Step, ..., Epoch, End
        ...                                  # the caller draws, saves, pauses (by not asking for the next) or stops

Whenever a record comes out, the state is whole: it can be saved, and `train` called on it again goes on from there.
"""

import contextlib
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.swa_utils import AveragedModel

from pytorch_study.data.augment import Augmentation, AugmentContext, augment
from pytorch_study.engine.batches import autocast, prepare
from pytorch_study.engine.compute import Compute, reuse_memory
from pytorch_study.engine.optimizers import make_average, make_optimizers, make_schedule
from pytorch_study.engine.process_group import SINGLE, ProcessGroup
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.engine.score import evaluate, snapshot_buffers
from pytorch_study.errors import DivergedError, UsageError
from pytorch_study.lesson import Lesson, Splits, input_of
from pytorch_study.recipe import Recipe
from pytorch_study.rng import RNG_LOCK, derive_seed, epoch_permutation, make_generator
from pytorch_study.task import find_task


@dataclass
class TrainState:
    """All that changes in a training, and what it is a training of. The caller owns it.

    Attributes:
        replica: what is trained: the model, or its DistributedDataParallel, which has the same weights.
        infinite: names of buffers that were never finite, an attention mask, say: no sign of divergence.
        step: steps done.
        loss_sum: of this epoch's examples so far; `right` and `seen` likewise.
        seconds: of training, without what the caller did between two records.
        history: the epochs so far.
    """

    lesson: Lesson
    recipe: Recipe
    compute: Compute
    seed: int
    group: ProcessGroup
    model: nn.Module
    replica: nn.Module
    average: AveragedModel | None
    optimizers: tuple[Optimizer, ...]
    schedules: tuple[LRScheduler, ...]
    steps_per_epoch: int
    infinite: frozenset[str] = frozenset()
    step: int = 0
    loss_sum: float = 0.0
    right: int = 0
    seen: int = 0
    seconds: float = 0.0
    history: list[Epoch] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The steps of the whole training."""
        return self.recipe.epochs * self.steps_per_epoch

    @property
    def lr(self) -> float:
        """The learning rate of the next step; 0 after the last one, where a straight line would go below it."""
        return max(0.0, float(self.optimizers[0].param_groups[0]["lr"]))

    @property
    def eval_model(self) -> nn.Module:
        """The model that is evaluated and kept: the average of the weights where there is one."""
        return self.average.module if self.average is not None else self.model


def init_state(
    lesson: Lesson, recipe: Recipe, splits: Splits, compute: Compute, seed: int, group: ProcessGroup = SINGLE
) -> TrainState:
    """A fresh state. It depends on the seed alone: the same seed gives the same first weights.

    Sets torch's thread count, and seeds torch's global generator (for the initial weights).

    Raises:
        UsageError: the recipe augments in a way that is unknown, or that these data do not allow.
    """
    augment(recipe.augment)
    if recipe.augment and input_of(lesson, splits.train.x) != "image":
        raise UsageError("augment_rows", lesson=lesson.name)
    torch.set_num_threads(compute.threads)
    group = group.ready(compute.device)
    with RNG_LOCK:
        torch.manual_seed(seed)
        model: nn.Module = lesson.model(recipe)
    if lesson.init_from_data is not None:
        lesson.init_from_data(model, splits.train)
    model = model.to(compute.device)
    # channels-last: a pixel's channels lie side by side in memory, which convolutions on CPUs and tensor cores like
    if all(tensor.ndim <= 4 for tensor in model.state_dict().values()):  # torch refuses it where filters are 3-D
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizers = make_optimizers(model, recipe)
    steps_per_epoch = math.ceil(len(splits.train.y) / recipe.batch_size)
    return TrainState(
        lesson=lesson,
        recipe=recipe,
        compute=compute,
        seed=seed,
        group=group,
        model=model,
        replica=group.wrap_model(model),
        average=make_average(model, recipe),
        optimizers=optimizers,
        schedules=tuple(make_schedule(o, recipe, recipe.epochs * steps_per_epoch) for o in optimizers),
        steps_per_epoch=steps_per_epoch,
        infinite=frozenset(name for name, buffer in model.named_buffers() if not _all_finite(buffer)),
    )


def train(state: TrainState, splits: Splits) -> Iterator[Step | Epoch | End]:
    """Train from wherever `state` stands to the end; yields a record after every step, every epoch, and at the end.

    Raises:
        DivergedError: the loss is no longer finite; the state is as it was before that step.
    """
    recipe, compute = state.recipe, state.compute
    torch.set_num_threads(compute.threads)
    reuse_memory()
    x, y = (tensor.to(compute.device) for tensor in splits.train)
    change = augment(recipe.augment)
    shuffled_for, shuffled = -1, torch.empty(0)
    while True:
        started = time.perf_counter()
        if state.seen and state.step % state.steps_per_epoch == 0:  # an epoch is full, but not yet written down
            yield _close_epoch(state, splits, started)
            continue
        if state.step == state.total:
            break
        epoch, number = divmod(state.step, state.steps_per_epoch)
        if epoch != shuffled_for:
            shuffled_for, shuffled = epoch, epoch_permutation(state.seed, epoch, len(y))
        rows = shuffled[number * recipe.batch_size :][: recipe.batch_size].to(compute.device)
        yield _step(state, x[rows], y[rows], rows, change, started)
    rate = state.step / state.steps_per_epoch * len(y) / max(state.seconds, 1e-9)
    yield End(epochs=recipe.epochs, step=state.step, seconds=state.seconds, images_per_second=rate)


def _step(state: TrainState, x: Tensor, y: Tensor, rows: Tensor, change: Augmentation, started: float) -> Step:
    recipe, lesson, task = state.recipe, state.lesson, find_task(state.lesson.task)
    now = (state.seed, "step", state.step)
    epoch, progress = state.step // state.steps_per_epoch, state.step / state.total
    batch = prepare(x, lesson, recipe, change, AugmentContext(make_generator(*now), state.seed, rows, epoch, progress))
    count, group = len(y), state.group
    batch, y = group.shard(batch), group.shard(y)

    state.model.train()
    with _undone_if_it_fails(state.model):
        with RNG_LOCK, autocast(state.compute):
            torch.manual_seed(derive_seed(*now, *range(group.rank)))  # for dropout, should the model have any
            rng = make_generator(state.seed, "loss", state.step, *range(group.rank))  # for the loss, should it draw
            loss, output = task.loss(state.replica, batch, y, recipe, rng)
        loss = loss * group.weight(count)
        right = task.correct(output, y) if task.correct and output is not None and group.weight(count) else 0
        total, right_of_all = group.all_reduce_sum(loss.item(), right)
        value = total / group.size
        if not math.isfinite(value):  # looked at before the weights change: what one holds is always finite
            raise DivergedError("diverged", step=state.step + 1, epoch=epoch + 1, lr=recipe.lr)
        state.model.zero_grad()
        loss.backward()
    if recipe.clip is not None:
        nn.utils.clip_grad_norm_(state.model.parameters(), recipe.clip)
    lr = state.lr
    for optimizer, schedule in zip(state.optimizers, state.schedules, strict=True):
        optimizer.step()
        schedule.step()
    if state.average is not None:
        state.average.update_parameters(state.model)

    state.step += 1
    state.seen += count
    state.loss_sum += value * count
    state.right += int(right_of_all)
    state.seconds += time.perf_counter() - started
    return Step(epoch + 1, state.step, state.total, lr, value)


@contextlib.contextmanager
def _undone_if_it_fails(model: nn.Module) -> Iterator[None]:
    """Where something fails inside, buffers are as before: batch normalisation counts in every forward pass."""
    put_back = snapshot_buffers(model)
    try:
        yield
    except BaseException:
        put_back()
        raise


def _close_epoch(state: TrainState, splits: Splits, started: float) -> Epoch:
    """Write a finished epoch down, with a look at the validation set, and start the sums anew."""
    task = find_task(state.lesson.task)
    validation = (
        evaluate(state.eval_model, splits.validation, state.lesson, state.recipe) if splits.validation else None
    )
    record = Epoch(
        epoch=state.step // state.steps_per_epoch,
        step=state.step,
        lr=state.lr,
        train_loss=state.loss_sum / state.seen,
        train_metric=state.right / state.seen if task.correct else None,
        val_loss=validation.loss if validation else None,
        val_metric=validation.value(task.headline) if validation else None,
        seconds=state.seconds + time.perf_counter() - started,
    )
    state.seconds = record.seconds
    state.history.append(record)
    state.loss_sum, state.right, state.seen = 0.0, 0, 0
    return record


def is_finite(state: TrainState) -> bool:
    """Whether every weight and buffer is finite. The last step of a training has no loss after it to tell."""
    buffers = (buffer for name, buffer in state.model.named_buffers() if name not in state.infinite)
    return all(_all_finite(tensor) for tensor in itertools.chain(state.model.parameters(), buffers))


def _all_finite(tensor: Tensor) -> bool:
    return bool(tensor.isfinite().all())
