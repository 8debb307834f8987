"""Describe a network as weights and a list of steps, for programs without PyTorch such as the web page.

A model's `forward` is Python, which a browser cannot run. torch.fx traces it and records every operation; supported
ones become steps, any other is rejected by name. `answer` computes the steps with numpy alone, as
`playground/page/network.js` does in the browser, so that the export can be compared with PyTorch's outputs.

    {"op": "conv2d", "layer": "conv1", "kind": "Conv2d", "weight": "conv1.weight", "bias": "conv1.bias",
     "stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1}
    {"op": "linear", "layer": ..., "kind": ..., "weight": ..., "bias": ...}
    {"op": "max_pool2d", "size": [2, 2], "stride": [2, 2], "padding": [0, 0]}
    {"op": "relu"}   {"op": "flatten"}   {"op": "same"}: a layer without effect in evaluation mode

`layer` and `kind` are present if the step is a layer, an `nn.Module`, and not a function that `forward` calls.
"""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import fx, nn

from pytorch_study.engine.batches import scale_pixels
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Lesson
from pytorch_study.recipe import Recipe

KNOWN = "Conv2d, MaxPool2d, ReLU, Linear, Flatten, Dropout"
RELU: tuple[Any, ...] = (F.relu, torch.relu, "relu")
POOL: tuple[Any, ...] = (F.max_pool2d, torch.max_pool2d)
FLATTEN: tuple[Any, ...] = (torch.flatten, "flatten")
"""How `forward` may call operations without weights: as a function, or as a tensor method of that name."""


def describe(model: nn.Module, lesson: Lesson, recipe: Recipe, shape: Sequence[int]) -> dict[str, Any]:
    """Describe a trained model and the scaling of its pixels as a value that JSON can hold.

    Args:
        model: the trained model.
        lesson: gives the mean and standard deviation of the pixels.
        recipe: gives the scaling of the pixels.
        shape: shape of one image, (C, H, W).

    Returns:
        `shape`; `scale`, per channel the (factor, offset) that turn a pixel 0..255 into an input; `steps`; `tensors`,
        each with its `shape` and offset (`at`, in values); `weights`, base64 of little-endian float32.

    Raises:
        UsageError: the model uses an operation that is not supported; the message names it.
    """
    steps = _steps(model.eval(), lesson)
    tensors, offset = model.state_dict(), 0
    stored: dict[str, dict[str, Any]] = {}
    for name in (step[key] for step in steps for key in ("weight", "bias") if step.get(key)):
        if name not in stored:  # a layer that is called twice is stored once
            stored[name] = {"shape": list(tensors[name].shape), "at": offset}
            offset += tensors[name].numel()
    weights = b"".join(tensors[name].detach().cpu().float().numpy().astype("<f4").tobytes() for name in stored)
    return {
        "shape": list(shape),
        "scale": _scale(lesson, recipe, shape[0]),
        "steps": steps,
        "tensors": stored,
        "weights": base64.b64encode(weights).decode(),
    }


