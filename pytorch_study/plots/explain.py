"""Explain predictions: figures for one prediction, and for the worst mistakes."""

from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from pytorch_study.inspect import layers
from pytorch_study.inspect.gradcam import Maps, gradcam, last_convolution
from pytorch_study.lesson import DataInfo
from pytorch_study.plots import galleries, inside
from pytorch_study.plots.fonts import caption, class_names, drawn_labels

LIKELIEST = 3  # top classes with a heat map
WRONG = 12  # mistakes with heat maps


def answer(
    model: nn.Module, picture: Tensor, batch: Tensor, output: Tensor, names: DataInfo, steps: Mapping[str, Tensor]
) -> dict[str, Figure]:
    """Figures that explain one prediction, by name: `steps`, `layers` and, for colour images, `gradcam`.

    Args:
        model: the model that made the prediction.
        picture: the image as stored, (C, H, W) uint8.
        batch: the same image as model input, (1, C, H, W).
        output: the model's logits, (classes,).
        names: the data's info, with the class names.
        steps: images of how the file became the input, by name.
    """
    labels = class_names(names)
    pictures = {"steps": galleries.steps(steps)} if steps else {}
    pictures["layers"] = inside.maps(picture, layers.outputs(model, batch), labels)
    if (maps := _maps(model, batch)) is None:
        return pictures
    probabilities, best = output.softmax(0).topk(min(LIKELIEST, len(output)))  # (3,), (3,)
    heats = gradcam(model, batch.expand(len(best), -1, -1, -1), maps.layer, best)
    shown = drawn_labels(labels)
    captions = [
        f"{shown[k]} {probability:.0%}" for k, probability in zip(best.tolist(), probabilities.tolist(), strict=True)
    ]
    row: list[galleries.Tile] = [(caption("look.input"), picture, None)]
    row += [(text, picture, heat) for text, heat in zip(captions, heats, strict=True)]
    pictures["gradcam"] = galleries.heat([row], (maps.height, maps.width))
    return pictures


def wrong(
    model: nn.Module, images: Tensor, batch: Tensor, truth: Tensor, output: Tensor, labels: Sequence[str]
) -> Figure | None:
    """For each mistake: the image, and heat maps of the evidence for the predicted class and for the true one.

    Args:
        model: the model that made the mistakes.
        images: (n, C, H, W) uint8, worst mistakes first; 12 are drawn.
        batch: the same images as model input.
        truth: true classes, (n,).
        output: the model's logits, (n, classes).
        labels: the class names.

    Returns:
        The figure; None if there are no mistakes, no colour images, or no convolution.
    """
    images, batch, truth, probabilities = images[:WRONG], batch[:WRONG], truth[:WRONG], output[:WRONG].softmax(1)
    if not len(images) or (maps := _maps(model, batch[:1])) is None:
        return None
    names, predicted = drawn_labels(labels), probabilities.argmax(1)
    heats = torch.stack([gradcam(model, batch, maps.layer, target) for target in (predicted, truth)], 1)  # (n, 2, H, W)
    rows: list[list[galleries.Tile]] = []
    for picture, heat, true_class, predicted_class, probability in zip(
        images, heats, truth.tolist(), predicted.tolist(), probabilities, strict=True
    ):
        captions = [
            f"{mark} {names[k]} {probability[k]:.0%}" for mark, k in (("✗", predicted_class), ("✓", true_class))
        ]
        rows.append([("", picture, None), (captions[0], picture, heat[0]), (captions[1], picture, heat[1])])
    return galleries.heat(rows, (maps.height, maps.width))


def _maps(model: nn.Module, batch: Tensor) -> Maps | None:
    """The layer for Grad-CAM; None for grey drawings, whose feature maps already show as much."""
    return last_convolution(model, batch[:1]) if batch.ndim == 4 and batch.shape[1] > 1 else None
