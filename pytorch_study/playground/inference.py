"""What a network says of a drawing or a photo: what it was made into, what every layer outputs, what the answer is."""

import base64
import binascii
import io
import math
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
from pytorch_study.inspect.layers import Call
from pytorch_study.lesson import DataInfo, Part, largest
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import InferenceWorker
from pytorch_study.text import say
from pytorch_study.trained import Trained, read_parts

CANVAS = (8, 1000)
"""The side of a canvas, in pixels."""
SHOWN = 140
"""A step is shown at this size at most."""
TARGETS = 2
LAYERS, CHANNELS, VALUES = 24, 64, 4096
"""At most so many layers are shown, so many maps of one, and so many values of a linear one."""
FILTERS = 20_000
"""Filters with more numbers than that are not sent."""
TOP = 5
UNSURE = 0.5
PHOTO = 256
"""The longer side, in pixels, at which the page shows what the network was given of a photo."""


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
    shown = [{"name": name, **_step(picture)} for name, picture in steps.items()]
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
    large = _enlarged(picture)
    return {
        "top": top,
        "unsure": top[0]["probability"] < UNSURE or bool(_unlike(trained, picture, output)),
        "several": _several(trained, parts) if len(parts) > 1 else None,
        "knows": known,
        "picture": _png(large),
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
    boxes = None if shown is None else _enlarged(shown)
    if boxes is not None:
        boxes.thumbnail((2 * PHOTO, 2 * PHOTO))
    return {"count": len(parts), "label": label, "doubtful": places, "boxes": boxes and _png(boxes)}


def _unlike(trained: Trained, picture: Tensor, output: Tensor) -> bool | None:
    """Whether (C, H, W) uint8 is unlike the training images; None: nobody knows."""
    return None if trained.familiar is None else trained.familiar.unsure(picture[None], output[None])[0]


def base64_of(picture: Tensor) -> str:
    """A tensor's bytes, row by row, in base64; float32's are the low ones first, on all processors of today."""
    return base64.b64encode(picture.contiguous().numpy().tobytes()).decode()


def image_json(picture: Tensor) -> dict[str, Any]:
    """(C, H, W) uint8 as the page takes it: pixels row by row, of each its colours."""
    channels, height, width = picture.shape
    return {"width": width, "height": height, "channels": channels, "pixels": base64_of(picture.permute(1, 2, 0))}


def class_in_both(names: DataInfo, number: int) -> dict[str, str]:
    """A class in both languages, as the page's sentences take it."""
    return {"zh": (names.zh or names.labels)[number], "en": names.labels[number]}


def signed_bytes(values: Tensor) -> dict[str, Any]:
    """Numbers as bytes, 128 is 0; `scale` is what 255 stands for."""
    largest = float(values.abs().max()) if values.numel() else 0.0
    scale = largest if math.isfinite(largest) and largest > 0 else 1.0
    whole = (128 + (values / scale).nan_to_num(0, 1, -1) * 127).round().to(torch.uint8)
    return {"shape": list(values.shape), "values": base64_of(whole), "scale": scale}


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
        said["layers"] = _layers(layers.watched(trained.model, batch)[:LAYERS])
    return said


def _layers(calls: list[Call]) -> list[dict[str, Any]]:
    return [_layer(calls, number) for number in range(len(calls))]


def _layer(calls: list[Call], number: int) -> dict[str, Any]:
    """One layer; `input` is the number of the layer whose output it is given, -1 for the picture itself."""
    call = calls[number]
    source = number - 1
    convolution = call.layer if isinstance(call.layer, nn.Conv2d) else None
    explained = convolution is not None and convolution.weight.numel() <= FILTERS and convolution.groups == 1
    found: dict[str, Any] = {
        "name": call.name or type(call.layer).__name__,
        "kind": type(call.layer).__name__,
        "shape": list(call.output.shape),
        **_maps(call.output, exact=explained or call.output.ndim != 3),
        "relu": False,
        "pooled": 1,
        "input": source,
    }
    if number + 1 < len(calls) and (following := calls[number + 1].given) is not None:
        # What happens between two layers without being one itself: F.relu and F.max_pool2d leave their marks.
        found["relu"] = bool(call.output.min() < 0 <= following.min())
        if call.output.ndim == following.ndim == 3:
            found["pooled"] = max(1, call.output.shape[1] // following.shape[1])
    if convolution is not None and explained:
        found["filters"] = _filters(convolution)
    if convolution is not None and source >= 0 and call.given is not None:
        before = calls[source].output
        if before.shape != call.given.shape or not torch.equal(before, call.given):
            found["input_maps"] = {"shape": list(call.given.shape), **_maps(call.given)}
    return found


def _filters(layer: nn.Conv2d) -> dict[str, Any]:
    """The weights, and what one needs to know to find the patch that a pixel of a map was made from."""
    weight = layer.weight.detach()
    if isinstance(layer.padding, str):  # `valid`, or `same`: as much on either side as the filter reaches out
        reach = [step * (n - 1) // 2 for step, n in zip(layer.dilation, weight.shape[2:], strict=True)]
        padding = reach if layer.padding == "same" else [0, 0]
    else:
        padding = list(layer.padding)
    return {
        "shape": list(weight.shape),
        "values": [[round(value, 5) for value in one.flatten().tolist()] for one in weight],
        "bias": None if layer.bias is None else layer.bias.detach().tolist(),
        "stride": list(layer.stride),
        "padding": padding,
        "dilation": list(layer.dilation),
    }


def _maps(values: Tensor, exact: bool = False) -> dict[str, Any]:
    """A layer's numbers as bytes, all on one scale: (C, H, W) as C maps, anything else as one strip.

    With `exact`, as float32 too: bytes are enough to paint them, not to read one out.
    """
    maps = values[:CHANNELS] if values.ndim == 3 else values.flatten()[:VALUES][None]
    largest = float(maps.abs().max()) or 1.0
    below = bool((maps < 0).any())
    scaled = 128 + maps / largest * 127 if below else maps / largest * 255
    found = {"maps": [base64_of(one) for one in scaled.round().to(torch.uint8)], "signed": below, "scale": largest}
    return found | {"floats": base64_of(maps.float())} if exact else found


def _step(picture: Tensor) -> dict[str, Any]:
    """(H, W) uint8, made smaller where it is larger than shown."""
    if max(picture.shape) > SHOWN:
        factor = SHOWN / max(picture.shape)
        size = [max(1, round(n * factor)) for n in picture.shape]
        picture = nn.functional.interpolate(picture[None, None].float(), size, mode="area")[0, 0].round().byte()
    return {"width": picture.shape[1], "height": picture.shape[0], "pixels": base64_of(picture)}


def _enlarged(picture: Tensor) -> Image.Image:
    """(C, H, W) uint8 as a picture whose pixels one can see."""
    values = picture.permute(1, 2, 0).numpy()
    shown = Image.fromarray(values[:, :, 0] if values.shape[2] == 1 else values).convert("RGB")
    factor = max(1, PHOTO // max(shown.size))
    return shown.resize((shown.width * factor, shown.height * factor), Image.Resampling.NEAREST)


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
    return _png(Image.fromarray((0.45 * grey + 0.55 * colour).round().clip(0, 255).astype(np.uint8)))


def _png(picture: Image.Image) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
