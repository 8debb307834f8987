"""Why a model said what it said: the pictures that go with an answer, and with the worst mistakes."""

from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from pytorch_study.inspect import layers
from pytorch_study.inspect.gradcam import Maps, gradcam, last_convolution
from pytorch_study.lesson import DataInfo
from pytorch_study.plots import galleries, inside
from pytorch_study.plots.fonts import caption, class_names, drawn_labels

LIKELIEST = 3  # classes whose reasons are drawn
WRONG = 12  # mistakes whose reasons are drawn


def answer(
    model: nn.Module, picture: Tensor, batch: Tensor, output: Tensor, names: DataInfo, steps: Mapping[str, Tensor]
) -> dict[str, Figure]:
    """The pictures that go with one answer, by name: `steps`, `layers` and, of colour pictures, `gradcam`.

    Args:
        model: what answered.
        picture: the input as it lies in memory, (C, H, W) uint8.
        batch: the same as the model takes it, (1, C, H, W).
        output: what the model said, (classes,).
        names: the classes.
        steps: how the picture came to be, by the steps' names.
    """
    labels = class_names(names)
    pictures = {"steps": galleries.steps(steps)} if steps else {}
    pictures["layers"] = inside.maps(picture, layers.outputs(model, batch), labels)
    if (maps := _maps(model, batch)) is None:
        return pictures
    chances, best = output.softmax(0).topk(min(LIKELIEST, len(output)))  # (3,), (3,)
    heats = gradcam(model, batch.expand(len(best), -1, -1, -1), maps.layer, best)
    shown = drawn_labels(labels)
    said = [f"{shown[k]} {chance:.0%}" for k, chance in zip(best.tolist(), chances.tolist(), strict=True)]
    row: list[galleries.Tile] = [(caption("look.input"), picture, None)]
    row += [(text, picture, heat) for text, heat in zip(said, heats, strict=True)]
    pictures["gradcam"] = galleries.heat([row], (maps.height, maps.width))
    return pictures


def wrong(
    model: nn.Module, images: Tensor, batch: Tensor, truth: Tensor, output: Tensor, labels: Sequence[str]
) -> Figure | None:
    """Of each mistake: the picture, what spoke for the wrong class, and what for the right one.

    Args:
        model: what was wrong.
        images: (n, C, H, W) uint8, the worst first; 12 are drawn.
        batch: the same as the model takes them.
        truth: their true classes, (n,).
        output: what the model said, (n, classes).
        labels: the class names.

    Returns:
        None where there is nothing to draw: no mistake, grey pictures, no convolution.
    """
    images, batch, truth, chances = images[:WRONG], batch[:WRONG], truth[:WRONG], output[:WRONG].softmax(1)
    if not len(images) or (maps := _maps(model, batch[:1])) is None:
        return None
    names, seen = drawn_labels(labels), chances.argmax(1)
    heats = torch.stack([gradcam(model, batch, maps.layer, target) for target in (seen, truth)], 1)  # (n, 2, H, W)
    rows: list[list[galleries.Tile]] = []
    for picture, heat, right, taken, chance in zip(images, heats, truth.tolist(), seen.tolist(), chances, strict=True):
        said = [f"{mark} {names[k]} {chance[k]:.0%}" for mark, k in (("✗", taken), ("✓", right))]
        rows.append([("", picture, None), (said[0], picture, heat[0]), (said[1], picture, heat[1])])
    return galleries.heat(rows, (maps.height, maps.width))


def _maps(model: nn.Module, batch: Tensor) -> Maps | None:
    """Where to look: the last convolution. Of a grey drawing the feature maps tell as much; nothing is drawn then."""
    return last_convolution(model, batch[:1]) if batch.ndim == 4 and batch.shape[1] > 1 else None
