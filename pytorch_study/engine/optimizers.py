"""Creating the optimizer, schedule and weight average that a recipe names; with an implementation of Muon."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, AdamW, Optimizer
from torch.optim.lr_scheduler import ConstantLR, LRScheduler, OneCycleLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pytorch_study.engine.compute import native_bf16
from pytorch_study.errors import UsageError
from pytorch_study.recipe import Recipe

# AdamW's learning rate as a fraction of Muon's, for biases, the output layer and weights that are initialised to 0
ADAMW_SHARE = 0.1
LEAST_STEPS = 3
"""With fewer steps, rising and falling would leave out the learning rate itself: it is constant."""


class FilterMuon(Optimizer):
    """Muon for matrices and convolution filters, preserving the L2 norm of every filter.

    Muon (Jordan 2024, kellerjordan.github.io/posts/muon) orthogonalises the update of a weight matrix, so that all its
    directions move equally far. A convolution's weight (out, in, h, w) is treated as a matrix with one row per filter.
    After the step, each row is rescaled to the norm it had before. Thus signals neither vanish nor explode in a deep
    network without normalisation, and `lr` divided by a filter's norm is an angle in radians: its rotation per step.

    `torch.optim.Muon` is not used because it always computes in bfloat16. Processors without bfloat16 instructions, as
    in many laptops, emulate it, which is many times slower than float32 (docs/log.md). In bfloat16 the step before the
    rescaling equals torch's bit for bit, which is tested.
    """

    def __init__(self, weights: list[nn.Parameter], lr: float, momentum: float = 0.9) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Update all weights that have a gradient."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._update(weight, weight.grad, group["lr"], group["momentum"])

    def _update(self, weight: nn.Parameter, gradient: Tensor, lr: float, momentum: float) -> None:
        rows, gradient = _rows(weight, weight), _rows(gradient, weight)  # (out, in * h * w); `rows` is a view
        state = self.state[weight]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(gradient)
        mean = state["momentum_buffer"]
        mean.lerp_(gradient, 1 - momentum)
        update = orthogonal(gradient.lerp(mean, momentum))  # Nesterov's: the mean as it will be
        length = rows.norm(dim=1, keepdim=True)
        rows.add_(update, alpha=-lr * math.sqrt(max(1, len(rows) / rows.shape[1])))
        rows.mul_(length / rows.norm(dim=1, keepdim=True).clamp(min=1e-12))


def orthogonal(matrix: Tensor) -> Tensor:
    """Orthogonalise a matrix approximately, (n, m) -> (n, m).

    Five steps of a Newton-Schulz iteration with the coefficients of Jordan 2024 (see `FilterMuon`), which uses only
    matrix products. Singular values that are not tiny become 0.5 to 1.5.
    """
    x = matrix.to(torch.bfloat16 if native_bf16(matrix.device.type) else torch.float32)
    x = x.T if len(matrix) > matrix.shape[1] else x  # x @ x.T is cheapest if x has fewer rows than columns
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(5):
        gram = x @ x.T
        polynomial = torch.addmm(gram, gram, gram, beta=-4.775, alpha=2.0315)
        x = torch.addmm(x, polynomial, x, beta=3.4445)
    return x.T if len(matrix) > matrix.shape[1] else x


def _rows(tensor: Tensor, weight: Tensor) -> Tensor:
    """(out, in, h, w) -> (out, in * h * w), in the memory order of `weight`; for `weight` itself this is a view."""
    rows = tensor.detach() if weight.is_contiguous() else tensor.detach().permute(0, 2, 3, 1)
    return rows.reshape(len(rows), -1)


Groups = Callable[[nn.Module, Any], list[dict[str, Any]]]
"""(model, recipe) -> parameter groups, as torch's optimizers take them."""


