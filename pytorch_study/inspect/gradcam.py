"""Grad-CAM: which parts of a picture speak for a class (Selvaraju et al. 2017, arXiv:1610.02391, section 3).

A convolution's feature maps still know where things are; the layers behind them know what they mean. So ask: if one map
were a little stronger everywhere, by how much would the score of the class rise? That is the map's weight. The maps'
weighted sum, cut at 0, is high where the picture speaks for the class; it is then enlarged to the picture's size.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pytorch_study.engine.score import evaluating
from pytorch_study.errors import UsageError
from pytorch_study.inspect import layers


class Maps(NamedTuple):
    """A convolution, and how many cells its feature maps have: so coarse is what Grad-CAM shows."""

    layer: str
    height: int
    width: int


def gradcam(model: nn.Module, x: Tensor, layer: str, target: int | Tensor | None = None) -> Tensor:
    """How much each place of each picture speaks for a class.

    The model is left as it was: no hook, no gradient stays behind.

    Args:
        model: gives a score for each class before any softmax, (N, classes).
        x: a batch as the model takes it, (N, C, H, W).
        layer: the name of a layer that gives (N, K, h, w), best the last convolution that still has places
            (`last_convolution`). What is weighed is its output as the layers behind it see it: cut at 0 where a ReLU
            follows, at once or behind a max-pool. A layer that is used twice counts where it is used last: there its
            maps mean the most.
        target: the class, or one for each picture, (N,); None: the one that the model names.

    Returns:
        (N, H, W) on the CPU, 0..1, each picture on its own scale. All 0 where nothing speaks for the class.

    Raises:
        UsageError: there is no such layer, or it gives no maps.
    """
    modules = dict(model.named_modules())
    kept: list[Tensor] = []
    cut = False

    def keep(_module: nn.Module, _inputs: object, output: object) -> Tensor:
        if not isinstance(output, Tensor) or output.ndim != 4:
            raise UsageError("no_maps", layer=layer)
        kept[:] = [(output.detach().relu() if cut else output.detach()).requires_grad_()]
        return kept[0].clone()  # a ReLU(inplace=True) behind this layer would overwrite what we keep

    if layer not in modules:
        raise UsageError("no_maps", layer=layer)
    with evaluating(model), modules[layer].register_forward_hook(keep), torch.enable_grad():
        scores = model(x)  # (N, C, H, W) -> (N, classes)
        if not kept:
            raise UsageError("no_maps", layer=layer)
        uncut, plain = kept[0], scores
        cut = True
        scores = model(x)
        if not torch.equal(scores, plain):  # no ReLU follows: what is below 0 counts too
            kept, scores = [uncut], plain
        chosen = scores.argmax(1) if target is None else torch.as_tensor(target, device=scores.device).expand(len(x))
        # A picture's score depends on no other picture, so the gradient of their sum holds each one's own.
        score = scores.gather(1, chosen[:, None]).sum()
        (gradient,) = torch.autograd.grad(score, kept, materialize_grads=True)
    weight = gradient.mean((2, 3), keepdim=True)  # (N, K, h, w) -> (N, K, 1, 1)
    heat = (weight * kept[0].detach()).sum(1, keepdim=True).relu().float()  # -> (N, 1, h, w)
    heat = F.interpolate(heat, x.shape[2:], mode="bilinear", align_corners=False)[:, 0]  # -> (N, H, W)
    most = heat.amax((1, 2), keepdim=True)
    return (heat / most.where(most > 0, 1)).cpu()


def last_convolution(model: nn.Module, x: Tensor, least: int = 8) -> Maps | None:
    """The last convolution, in the order of the calls, whose maps still have places.

    Args:
        model: any module.
        x: a batch of one, as the model takes it.
        least: so many cells high and wide at least; where no convolution has them, the last with more than one cell. Of
            lesson 3's maps the 8 x 8 ones tell best what the answer rests on, the last ones, 4 x 4, no better than
            chance: in front of linear layers that see every cell apart, one weight for a whole map says little.

    Returns:
        Its name and the size of its maps; None where there is none.
    """
    found = [
        Maps(name, *output.shape[1:])
        for name, module, output in layers.calls(model, x)
        if isinstance(module, nn.Conv2d) and output.ndim == 3 and output[0].numel() > 1
    ]
    large = [maps for maps in found if min(maps.height, maps.width) >= least]
    return (large or found)[-1] if found else None
