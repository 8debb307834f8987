"""Grad-CAM: which parts of an image are evidence for a class (Selvaraju et al. 2017, arXiv:1610.02391, section 3).

A convolution's feature maps still have positions; the layers after it know what they mean. So ask: if one map were a
little stronger everywhere, how much would the score of the class rise? That is the map's weight. The weighted sum of
the maps, clipped at 0, is high where the image supports the class; it is then upsampled to the image's size.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pytorch_study.engine.score import evaluating
from pytorch_study.errors import UsageError
from pytorch_study.inspect import layers


class Maps(NamedTuple):
    """A convolution's name and the size of its feature maps, which is the resolution of Grad-CAM."""

    layer: str
    height: int
    width: int


def gradcam(model: nn.Module, x: Tensor, layer: str, target: int | Tensor | None = None) -> Tensor:
    """Heat maps of how much each pixel supports a class.

    The model is left unchanged: no hooks or gradients remain.

    Args:
        model: returns logits, (N, classes).
        x: a batch of model inputs, (N, C, H, W).
        layer: name of a layer with output (N, K, h, w), best the last convolution with spatial resolution
            (`last_convolution`). Its output is used as the next layers see it: clipped at 0 if a ReLU follows, directly
            or after a max-pool. If the layer is called twice, the last call counts: its maps are the most meaningful.
        target: the class, or one per image, (N,); None: the predicted class.

    Returns:
        (N, H, W) on the CPU, 0..1, each image scaled on its own. All 0 if nothing supports the class.

    Raises:
        UsageError: there is no such layer, or its output is not feature maps.
    """
    modules = dict(model.named_modules())
    saved: list[Tensor] = []
    clip = False

    def save_output(_module: nn.Module, _inputs: object, output: object) -> Tensor:
        if not isinstance(output, Tensor) or output.ndim != 4:
            raise UsageError("no_maps", layer=layer)
        saved[:] = [(output.detach().relu() if clip else output.detach()).requires_grad_()]
        return saved[0].clone()  # a ReLU(inplace=True) after this layer would overwrite the saved output

    if layer not in modules:
        raise UsageError("no_maps", layer=layer)
    with evaluating(model), modules[layer].register_forward_hook(save_output), torch.enable_grad():
        scores = model(x)  # (N, C, H, W) -> (N, classes)
        if not saved:
            raise UsageError("no_maps", layer=layer)
        unclipped, plain_scores = saved[0], scores
        clip = True
        scores = model(x)
        if not torch.equal(scores, plain_scores):  # no ReLU follows: negative values count too
            saved, scores = [unclipped], plain_scores
        chosen = scores.argmax(1) if target is None else torch.as_tensor(target, device=scores.device).expand(len(x))
        # The images' scores are independent, so the gradient of their sum holds each image's own gradient.
        score = scores.gather(1, chosen[:, None]).sum()
        (gradient,) = torch.autograd.grad(score, saved, materialize_grads=True)
    weight = gradient.mean((2, 3), keepdim=True)  # (N, K, h, w) -> (N, K, 1, 1)
    heat = (weight * saved[0].detach()).sum(1, keepdim=True).relu().float()  # -> (N, 1, h, w)
    heat = F.interpolate(heat, x.shape[2:], mode="bilinear", align_corners=False)[:, 0]  # -> (N, H, W)
    most = heat.amax((1, 2), keepdim=True)
    return (heat / most.where(most > 0, 1)).cpu()


def last_convolution(model: nn.Module, x: Tensor, least: int = 8) -> Maps | None:
    """The last convolution, in call order, whose feature maps still have spatial resolution.

    Args:
        model: any module.
        x: a batch of one model input.
        least: minimum height and width of the maps; if no convolution has them, the last with more than one cell. Of
            lesson 3's maps the 8 x 8 ones locate the evidence best, the last ones, 4 x 4, no better than chance: before
            linear layers with separate weights for every cell, one weight for a whole map says little. Where a global
            average pool follows, all cells do have the same weight, and the last maps locate it best, however small.

    Returns:
        Its name and the size of its maps; None if there is none.
    """
    calls = layers.calls(model, x)
    if any(isinstance(module, nn.AdaptiveAvgPool2d) and output[0].numel() == 1 for _, module, output in calls):
        least = 1
    found = [
        Maps(name, *output.shape[1:])
        for name, module, output in calls
        if isinstance(module, nn.Conv2d) and output.ndim == 3 and output[0].numel() > 1
    ]
    large = [maps for maps in found if min(maps.height, maps.width) >= least]
    return (large or found)[-1] if found else None