def make_optimizers(model: nn.Module, recipe: Recipe, groups: Groups | None = None) -> tuple[Optimizer, ...]:
    """The recipe's optimizer for the model's parameters; for `muon` two optimizers, Muon, and AdamW for the rest.

    Raises:
        UsageError: a parameter is in none of the groups, or in two; or there are groups, and the optimizer is `muon`.
    """
    trained = [p for p in model.parameters() if p.requires_grad]
    parameters: list[nn.Parameter] | list[dict[str, Any]] = trained
    lr, decay = recipe.lr, recipe.weight_decay
    if groups is not None:
        parameters = groups(model, recipe)
        _check_groups(model, trained, parameters, recipe)
    # fused: one kernel for all weights instead of a dozen small operations for each of them
    if recipe.optimizer == "sgd":
        nesterov = recipe.momentum > 0
        return (SGD(parameters, lr=lr, weight_decay=decay, momentum=recipe.momentum, nesterov=nesterov, fused=True),)
    if recipe.optimizer == "muon":
        matrices = [p for p in trained if p.ndim > 1][:-1]  # without the output layer, whose norm must change
        matrices = [p for p in matrices if _rows(p, p).norm(dim=1).all()]  # a row of norm 0 would stay 0
        rest = [p for p in trained if all(p is not matrix for matrix in matrices)]
        adamw = AdamW(rest, lr=lr * ADAMW_SHARE, weight_decay=decay, betas=(0.9, 0.95), fused=True)
        return (FilterMuon(matrices, lr, recipe.momentum), adamw) if matrices else (adamw,)
    kind = Adam if recipe.optimizer == "adam" else AdamW
    return (kind(parameters, lr=lr, weight_decay=decay, fused=True),)


def start_momentum(optimizers: tuple[Optimizer, ...]) -> None:
    """Give SGD a momentum of 0 for all parameters, which changes no step.

    Its fused kernel fails where some parameters of a group have one and others, in layers that were frozen, have none.
    """
    for optimizer in optimizers:
        if isinstance(optimizer, SGD):
            for parameter in (p for group in optimizer.param_groups for p in group["params"]):
                optimizer.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)


def _check_groups(model: nn.Module, trained: list[nn.Parameter], groups: list[dict[str, Any]], recipe: Recipe) -> None:
    if recipe.optimizer == "muon":
        raise UsageError("groups_and_muon")
    found = Counter(id(p) for group in groups for p in group["params"])
    names = {id(p): name for name, p in model.named_parameters()}
    for parameter in trained:
        if (times := found[id(parameter)]) != 1:
            raise UsageError("in_groups", name=names[id(parameter)], times=times)


def make_schedule(optimizer: Optimizer, recipe: Recipe, steps: int) -> LRScheduler:
    """The recipe's learning rate schedule over `steps` steps."""
    if recipe.schedule == "constant" or steps < LEAST_STEPS:
        return ConstantLR(optimizer, factor=1.0)
    peak = [group["lr"] for group in optimizer.param_groups]
    if recipe.schedule == "linear":
        rise = max(0.1, 1.5 / steps)  # torch divides by rise * steps - 1: a tenth of ten steps would be 0
        return OneCycleLR(
            optimizer, peak, total_steps=steps, pct_start=rise, anneal_strategy="linear", cycle_momentum=False
        )
    low, high = (0.85, 0.95) if recipe.momentum == 0.9 else (recipe.momentum - 0.05, recipe.momentum + 0.05)
    return OneCycleLR(optimizer, peak, total_steps=steps, base_momentum=max(0.0, low), max_momentum=min(high, 0.999))


class WeightAverage(AveragedModel):
    """The moving average of torch, except for integers and non-finite values, which are copied from the model."""

    @torch.no_grad()
    def update_parameters(self, model: nn.Module) -> None:
        """Update after a step of `model`. A mean would make a mask of -inf NaN, and indices 3, 6, 7 to 2, 5, 6."""
        super().update_parameters(model)
        for mean, now in zip(self.module.buffers(), model.buffers(), strict=True):
            moving = now.isfinite() & mean.isfinite() & now.is_floating_point()
            mean.copy_(torch.where(moving, mean, now))


def make_average(model: nn.Module, recipe: Recipe) -> AveragedModel | None:
    """The moving average of the weights, or None if the recipe has no EMA."""
    if recipe.ema is None:
        return None
    # Buffers are averaged, too: the running means of batch normalisation belong to the weights of the same steps.
    return WeightAverage(model, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema), use_buffers=True)
