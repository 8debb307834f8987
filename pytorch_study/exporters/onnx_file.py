"""A model as an ONNX file's bytes, and what onnxruntime answers with them. The packages are the extra `[onnx]`."""

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
"""The version of ONNX's operators: the one that torch's exporter is written for, so that nothing is converted."""


def need_packages() -> None:
    """Ask for the packages before any work is done, and forbid onnxruntime to tell its makers how it is used.

    Raises:
        UsageError: one of them is missing.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # looked at when it is loaded; its own call for it comes too late
    try:
        for package in PACKAGES:
            importlib.import_module(package)
    except ImportError as error:
        raise UsageError("no_onnx", why=error, packages=" ".join(PACKAGES)) from error


def to_bytes(model: nn.Module, lesson: Lesson, recipe: Recipe, x: Tensor, about: Mapping[str, str]) -> bytes:
    """The whole computation, from what lies in memory to the model's outputs, for batches of any size.

    Args:
        model: the trained model.
        lesson: knows the mean and standard deviation of its pixels.
        recipe: says how the pixels are scaled; that becomes a part of the graph.
        x: some examples, (N, C, H, W) uint8 or (N, F) float32. Images are float32 pixels 0..255 in the graph.
        about: what is said of the file in the file.

    Raises:
        UsageError: ONNX cannot express what the model does.
    """
    from onnx_ir.passes.common import ClearMetadataAndDocStringPass

    whole = _Whole(model, lesson, recipe, pixels=input_of(lesson, x) == "image").eval()
    example = as_input(x)[torch.arange(5) % len(x)]  # five: from one alone, some layers make a graph for one
    with _quiet():
        try:
            program = torch.onnx.export(
                whole,
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
    """Examples as the graph takes them: (N, C, H, W) uint8 as float32, still 0..255; rows, (N, F), as they are."""
    return x.float() if x.dtype == torch.uint8 else x


def answers(content: bytes) -> Callable[[Tensor], Tensor]:
    """What onnxruntime answers to examples as they lie in memory: (N, ...) -> (N, classes) or (N, 1).

    Raises:
        CheckpointError: it cannot run the model; when asked, too.
    """
    import onnxruntime  # type: ignore[import-untyped,unused-ignore]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what goes wrong is raised as well
    options.intra_op_num_threads = torch.get_num_threads()
    with _blame():
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def answer(x: Tensor) -> Tensor:
        with _blame():
            return torch.from_numpy(session.run(None, {"input": as_input(x).numpy()})[0])

    return answer


@contextlib.contextmanager
def _blame() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # onnxruntime's own classes have no common name
        raise CheckpointError("export_fails", why=_reason(error)) from error


class _Whole(nn.Module):
    """A model with the scaling of its pixels, so that nobody who uses the file can scale them wrong."""

    def __init__(self, model: nn.Module, lesson: Lesson, recipe: Recipe, pixels: bool) -> None:
        super().__init__()
        self.model, self.lesson, self.recipe, self.pixels = model, lesson, recipe, pixels

    def forward(self, x: Tensor) -> Tensor:
        return self.model(scale_pixels(x, self.lesson, self.recipe) if self.pixels else x)  # type: ignore[no-any-return]


def _reason(error: BaseException) -> str:
    """The first line of the innermost cause."""
    while error.__cause__ is not None:
        error = error.__cause__
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter speaks to its developers: prints, warnings and log lines that no user can act on."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        nowhere = io.StringIO()
        with warnings.catch_warnings(), contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
