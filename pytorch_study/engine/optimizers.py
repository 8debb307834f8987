"""From a recipe's names to torch's own optimizers, schedules and averages."""

from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer
from torch.optim.lr_scheduler import ConstantLR, LRScheduler, OneCycleLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pytorch_study.recipe import Recipe


def make_optimizer(model: nn.Module, recipe: Recipe) -> Optimizer:
    """The recipe's optimizer over all of the model's parameters."""
    parameters, lr, decay = model.parameters(), recipe.lr, recipe.weight_decay
    # fused: one pass over all weights instead of a dozen small operations for each of them
    if recipe.optimizer == "sgd":
        return SGD(parameters, lr=lr, weight_decay=decay, momentum=0.9, nesterov=True, fused=True)
    kind = Adam if recipe.optimizer == "adam" else AdamW
    return kind(parameters, lr=lr, weight_decay=decay, fused=True)


def make_schedule(optimizer: Optimizer, recipe: Recipe, steps: int) -> LRScheduler:
    """The recipe's learning rate over `steps` steps."""
    if recipe.schedule == "constant" or steps < 2:
        return ConstantLR(optimizer, factor=1.0)
    return OneCycleLR(optimizer, max_lr=recipe.lr, total_steps=steps)


def make_average(model: nn.Module, recipe: Recipe) -> AveragedModel | None:
    """The moving average of the weights, where the recipe wants one."""
    if recipe.ema is None:
        return None
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema))
