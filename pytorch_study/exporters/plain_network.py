"""A network written down as numbers and a list of steps, for readers that have no PyTorch: the web page is one.

A model's `forward` is Python, which a browser cannot run. torch.fx follows one example's way through it and notes every
operation; those that are known here become steps, any other is refused by name. `answer` computes such steps with numpy
alone, as `playground/page/network.js` does in the browser: what is exported can be compared with PyTorch's outputs.

    {"op": "conv2d", "layer": "conv1", "kind": "Conv2d", "weight": "conv1.weight", "bias": "conv1.bias",
     "stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1}
    {"op": "linear", "layer": ..., "kind": ..., "weight": ..., "bias": ...}
    {"op": "max_pool2d", "size": [2, 2], "stride": [2, 2], "padding": [0, 0]}
    {"op": "relu"}   {"op": "flatten"}   {"op": "same"}: a layer that changes nothing when a trained model answers

`layer` and `kind` are there where the step is a layer, an `nn.Module`, and not a function that `forward` calls.
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
"""How a `forward` may call what has no numbers of its own: as a function, or as a tensor's method of that name."""


def describe(model: nn.Module, lesson: Lesson, recipe: Recipe, shape: Sequence[int]) -> dict[str, Any]:
    """A trained model, with the scaling of its pixels, as a value that JSON can hold.

    Args:
        model: the trained model.
        lesson: knows the mean and standard deviation of its pixels.
        recipe: says how the pixels are scaled.
        shape: of one picture, (C, H, W).

    Returns:
        `shape`; `scale`, for each channel (factor, offset) that make an input of a pixel 0..255; `steps`; `tensors`,
        for each its `shape` and where it begins (`at`, counted in numbers); `weights`, base64 of little-endian float32.

    Raises:
        UsageError: the model does something that is not known here; it is named.
    """
    steps = _steps(model.eval(), lesson)
    tensors, at = model.state_dict(), 0
    used: dict[str, dict[str, Any]] = {}
    for name in (step[key] for step in steps for key in ("weight", "bias") if step.get(key)):
        if name not in used:  # a layer that is used twice is there once
            used[name] = {"shape": list(tensors[name].shape), "at": at}
            at += tensors[name].numel()
    weights = b"".join(tensors[name].detach().cpu().float().numpy().astype("<f4").tobytes() for name in used)
    return {
        "shape": list(shape),
        "scale": _scale(lesson, recipe, shape[0]),
        "steps": steps,
        "tensors": used,
        "weights": base64.b64encode(weights).decode(),
    }


def answer(written: dict[str, Any], x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What a described network says of pictures: (N, C, H, W) uint8 -> (N, classes), computed by numpy alone."""
    numbers = np.frombuffer(base64.b64decode(written["weights"]), "<f4")
    tensors: dict[str, NDArray[np.float32]] = {
        name: numbers[one["at"] : one["at"] + int(np.prod(one["shape"]))].reshape(one["shape"])
        for name, one in written["tensors"].items()
    }
    factor, offset = np.array(written["scale"], np.float32).T[:, :, None, None]  # (C, 1, 1) each
    value: NDArray[np.float32] = x.astype(np.float32) * factor + offset
    for step in written["steps"]:
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
    except Exception as error:  # it runs a learner's forward with something that is no tensor: anything may come of it
        why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise UsageError("web_untraceable", lesson=lesson.name, why=why) from error
    graph.eliminate_dead_code()
    modules = dict(model.named_modules())
    steps: list[dict[str, Any]] = []
    before: fx.Node | None = None
    for node in graph.nodes:
        step = _step(node, modules, before)
        flat = any(one["op"] == "flatten" for one in steps)  # what `Linear` does to maps is another thing
        if step is None or (step.get("op") == "linear" and not flat):
            raise UsageError("web_impossible", lesson=lesson.name, what=_name(node, modules), known=KNOWN)
        steps += [step] if step else []
        before = node
    return steps


def _step(node: fx.Node, modules: dict[str, nn.Module], before: fx.Node | None) -> dict[str, Any] | None:
    """A node as a step; {} where nothing is computed; None where it is not known."""
    if node.op == "placeholder":
        return {} if before is None else None  # a second input
    if node.args[:1] != (before,) or len(node.all_input_nodes) > 1:
        return None  # one thing after the other: a step that takes two results, or an older one, is not known
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
        case nn.Conv2d() if _is(layer, nn.Conv2d) and layer.padding_mode == "zeros":
            padding = layer.padding
            if padding == "same":
                whole = [d * (k - 1) for d, k in zip(layer.dilation, layer.kernel_size, strict=True)]
                if any(one % 2 for one in whole):  # more on one side than on the other
                    return None
                padding = tuple(one // 2 for one in whole)
            sizes = {
                "stride": layer.stride,
                "padding": (0, 0) if padding == "valid" else padding,
                "dilation": layer.dilation,
            }
            pairs = {key: list(value) for key, value in sizes.items()}
            return {"op": "conv2d", **_numbers(name, layer), **pairs, "groups": layer.groups}
        case nn.Linear() if _is(layer, nn.Linear):
            return {"op": "linear", **_numbers(name, layer)}
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


def _is(layer: nn.Module, kind: type[nn.Module]) -> bool:
    """Whether it is that very layer, with weights of its own; weight norm, for one, computes them for every call."""
    return type(layer) is kind and isinstance(layer.weight, nn.Parameter)


def _numbers(name: str, layer: nn.Module) -> dict[str, Any]:
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
    """How a pixel becomes an input: every scaling is a factor and an offset, which black and white tell."""
    black, white = (
        scale_pixels(torch.full((1, channels, 1, 1), value), lesson, recipe).flatten() for value in (0.0, 255.0)
    )
    return torch.stack([(white - black) / 255, black], 1).tolist()


def _name(node: fx.Node, modules: dict[str, nn.Module]) -> str:
    """What a node does, as its author wrote it: `BatchNorm2d (bn1)`, `cat`."""
    if node.op == "call_module":
        return f"{type(modules[str(node.target)]).__name__} ({node.target})"
    return str(getattr(node.target, "__name__", node.target))


def _conv2d(value: NDArray[np.float32], step: dict[str, Any], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, C, H, W) -> (N, O, h, w), without the bias."""
    windows = _windows(value, step, weight.shape[2:], step["dilation"], 0)
    groups = zip(np.split(windows, step["groups"], 1), np.split(weight, step["groups"]), strict=True)
    parts = [np.einsum("nchwyx,ocyx->nohw", part, filters, optimize=True) for part, filters in groups]
    return np.concatenate(parts, 1)


def _windows(
    value: NDArray[np.float32], step: dict[str, Any], size: Sequence[int], dilation: Sequence[int], beyond: float
) -> NDArray[np.float32]:
    """What a filter sees at each of its places: (N, C, H, W) -> (N, C, h, w, filter's height, filter's width)."""
    (top, left), (down, across), (dy, dx) = step["padding"], step["stride"], dilation
    padded = np.pad(value, ((0, 0), (0, 0), (top, top), (left, left)), constant_values=beyond)
    reach = (dy * (size[0] - 1) + 1, dx * (size[1] - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, (2, 3))
    return windows[:, :, ::down, ::across, ::dy, ::dx]
