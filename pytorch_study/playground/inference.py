"""What a network says of a drawing or a photo: what it was made into, what every layer outputs, what the answer is."""

import base64
import binascii
import io
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from pytorch_study.data import digit
from pytorch_study.data.digit import reads_digits
from pytorch_study.engine import score
from pytorch_study.engine.batches import prepare
from pytorch_study.errors import StudyError
from pytorch_study.inspect import layers
from pytorch_study.inspect.gradcam import gradcam, last_convolution
from pytorch_study.lesson import Part, largest
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.playground.encoding import PHOTO, enlarged, png_url, shown_step
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import InferenceWorker
from pytorch_study.playground.layer_json import layers_json
from pytorch_study.text import say
from pytorch_study.trained import Trained, read_parts

CANVAS = (8, 1000)
"""The side of a canvas, in pixels."""
TARGETS = 2
LAYERS = 24
"""At most so many layers are shown."""
TOP = 5
UNSURE = 0.5


def predict_drawing(worker: InferenceWorker, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What up to two networks say of a drawing: the answer to `/api/draw`.

    Args:
        worker: whose thread runs this.
        asked: `size`, `pixels` (base64 of size * size bytes, 0 is paper and 255 full ink), `targets`, `layers`.

    Raises:
        Refused: the question is not of this form, or a target does not read digits.
        StudyError: a target cannot be loaded.
    """
    started = time.perf_counter()
    ink = _pixels(asked.get("size"), asked.get("pixels"))
    targets = asked.get("targets")
    if not isinstance(targets, list) or not 1 <= len(targets) <= TARGETS:
        raise Refused(400, "page.error.field", name="targets")
    prepared = digit.from_drawing(ink)
    if prepared is None:
        return {"empty": True}
    final, steps = prepared
    answers = [_answer(worker.load(target), str(target), final, bool(asked.get("layers"))) for target in targets]
    shown = [{"name": name, **shown_step(picture)} for name, picture in steps.items()]
    return {"empty": False, "ms": (time.perf_counter() - started) * 1000, "steps": shown, "answers": answers}


def predict_photo(worker: InferenceWorker, target: str, content: bytes) -> dict[str, Any]:
    """What a network says of a picture's bytes, and where it looked: the answer to `/api/photo`.

    Raises:
        Refused: the target reads no pictures.
        StudyError: the picture, or the target, cannot be read.
    """
    trained = worker.load(target)
    names = trained.info
    if not names.labels or len(names.shape) != 3:
        raise Refused(400, "page.error.no_pictures", name=target)
    with attribute_error(trained.lesson.file):
        return _photo(trained, content)


def _photo(trained: Trained, content: bytes) -> dict[str, Any]:
    names = trained.info
    with tempfile.TemporaryDirectory() as folder:  # a lesson reads a path; a learner's own lesson, too
        path = Path(folder) / "picture"
        path.write_bytes(content)
        try:
            parts = read_parts(trained, path)
        except StudyError as error:
            if "path" in error.values:
                error.values["path"] = say("page.this_picture")
            raise
    picture = largest(parts).x
    with Image.open(io.BytesIO(content)) as opened:  # its header: the pixels have been read above
        size = list(opened.size)
    batch = prepare(picture[None], trained.lesson, trained.recipe)
    output = score.predict(trained.model, picture[None], trained.lesson, trained.recipe)[0]
    chances, best = output.softmax(0).topk(min(TOP, len(output)))
    known = [{"label": label, "zh": zh} for label, zh in zip(names.labels, names.zh or names.labels, strict=True)]
    top = [{**known[k], "probability": chance} for k, chance in zip(best.tolist(), chances.tolist(), strict=True)]
    large, unlike = enlarged(picture), bool(_unlike(trained, picture, output))
    return {
        "top": top,
        "unsure": top[0]["probability"] < UNSURE or unlike,
        "unlike": unlike,
        "several": _several(trained, parts) if len(parts) > 1 else None,
        "knows": known,
        "picture": png_url(large),
        "heat": _heat(trained.model, batch, int(best[0]), large),
        "size": size,
    }


def _several(trained: Trained, parts: list[Part]) -> dict[str, Any]:
    """How many digits a photo has, how they are read, which of them are doubtful, and where they are."""
    x = torch.stack([part.x for part in parts])
    outputs = score.predict(trained.model, x, trained.lesson, trained.recipe)
    label = "".join(trained.info.labels[k] for k in outputs.argmax(1).tolist())
    doubtful = [False] * len(x) if trained.familiar is None else trained.familiar.unsure(x, outputs)
    shown = dict(parts[0].steps).get("reading.digits")
    places = [place for place, unsure in enumerate(doubtful, start=1) if unsure]
    boxes = None if shown is None else enlarged(shown)
    if boxes is not None:
        boxes.thumbnail((2 * PHOTO, 2 * PHOTO))
    return {"count": len(parts), "label": label, "doubtful": places, "boxes": boxes and png_url(boxes)}


def _unlike(trained: Trained, picture: Tensor, output: Tensor) -> bool | None:
    """Whether (C, H, W) uint8 is unlike the training images; None: nobody knows."""
    return None if trained.familiar is None else trained.familiar.unsure(picture[None], output[None])[0]


def _pixels(size: Any, pixels: Any) -> NDArray[np.floating]:
    if type(size) is not int or not CANVAS[0] <= size <= CANVAS[1]:
        raise Refused(400, "page.error.field", name="size")
    try:
        content = base64.b64decode(pixels, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Refused(400, "page.error.field", name="pixels") from error
    if len(content) != size * size:
        raise Refused(400, "page.error.field", name="pixels")
    return np.frombuffer(content, np.uint8).reshape(size, size).astype(np.float32)


def _answer(trained: Trained, target: str, picture: Tensor, with_layers: bool) -> dict[str, Any]:
    """What one network says of (1, 28, 28) uint8."""
    if not reads_digits(trained.info):
        raise Refused(400, "page.error.no_digits", name=target)
    with attribute_error(trained.lesson.file):
        output = score.predict(trained.model, picture[None], trained.lesson, trained.recipe)[0]
    chances = output.softmax(0).tolist()
    labels = list(trained.info.labels)
    said: dict[str, Any] = {
        "target": target,
        "labels": labels,
        "probabilities": chances,
        "label": labels[int(output.argmax())],
    }
    if (unlike := _unlike(trained, picture, output)) is not None:
        said["unsure"] = unlike
    if with_layers:
        batch = prepare(picture[None], trained.lesson, trained.recipe)
        said["layers"] = layers_json(layers.watched(trained.model, batch)[:LAYERS])
    return said


def _heat(model: nn.Module, batch: Tensor, target: int, picture: Image.Image) -> str | None:
    """Grad-CAM over the picture; None of a grey one, or where there is no convolution. The hotter, the more orange."""
    maps = last_convolution(model, batch) if batch.shape[1] > 1 else None
    if maps is None:
        return None
    heat = gradcam(model, batch, maps.layer, target)[0]
    over = Image.fromarray((heat * 255).round().byte().numpy()).resize(picture.size, Image.Resampling.BICUBIC)
    grey = np.asarray(picture.convert("L").convert("RGB"), dtype=np.float32)
    strength = np.asarray(over, dtype=np.float32)[:, :, None] / 255
    # From dark blue through red to yellow: told apart in grey as well, because each is lighter than the one before.
    stops = np.array([[20, 20, 60], [150, 30, 90], [230, 90, 40], [255, 220, 90]], dtype=np.float32)
    place = strength[:, :, 0] * (len(stops) - 1)
    colour = np.stack([np.interp(place, range(len(stops)), stops[:, k]) for k in range(3)], -1)
    return png_url(Image.fromarray((0.45 * grey + 0.55 * colour).round().clip(0, 255).astype(np.uint8)))
