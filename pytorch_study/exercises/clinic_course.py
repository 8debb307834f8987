"""One training of the clinic, watched from outside by torch's own hooks."""

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook

from pytorch_study.exercises.clinic_data import Data
from pytorch_study.exercises.kit import shown, wrong


@dataclass
class Seen:
    """What was seen of a training from outside.

    Attributes:
        samples: passed forward with gradients.
        rate: the first learning rate of the first optimizer that steps; 0 if none does.
        optimizer: its class.
        parameters: numbers in the largest model.
        batch: samples in the first batch.
    """

    samples: int = 0
    rate: float = 0.0
    optimizer: str = ""
    parameters: int = 0
    batch: int = 0


@dataclass(frozen=True)
class Course:
    """One training and what came of it.

    Attributes:
        reported: its own score after each epoch, on the validation data.
        measured: the last of them, measured here.
        test: the score on hidden data.
        outputs: of the validation data.
        again: the same, asked once more.
        alone: whether the first half of the hidden data gets the same answers without the second.
    """

    seen: Seen
    reported: list[float]
    measured: float
    test: float
    outputs: Tensor
    again: Tensor
    alone: bool


def course(module: types.ModuleType, data: Data, seed: int, epochs: int, score: Callable[..., float]) -> Course:
    """Train a module's `train` once, and measure what comes of it.

    Raises:
        Mistake: it returns something else than it should: `not_two`, `not_scores`, `curve_length`, `no_outputs`.
    """
    seen = Seen()
    predict, reported = trained(module, data[:4], seed, epochs, seen)
    if len(reported) != epochs:
        wrong("curve_length", function="train", count=len(reported), epochs=epochs)
    validation, again, test = outputs(predict, data[2]), outputs(predict, data[2], 1), outputs(predict, data[4])
    for one in (validation, test):
        if not isinstance(one, Tensor) or one.shape[0] != len(data[2]) or not one.is_floating_point():
            wrong("no_outputs", function="train", got=shown(one), count=len(data[2]))
    if not data[3].is_floating_point() and validation.dim() != 2:
        wrong("no_outputs", function="train", got=shown(validation), count=len(data[2]))
    half = len(data[4]) // 2
    alone = torch.allclose(outputs(predict, data[4][:half]), test[:half], rtol=1e-2, atol=1e-3, equal_nan=True)
    return Course(seen, reported, score(validation, data[3]), score(test, data[5]), validation, again, alone)


def trained(
    module: types.ModuleType, data: tuple[Tensor, ...], seed: int, epochs: int, seen: Seen
) -> tuple[Callable[..., Any], list[float]]:
    """Train once from this seed, and watch; the data are copies, so that nobody changes them for the next."""
    torch.manual_seed(seed)
    handles, depth = [], 0

    def enter(net: nn.Module, inputs: Any) -> None:
        nonlocal depth
        depth += 1
        if depth == 1 and torch.is_grad_enabled() and inputs and isinstance(inputs[0], Tensor):
            seen.samples += len(inputs[0])
            seen.batch = seen.batch or len(inputs[0])
            seen.parameters = max(seen.parameters, sum(p.numel() for p in net.parameters()))

    def leave(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    def step(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        seen.rate = seen.rate or float(optimizer.param_groups[0]["lr"])
        seen.optimizer = seen.optimizer or type(optimizer).__name__

    handles = [
        register_module_forward_pre_hook(enter),
        register_module_forward_hook(leave, always_call=True),
        register_optimizer_step_pre_hook(step),
    ]
    try:
        got = module.train(*(one.clone() for one in data), epochs)
    finally:
        for handle in handles:
            handle.remove()
    if got is None:
        wrong("no_return", function="train")
    if not isinstance(got, tuple | list) or len(got) != 2 or not callable(got[0]) or not isinstance(got[1], list):
        wrong("not_two", function="train", got=shown(got))
    if not all(isinstance(one, float) for one in got[1]):
        wrong("not_scores", function="train", got=shown(got[1][:3]))
    return got[0], got[1]


def outputs(predict: Callable[..., Any], x: Tensor, seed: int = 0) -> Any:
    """What is predicted for x, in evaluation mode, with this seed for whatever is still random."""
    if isinstance(predict, nn.Module):
        predict.eval()
    torch.manual_seed(seed)
    with torch.no_grad():
        return predict(x.clone())
