"""The training loop. It is independent of lessons, files and the screen: it updates a state and yields records.

    state = init_state(lesson, recipe, splits, compute, seed)
    for record in train(state, splits):      # Step, Step, ..., Epoch, Step, ..., Epoch, End
        ...                                  # the caller draws, saves, pauses (by not asking for the next) or stops

Whenever a record is yielded, the state is consistent: it can be saved, and `train(state, splits)` continues from it.
"""

import contextlib
import itertools
import math
import time
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from pytorch_study.data.augment import Augmentation, AugmentContext, augment
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.compute import reuse_memory
from pytorch_study.engine.features import Features, keep_features
from pytorch_study.engine.gradients import Gradient, gradient_of
from pytorch_study.engine.initial import frozen_modules, set_frozen
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.engine.score import evaluate, snapshot_buffers
from pytorch_study.engine.state import TrainState as TrainState
from pytorch_study.engine.state import init_state as init_state
from pytorch_study.errors import DivergedError
from pytorch_study.lesson import Splits
from pytorch_study.rng import epoch_permutation, make_generator
from pytorch_study.task import find_task


def train(state: TrainState, splits: Splits) -> Iterator[Step | Epoch | End]:
    """Train from `state` to the end; yields a record after every step, after every epoch, and at the end.

    Raises:
        DivergedError: the loss is no longer finite; the state is that before the failed step.
    """
    recipe, compute = state.recipe, state.compute
    torch.set_num_threads(compute.threads)
    reuse_memory()
    x, y = (tensor.to(compute.device) for tensor in splits.train)
    change = augment(recipe.augment)
    shuffled_for, shuffled = -1, torch.empty(0)
    # Where an earlier call was left in the middle, frozen layers still are, and their features are needed again.
    features = _keep_features(state, x) if state.frozen else None
    with contextlib.ExitStack() as stage:
        gradient = stage.enter_context(gradient_of(state))
        while True:
            started = time.perf_counter()
            if state.seen and state.step % state.steps_per_epoch == 0:  # an epoch is complete, but not yet recorded
                yield _close_epoch(state, splits, started)
                continue
            if state.step == state.total:
                break
            epoch, number = divmod(state.step, state.steps_per_epoch)
            if epoch != shuffled_for:
                shuffled_for, shuffled = epoch, epoch_permutation(state.seed, epoch, len(y))
                if _begin_epoch(state, epoch):
                    stage.close()  # there may be copies of the model
                    features = None  # makes room for others
                    features = _keep_features(state, x)
                    gradient = stage.enter_context(gradient_of(state))
            rows = shuffled[number * recipe.batch_size :][: recipe.batch_size].to(compute.device)
            yield _step(state, x, y[rows], rows, change, features, gradient, started)
    rate = state.step / state.steps_per_epoch * len(y) / max(state.seconds, 1e-9)
    yield End(epochs=recipe.epochs, step=state.step, seconds=state.seconds, images_per_second=rate)


def _begin_epoch(state: TrainState, epoch: int) -> bool:
    """Change what the lesson changes with this epoch, and freeze what it freezes; whether anything is not as before."""
    begin = state.lesson.on_epoch_start
    changed = begin is not None and begin(state.model, state.recipe, epoch) is not False  # None: nobody knows
    frozen = frozen_modules(state.model, state.lesson, state.recipe, epoch)
    if frozen == state.frozen:
        return changed
    state.frozen = frozen
    set_frozen(state.model, state.trainable, frozen)
    state.model.zero_grad()  # the optimizer must not see an old gradient of what is frozen now
    return True


def _keep_features(state: TrainState, x: Tensor) -> Features | None:
    """The features of frozen first layers; then only the rest of the model is in `state.replica`."""
    features = None
    if state.group.size == 1:
        features = keep_features(state.model, state.frozen, x, state.lesson, state.recipe, state.compute)
    state.replica = features.rest if features is not None else state.group.wrap_model(state.model)
    return features


def _step(
    state: TrainState,
    x: Tensor,
    y: Tensor,
    rows: Tensor,
    change: Augmentation,
    features: Features | None,
    gradient: Gradient,
    started: float,
) -> Step:
    recipe, lesson = state.recipe, state.lesson
    key = (state.seed, "step", state.step)
    epoch, progress = state.step // state.steps_per_epoch, state.step / state.total
    context = AugmentContext(make_generator(*key), state.seed, rows, epoch, progress)
    batch = prepare(x[rows], lesson, recipe, change, context) if features is None else features.batch(context)
    count, group, predictions = len(y), state.group, find_task(lesson.task).count(y)
    batch, y = group.shard(batch), group.shard(y)

    with _restore_buffers_on_error(state.model):
        loss, right = gradient(batch, y, group.weight(count))
        total, right_of_all = group.all_reduce_sum(loss, right)
        value = total / group.size
        if not math.isfinite(value):  # checked before the update, so that the state is always finite
            raise DivergedError("diverged", step=state.step + 1, epoch=epoch + 1, lr=recipe.lr)
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
    state.right += int(right_of_all) * count / predictions
    state.seconds += time.perf_counter() - started
    return Step(epoch + 1, state.step, state.total, lr, value)


@contextlib.contextmanager
def _restore_buffers_on_error(model: nn.Module) -> Iterator[None]:
    """Restore the model's buffers if the block fails, since batch normalisation updates them in every forward pass."""
    restore = snapshot_buffers(model)
    try:
        yield
    except BaseException:
        restore()
        raise


def _close_epoch(state: TrainState, splits: Splits, started: float) -> Epoch:
    """Record a finished epoch, evaluate on the validation set, and reset the sums."""
    task = find_task(state.lesson.task)
    held_out = splits.validation
    validation = evaluate(state.eval_model, held_out, state.lesson, state.recipe) if held_out else None
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
    """Whether all weights and buffers are finite. After the last step, no further loss would show that they are not."""
    buffers = (buffer for name, buffer in state.model.named_buffers() if name not in state.infinite)
    return all(tensor.isfinite().all() for tensor in itertools.chain(state.model.parameters(), buffers))