def answer(network: dict[str, Any], x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Compute a described network's outputs with numpy alone: (N, C, H, W) uint8 -> (N, classes)."""
    weights = np.frombuffer(base64.b64decode(network["weights"]), "<f4")
    tensors: dict[str, NDArray[np.float32]] = {
        name: weights[tensor["at"] : tensor["at"] + int(np.prod(tensor["shape"]))].reshape(tensor["shape"])
        for name, tensor in network["tensors"].items()
    }
    factor, offset = np.array(network["scale"], np.float32).T[:, :, None, None]  # (C, 1, 1) each
    value: NDArray[np.float32] = x.astype(np.float32) * factor + offset
    for step in network["steps"]:
        match step["op"]:
            case "conv2d":
                value = _conv2d(value, step, tensors[step["weight"]])
                value = value + tensors[step["bias"]][:, None, None] if step["bias"] else value
            case "max_pool2d":
                value = _windows(value, step, step["size"], (1, 1), -np.inf).max((-2, -1))
            case "relu":
                value = np.maximum(value, 0)
            case "flatten":
                value = value.reshape(len(value), -1)
            case "linear":
                value = value @ tensors[step["weight"]].T
                value = value + tensors[step["bias"]] if step["bias"] else value
    return value


def _steps(model: nn.Module, lesson: Lesson) -> list[dict[str, Any]]:
    try:
        graph = fx.symbolic_trace(model).graph
    except Exception as error:  # tracing calls a user's forward with proxies, not tensors, so it may raise anything
        why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise UsageError("web_untraceable", lesson=lesson.name, why=why) from error
    graph.eliminate_dead_code()
    modules = dict(model.named_modules())
    steps: list[dict[str, Any]] = []
    before: fx.Node | None = None
    for node in graph.nodes:
        step = _step(node, modules, before)
        flattened = any(one["op"] == "flatten" for one in steps)  # `Linear` on feature maps is another operation
        if step is None or (step.get("op") == "linear" and not flattened):
            raise UsageError("web_impossible", lesson=lesson.name, what=_name(node, modules), known=KNOWN)
        steps += [step] if step else []
        before = node
    return steps


def _step(node: fx.Node, modules: dict[str, nn.Module], before: fx.Node | None) -> dict[str, Any] | None:
    """Convert a node to a step; {} if it computes nothing, None if it is not supported."""
    if node.op == "placeholder":
        return {} if before is None else None  # a second input
    if node.args[:1] != (before,) or len(node.all_input_nodes) > 1:
        return None  # only sequential networks: a step with two inputs, or with an earlier one, is not supported
    if node.op == "output":
        return {}
    if node.op == "call_module":
        layer = modules[str(node.target)]
        step = _layer(str(node.target), layer)
        return step and {**step, "layer": str(node.target), "kind": type(layer).__name__}
    if node.target in RELU:
        return {"op": "relu"}
    if node.target in FLATTEN and [*node.args[1:], *node.kwargs.values()] in ([1], [1, -1]):
        return {"op": "flatten"}
    if node.target is F.dropout and node.kwargs.get("training") is False:
        return {"op": "same"}
    if node.target in POOL:
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
        given: dict[str, Any] = {**dict(zip(names, node.args[1:], strict=False)), **node.kwargs}
        return _pool(**given)
    return None


def _layer(name: str, layer: nn.Module) -> dict[str, Any] | None:
    match layer:
        case nn.Conv2d() if _is_exactly(layer, nn.Conv2d) and layer.padding_mode == "zeros":
            padding = layer.padding
            if padding == "same":
                totals = [d * (k - 1) for d, k in zip(layer.dilation, layer.kernel_size, strict=True)]
                if any(total % 2 for total in totals):  # asymmetric padding
                    return None
                padding = tuple(total // 2 for total in totals)
            sizes = {
                "stride": layer.stride,
                "padding": (0, 0) if padding == "valid" else padding,
                "dilation": layer.dilation,
            }
            pairs = {key: list(value) for key, value in sizes.items()}
            return {"op": "conv2d", **_weight_names(name, layer), **pairs, "groups": layer.groups}
        case nn.Linear() if _is_exactly(layer, nn.Linear):
            return {"op": "linear", **_weight_names(name, layer)}
        case nn.MaxPool2d():
            return _pool(
                layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.ceil_mode, layer.return_indices
            )
        case nn.ReLU():
            return {"op": "relu"}
        case nn.Flatten() if (layer.start_dim, layer.end_dim) == (1, -1):
            return {"op": "flatten"}
        case nn.Dropout() | nn.Dropout2d() | nn.Identity():
            return {"op": "same"}
    return None


def _is_exactly(layer: nn.Module, kind: type[nn.Module]) -> bool:
    """Whether the layer is exactly of this class with ordinary weights; weight norm, e.g., recomputes them per call."""
    return type(layer) is kind and isinstance(layer.weight, nn.Parameter)


def _weight_names(name: str, layer: nn.Module) -> dict[str, Any]:
    return {"weight": f"{name}.weight", "bias": f"{name}.bias" if layer.bias is not None else None}


def _pool(
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> dict[str, Any] | None:
    if ceil_mode or return_indices or _pair(dilation) != [1, 1]:
        return None
    size = _pair(kernel_size)
    return {"op": "max_pool2d", "size": size, "stride": _pair(stride) if stride else size, "padding": _pair(padding)}


def _pair(value: Any) -> list[int]:
    return [value, value] if isinstance(value, int) else list(value)


def _scale(lesson: Lesson, recipe: Recipe, channels: int) -> list[list[float]]:
    """Factor and offset of each channel's scaling, (C, 2), derived from a black and a white image."""
    black, white = (
        scale_pixels(torch.full((1, channels, 1, 1), value), lesson, recipe).flatten() for value in (0.0, 255.0)
    )
    return torch.stack([(white - black) / 255, black], 1).tolist()


def _name(node: fx.Node, modules: dict[str, nn.Module]) -> str:
    """A node's operation as its author wrote it: `BatchNorm2d (bn1)`, `cat`."""
    if node.op == "call_module":
        return f"{type(modules[str(node.target)]).__name__} ({node.target})"
    return str(getattr(node.target, "__name__", node.target))


def _conv2d(value: NDArray[np.float32], step: dict[str, Any], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Convolution without the bias: (N, C, H, W) -> (N, O, h, w)."""
    windows = _windows(value, step, weight.shape[2:], step["dilation"], 0)
    groups = zip(np.split(windows, step["groups"], 1), np.split(weight, step["groups"]), strict=True)
    parts = [np.einsum("nchwyx,ocyx->nohw", part, filters, optimize=True) for part, filters in groups]
    return np.concatenate(parts, 1)


def _windows(
    value: NDArray[np.float32], step: dict[str, Any], size: Sequence[int], dilation: Sequence[int], pad_value: float
) -> NDArray[np.float32]:
    """The input window at each filter position: (N, C, H, W) -> (N, C, h, w, filter height, filter width)."""
    (top, left), (down, across), (dy, dx) = step["padding"], step["stride"], dilation
    padded = np.pad(value, ((0, 0), (0, 0), (top, top), (left, left)), constant_values=pad_value)
    window = (dy * (size[0] - 1) + 1, dx * (size[1] - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, (2, 3))
    return windows[:, :, ::down, ::across, ::dy, ::dx]
