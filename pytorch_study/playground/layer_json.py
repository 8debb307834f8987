"""What every layer of a network has made of a picture, as the page takes it."""

from typing import Any

import torch
from torch import Tensor, nn

from pytorch_study.inspect.layers import Call
from pytorch_study.playground.encoding import base64_of

CHANNELS, VALUES = 64, 4096
"""At most so many maps of a layer are shown, and so many values of a linear one."""
FILTERS = 20_000
"""Filters with more numbers than that are not sent."""


def layers_json(calls: list[Call]) -> list[dict[str, Any]]:
    """All layers, each with its maps, and the filters of convolutions."""
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
