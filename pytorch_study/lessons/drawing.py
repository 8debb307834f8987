"""How lesson 7 draws the digits that the user asks for, each out of noise of its own."""

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from pytorch_study.errors import UsageError
from pytorch_study.generative import GenerateOption, Made, Request, number
from pytorch_study.rng import make_generator
from pytorch_study.text import Text, say

GUIDANCE = 1.3
"""Chosen with drawings that were compared with training digits: less is more often another digit, more is less varied."""
OPTIONS = {
    "steps": GenerateOption(
        Text(
            "走几步，默认 10；步子越多越准，也越慢", "number of steps, 10 by default; more are more exact, and slower"
        ),
        lambda value: _whole(number("steps", 1, 200)(value)),
        10,
    ),
    "guidance": GenerateOption(
        Text(
            "多听标签的话：1 是照学的走，越大越像那一类，花样越少，默认 1.3",
            "how much the label counts: 1 is as learned, more is clearer and less varied; 1.3 by default",
        ),
        number("guidance", 0, 10),
        GUIDANCE,
    ),
}
"""The lesson's own options of `generate`."""
LONGEST = 20
"""Most digits of a prompt."""
TOGETHER = 64
"""Pictures drawn side by side."""
MOST = 2000
"""Pictures of a request; the sheet of all has 25 MB then."""
COLUMNS, SCALE, GAP = 8, 4, 8
"""Of the picture of all of them: things in a row, pixels a pixel, and pixels between two things."""
Walk = Callable[..., Iterator[Tensor]]
"""As `lessons/flow.py` has it."""


def to_bytes(x: Tensor) -> Tensor:
    """Points as pictures on the CPU: from -1 ... 1 to 0 ... 255, uint8."""
    return ((x + 1) * 127.5).round().clamp(0, 255).to("cpu", torch.uint8)


def draw(net: Any, classes: int, request: Request, walk: Walk) -> Made:
    """The digits of the prompt, `count` times; without a prompt, each class once.

    Raises:
        UsageError: the prompt has something in it that is no class, is empty, or too long; or there are too many.
    """
    labels = _labels(request.prompt, classes)
    if len(labels) * request.count > MOST:
        raise UsageError("out_of_range", name="count", value=request.count, range=f"[1, {MOST // len(labels):,}]")
    every = torch.tensor(labels * request.count)
    ways = []
    for k, some in enumerate(every.split(TOGETHER)):
        points = [to_bytes(x) for x in walk(net, some, make_generator(request.seed, "drawing", k), **request.options)]
        ways.append(torch.stack(points if request.watched else points[-1:]))
        if len(every) > TOGETHER:
            request.progress(min(len(every), (k + 1) * TOGETHER) // len(labels))
    frames = torch.cat(ways, 1)  # (times, N, 1, H, W)
    label = "".join(map(str, labels))
    items = []
    for first in range(0, len(every), len(labels)):
        mine = frames[:, first : first + len(labels), 0]  # (times, digits, H, W)
        item: dict[str, Any] = {
            "label": label,
            "size": list(mine.shape[2:]),
            "pixels": [_packed(one) for one in mine[-1]],
        }
        if request.watched:
            ways_ = [[_packed(one) for one in mine[:, k]] for k in range(len(labels))]
            item["watched"] = {"labels": labels, "ways": ways_}
        items.append(item)
    notes = [say("done.flow_new")]
    return Made(items, {}, notes, _sheet(frames[-1, :, 0], len(labels)))


def _whole(steps: float) -> int:
    if steps != int(steps):
        raise UsageError("generate_whole", name="steps", value=steps)
    return int(steps)


def _labels(prompt: str | None, classes: int) -> list[int]:
    if prompt is None:
        return list(range(classes))
    kept = "".join(prompt.split())
    if not kept:
        raise UsageError("generate_empty", name="prompt")
    known = {str(k) for k in range(min(classes, 10))}
    if wrong := [one for one in dict.fromkeys(kept) if one not in known]:
        raise UsageError("generate_no_class", characters=" ".join(wrong[:10]), most=min(classes, 10) - 1)
    if len(kept) > LONGEST:
        raise UsageError("generate_too_many", count=len(kept), most=LONGEST)
    return [int(one) for one in kept]


def _packed(picture: Tensor) -> str:
    """(H, W) uint8 as base64 of its bytes."""
    return base64.b64encode(picture.numpy().tobytes()).decode()


def _sheet(pictures: Tensor, each: int) -> bytes:
    """All pictures, (N, H, W) uint8, as one PNG: those of a prompt side by side, a few prompts a row."""
    count, height, width = len(pictures) // each, *pictures.shape[1:]
    columns = max(1, min(COLUMNS // each, count))
    rows = -(-count // columns)
    step_x, step_y = each * width * SCALE + GAP, height * SCALE + GAP
    sheet = Image.new("L", (columns * step_x + GAP, rows * step_y + GAP), 96)
    for k, picture in enumerate(pictures):
        thing, digit = divmod(k, each)
        image = Image.fromarray(picture.numpy()).resize((width * SCALE, height * SCALE), Image.Resampling.NEAREST)
        sheet.paste(image, (GAP + thing % columns * step_x + digit * width * SCALE, GAP + thing // columns * step_y))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
