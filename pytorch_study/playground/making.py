"""What a generative lesson makes for the page, and how it came about."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from pytorch_study.engine.score import predict
from pytorch_study.generation import make
from pytorch_study.generative import Request
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import InferenceWorker
from pytorch_study.trained import Trained

MOST = 16
"""So many things are made at once at most."""


def make_for_page(worker: InferenceWorker, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a model makes: the answer to `/api/generate`.

    Args:
        worker: whose thread runs this.
        asked: `target`, `prompt`, `count`, `seed`, and `options`, the lesson's own.

    Raises:
        Refused: the question is not of this form.
        StudyError: the model makes nothing, or not this.
    """
    values = {
        name: _read(asked, name, kinds)
        for name, kinds in (
            ("target", str),
            ("prompt", (str, type(None))),
            ("count", int),
            ("seed", int),
            ("options", dict),
        )
    }
    if not 1 <= values["count"] <= MOST:
        raise Refused(400, "page.error.field", name="count")
    options = values["options"]
    if not all(isinstance(value, str | int | float) for value in options.values()):
        raise Refused(400, "page.error.field", name="options")
    trained = worker.load(values["target"])
    _, made = make(trained, Request(values["prompt"], values["count"], values["seed"], options, watched=True))
    items = [dict(item) for item in made.items]
    if not trained.info.dataset and all("ways" in item.get("watched", {}) for item in items):
        reader = worker.load("mnist")
        items = [
            {**item, "judged": [_judged(reader, way, item["size"]) for way in item["watched"]["ways"]]}
            for item in items
        ]
    return {"made": items, **made.facts}


def _judged(reader: Trained, way: Sequence[str], size: Sequence[int]) -> list[list[float]]:
    """What lesson 2's network takes each picture on the way for: its probabilities."""
    pictures = np.stack([np.frombuffer(base64.b64decode(one), np.uint8).reshape(size) for one in way])
    x = torch.from_numpy(pictures)[:, None]  # (times, 1, H, W)
    chances = predict(reader.model, x, reader.lesson, reader.recipe).softmax(1)
    return [[round(chance, 4) for chance in row] for row in chances.tolist()]


def _read(asked: Mapping[str, Any], name: str, kinds: type | tuple[type, ...]) -> Any:
    value = asked.get(name)
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise Refused(400, "page.error.field", name=name)
    return value
