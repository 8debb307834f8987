"""The page's Fit room: a small network is fitted to clicked points while somebody watches."""

import asyncio
import contextlib
import contextvars
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from pytorch_study.artifacts.judgement import FitRow, judge_fit
from pytorch_study.playground.events import Event, format_event
from pytorch_study.playground.guard import Refused
from pytorch_study.rng import make_generator

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "gelu": torch.nn.functional.gelu,
    "sin": torch.sin,
}
GRID = 200
FRAMES, INTERVAL = 120, 0.05
"""A fit is shown in so many frames at most, so many seconds apart: a quick one is slowed down to be seen."""
CONCURRENT = 2
HIGHEST_LR = 1e6


@dataclass(frozen=True)
class FitRequest:
    """What is to be fitted, and how.

    Attributes:
        x: places, (N, 1), in -1..1.
        y: heights, (N, 1), in -1..1.
        width: of each hidden layer.
        depth: how many hidden layers.
        activation: of `ACTIVATIONS`.
        lr: the learning rate of Adam.
        steps: on all points that are not held out.
        holdout: the share of the points that is only looked at.
        seed: of the first weights, and of which points are held out.
    """

    x: Tensor
    y: Tensor
    width: int
    depth: int
    activation: str
    lr: float
    steps: int
    holdout: float
    seed: int


def parse_request(asked: Mapping[str, Any]) -> FitRequest:
    """The request as the page sends it.

    Raises:
        Refused: a field is missing, of the wrong type or out of its range.
    """
    points = asked.get("points")
    if not isinstance(points, list) or not 2 <= len(points) <= 200 or not all(map(_is_point, points)):
        raise Refused(400, "page.error.field", name="points")
    activation = asked.get("activation", "tanh")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise Refused(400, "page.error.field", name="activation")
    lr = _number(asked, "lr", 0.01, 0, HIGHEST_LR)
    if lr == 0:
        raise Refused(400, "page.error.field", name="lr")
    xy = torch.tensor(points, dtype=torch.float32)
    return FitRequest(
        x=xy[:, :1],
        y=xy[:, 1:],
        width=_whole(asked, "width", 16, 1, 64),
        depth=_whole(asked, "depth", 2, 1, 4),
        activation=activation,
        lr=lr,
        steps=_whole(asked, "steps", 1000, 1, 5000),
        holdout=_number(asked, "holdout", 0.0, 0, 0.5),
        seed=_whole(asked, "seed", 0, 0, 2**63 - 1),
    )


def fit_events(fit: FitRequest) -> Iterator[Event]:
    """`begin`, then a `fit` now and then, at last `done` (or `failed`, where numbers are no longer finite)."""
    rng = make_generator(fit.seed, "fit")
    count = len(fit.y)
    # Rounded to the nearest, but one point at least is learned from.
    held = torch.zeros(count, dtype=torch.bool)
    held[torch.randperm(count, generator=rng)[: min(count - 1, round(count * fit.holdout))]] = True
    layers = _layers(fit, rng)
    weights = [weight for layer in layers for weight in layer]
    yield "begin", {"held": held.nonzero()[:, 0].tolist(), "parameters": sum(w.numel() for w in weights)}
    adam = torch.optim.Adam(weights, lr=fit.lr)
    grid = torch.linspace(-1, 1, GRID)[:, None]
    every = math.ceil(fit.steps / FRAMES)
    heights = fit.y[:, 0].tolist()
    rows: list[FitRow] = []
    for step in range(fit.steps + 1):
        error = _forward(layers, fit.x, fit.activation) - fit.y  # (N, 1)
        loss = error[~held].square().mean()
        if not math.isfinite(loss.item()):
            verdict = asdict(judge_fit([(step, loss.item(), None)], heights))
            failure = Refused(400, "page.error.fit_diverged", step=step)
            yield "failed", {"step": step, "diverged": True, "error": failure, "verdict": verdict}
            return
        if step % every == 0 or step == fit.steps:
            with torch.no_grad():
                line = _forward(layers, grid, fit.activation)[:, 0].tolist()
            held_loss = error[held].square().mean().item() if held.any() else None
            rows.append((step, loss.item(), held_loss))
            verdict = asdict(judge_fit(rows, heights))
            frame = {"step": step, "train_loss": loss.item(), "held_loss": held_loss, "line": line, "verdict": verdict}
            yield "fit", frame
        if step < fit.steps:
            adam.zero_grad()
            loss.backward()
            adam.step()
    residuals = (-error.detach())[:, 0].tolist()
    yield "done", {**frame, "residuals": residuals, "held": held.tolist()}


class ActiveFits:
    """The fits that are running, each known by the event that ends it; only a few at a time."""

    def __init__(self) -> None:
        self.running: set[threading.Event] = set()

    def acquire(self) -> threading.Event:
        """Make room for one more; `release` gives it back.

        Raises:
            Refused: so many are running already.
        """
        if len(self.running) >= CONCURRENT:
            raise Refused(429, "page.error.fits", most=CONCURRENT)
        cancelled = threading.Event()
        self.running.add(cancelled)
        return cancelled

    def release(self, cancelled: threading.Event) -> None:
        """Its reader has gone."""
        cancelled.set()
        self.running.discard(cancelled)

    def close(self) -> None:
        """The server ends."""
        for cancelled in self.running:
            cancelled.set()


async def stream(fit: FitRequest, cancelled: threading.Event) -> AsyncIterator[str]:
    """The events of one fit, until it is done or nobody reads any more."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def post(one: Event | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server has gone
            loop.call_soon_threadsafe(queue.put_nowait, one)

    def work() -> None:
        torch.set_num_threads(1)
        try:
            for one in fit_events(fit):
                if cancelled.is_set():
                    return
                post(one)
                cancelled.wait(INTERVAL)
        finally:
            post(None)

    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(work,), name="fit", daemon=True).start()
    while (one := await queue.get()) is not None:
        yield format_event(*one)


def _layers(fit: FitRequest, rng: torch.Generator) -> list[tuple[Tensor, Tensor]]:
    """Weights and biases, drawn as torch's Linear draws them, but from a generator of their own."""
    sizes = [1, *[fit.width] * fit.depth, 1]
    layers = []
    for inputs, outputs in pairwise(sizes):
        bound = inputs**-0.5
        weight, bias = (
            ((torch.rand(shape, generator=rng) * 2 - 1) * bound).requires_grad_()
            for shape in ((outputs, inputs), (outputs,))
        )
        layers.append((weight, bias))
    return layers


def _forward(layers: list[tuple[Tensor, Tensor]], x: Tensor, activation: str) -> Tensor:
    """(N, 1) -> (N, 1)."""
    for weight, bias in layers[:-1]:
        x = ACTIVATIONS[activation](x @ weight.T + bias)
    weight, bias = layers[-1]
    return x @ weight.T + bias


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list) and len(point) == 2 and all(_is_number(value) and -1 <= value <= 1 for value in point)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(asked: Mapping[str, Any], name: str, default: float, lowest: float, highest: float) -> float:
    value = asked.get(name, default)
    if not _is_number(value) or not lowest <= value <= highest:
        raise Refused(400, "page.error.field", name=name)
    return float(value)


def _whole(asked: Mapping[str, Any], name: str, default: int, lowest: int, highest: int) -> int:
    value = asked.get(name, default)
    if type(value) is not int or not lowest <= value <= highest:
        raise Refused(400, "page.error.field", name=name)
    return value
