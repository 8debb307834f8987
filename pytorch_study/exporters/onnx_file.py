"""Convert a model to ONNX, and run it with onnxruntime. The packages are in the extra `[onnx]`."""

import contextlib
import importlib
import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor, nn

from pytorch_study.engine.batches import scale_pixels
from pytorch_study.errors import CheckpointError, UsageError
from pytorch_study.lesson import Lesson, input_of
from pytorch_study.recipe import Recipe

PACKAGES = ("onnx", "onnxruntime", "onnxscript")
OPSET = 18
"""The ONNX operator set that torch's exporter is written for, so that no version conversion is needed."""


def need_packages() -> None:
    """Check that the packages are installed, before any work is done, and disable onnxruntime's telemetry.

    Raises:
        UsageError: one of them is missing.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at import; onnxruntime's own function for it would be too late
    try:
        for package in PACKAGES:
            importlib.import_module(package)
    except ImportError as error:
        raise UsageError("no_onnx", why=error, packages=" ".join(PACKAGES)) from error


def to_bytes(model: nn.Module, lesson: Lesson, recipe: Recipe, x: Tensor, about: Mapping[str, str]) -> bytes:
    """Export the whole computation, from the pixels or rows to the model's outputs, for any batch size.

    Args:
        model: the trained model.
        lesson: gives the mean and standard deviation of the pixels.
        recipe: gives the scaling of the pixels, which becomes part of the graph.
        x: some examples, (N, C, H, W) uint8 or (N, F) float32. The graph's input for images is float32, 0..255.
        about: metadata to store in the file.

    Raises:
        UsageError: ONNX cannot express the model.
    """
    from onnx_ir.passes.common import ClearMetadataAndDocStringPass

    with_scaling = _WithScaling(model, lesson, recipe, pixels=input_of(lesson, x) == "image").eval()
    # Five examples, because with a single one some layers export a graph for batch size 1 only.
    example = as_input(x)[torch.arange(5) % len(x)]
    with _silence_exporter():
        try:
            program = torch.onnx.export(
                with_scaling,
                (example,),
                input_names=["input"],
                output_names=["output"],
                dynamic_shapes=({0: torch.export.Dim("batch")},),
                opset_version=OPSET,
                verbose=False,
            )
        except torch.onnx.OnnxExporterError as error:
            raise UsageError("export_impossible", lesson=lesson.name, why=_reason(error)) from error
    assert program is not None
    ClearMetadataAndDocStringPass()(program.model)  # source lines and paths of this machine
    program.model.metadata_props.update(about)
    content: bytes = program.model_proto.SerializeToString()
    return content


def as_input(x: Tensor) -> Tensor:
    """Convert examples to the graph's input: images, (N, C, H, W) uint8, become float32, still 0..255; rows stay."""
    return x.float() if x.dtype == torch.uint8 else x


def answers(content: bytes) -> Callable[[Tensor], Tensor]:
    """A function that runs the file in onnxruntime on examples as stored: (N, ...) -> (N, classes) or (N, 1).

    Raises:
        CheckpointError: onnxruntime cannot load the model; calling the function raises it too, if the model fails.
    """
    import onnxruntime  # type: ignore[import-untyped,unused-ignore]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # errors are raised anyway
    options.intra_op_num_threads = torch.get_num_threads()
    with _runtime_errors():
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def answer(x: Tensor) -> Tensor:
        with _runtime_errors():
            return torch.from_numpy(session.run(None, {"input": as_input(x).numpy()})[0])

    return answer


@contextlib.contextmanager
def _runtime_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # onnxruntime's exceptions have no common base class
        raise CheckpointError("export_fails", why=_reason(error)) from error


class _WithScaling(nn.Module):
    """A model that includes the scaling of its pixels, so that users of the file cannot get it wrong."""

    def __init__(self, model: nn.Module, lesson: Lesson, recipe: Recipe, pixels: bool) -> None:
        super().__init__()
        self.model, self.lesson, self.recipe, self.pixels = model, lesson, recipe, pixels

    def forward(self, x: Tensor) -> Tensor:
        return self.model(scale_pixels(x, self.lesson, self.recipe) if self.pixels else x)  # type: ignore[no-any-return]


def _reason(error: BaseException) -> str:
    """The first line of the innermost cause's message."""
    while error.__cause__ is not None:
        error = error.__cause__
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@contextlib.contextmanager
def _silence_exporter() -> Iterator[None]:
    """Suppress the exporter's prints, warnings and logs, which are for its developers, not for users."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        sink = io.StringIO()
        with warnings.catch_warnings(), contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
