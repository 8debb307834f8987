"""The state of a training, and how it begins; `loop.py` advances it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.swa_utils import AveragedModel

from pytorch_study.data.augment import augment
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.initial import check_frozen, initialise
from pytorch_study.engine.optimizers import make_average, make_optimizers, make_schedule, start_momentum
from pytorch_study.engine.process_group import SINGLE, ProcessGroup
from pytorch_study.engine.records import Epoch
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Lesson, Splits, build_model, input_of
from pytorch_study.recipe import Recipe
from pytorch_study.rng import RNG_LOCK


@dataclass
class TrainState:
    """The state of a training, together with its lesson, recipe and seed. The caller owns it.

    Attributes:
        replica: the module whose loss is computed: the model, or the DistributedDataParallel that wraps it; or, where
            the features of its frozen first layers are kept, the rest of it.
        infinite: names of buffers that are not finite from the start, e.g. an attention mask: no sign of divergence.
        trainable: names of the parameters that are trained in epochs in which nothing is frozen.
        frozen: names of the modules that are frozen now.
        step: number of steps done.
        loss_sum: sum of the losses of this epoch's examples so far; `seen` counts them, and `right` those predicted
            right, or of several predictions per example (`Task.count`) the share that is.
        seconds: training time, without the time that the caller spent between records.
        history: the records of the finished epochs.
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
    trainable: frozenset[str] = frozenset()
    frozen: tuple[str, ...] = ()
    step: int = 0
    loss_sum: float = 0.0
    right: float = 0.0
    seen: int = 0
    seconds: float = 0.0
    history: list[Epoch] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of steps of the whole training."""
        return self.recipe.epochs * self.steps_per_epoch

    @property
    def lr(self) -> float:
        """The learning rate of the next step, at least 0: a linear schedule ends slightly below it."""
        return max(0.0, float(self.optimizers[0].param_groups[0]["lr"]))

    @property
    def eval_model(self) -> nn.Module:
        """The model that is evaluated and saved: the one with the averaged weights, if the recipe has an EMA."""
        return self.average.module if self.average is not None else self.model


def init_state(
    lesson: Lesson,
    recipe: Recipe,
    splits: Splits,
    compute: Compute,
    seed: int,
    group: ProcessGroup = SINGLE,
    initial: Mapping[str, Tensor] | None = None,
) -> TrainState:
    """Create the initial state; the same seed gives the same initial weights.

    Sets PyTorch's thread count, and seeds its global generator (for the initial weights). `initial` are trained
    weights to start from, by name.

    Raises:
        UsageError: the recipe's augmentation is unknown, or the data are not images; `initial` does not fit; or the
            lesson's parameter groups or frozen modules are not right.
    """
    augment(recipe.augment)
    if recipe.augment and input_of(lesson, splits.train.x) != "image":
        raise UsageError("augment_rows", lesson=lesson.name)
    torch.set_num_threads(compute.threads)
    group = group.ready(compute.device)
    with RNG_LOCK:
        torch.manual_seed(seed)
        model = build_model(lesson, recipe)
    if initial is not None:
        initialise(model, lesson, initial, splits.train)
    if lesson.init_from_data is not None:
        lesson.init_from_data(model, splits.train)
    model = model.to(compute.device)
    # channels-last: a pixel's channels are adjacent in memory, which makes convolutions faster on CPUs and tensor cores
    if all(tensor.ndim <= 4 for tensor in model.state_dict().values()):  # not supported for 3-D convolutions
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    check_frozen(model, lesson, recipe)
    optimizers = make_optimizers(model, recipe, lesson.param_groups)
    if lesson.frozen is not None:
        start_momentum(optimizers)
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
        infinite=frozenset(name for name, buffer in model.named_buffers() if not buffer.isfinite().all()),
        trainable=frozenset(name for name, parameter in model.named_parameters() if parameter.requires_grad),
    )
