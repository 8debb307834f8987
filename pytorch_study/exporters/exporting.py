"""Export a trained model for other programs, after checking that its outputs equal PyTorch's.

`safetensors` holds only the weights; the program that reads it needs the model's code. `onnx` holds the whole
computation, including the scaling of the pixels, and runs without PyTorch: in onnxruntime, on a phone or in a browser.
`web` is a page for drawing digits, with the network in it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from pytorch_study import __version__
from pytorch_study.artifacts import weights
from pytorch_study.artifacts.folder import Run
from pytorch_study.engine import score
from pytorch_study.errors import CheckpointError, UsageError, nearest
from pytorch_study.exporters import onnx_file, plain_network, web_page
from pytorch_study.files import disk, write, write_into
from pytorch_study.lesson import Split
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.task import find_task
from pytorch_study.trained import Trained, load_splits, load_trained

COUNT = 256
"""Test examples whose outputs are compared."""
CUTS = [1, 3, 16, 80]
"""Indices that split them into batches of 1, 2, 13, 64 and the rest: a wrong graph may be right for one batch size."""
TOLERANCE, STEP = 1e-4, 1e-6
"""Allowed difference of outputs: 1e-4, or a millionth of the largest one, about the precision of float32."""


def export(
    target: Trained | Run | Path | str,
    format: str,
    *,
    output: Path | str | None = None,
    out: Path | str | None = None,
    runs: Path | str = Path("runs"),
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Export a trained model, after comparing its outputs with PyTorch's on examples of the test set.

    Args:
        target: a finished run, or a lesson's shipped weights (`mnist`, `mnist:original`).
        format: `onnx`, `safetensors` or `web`.
        output: the file, or for `web` the folder for `index.html`; None: `LESSON.FORMAT` (`LESSON-RECIPE.FORMAT` for
            any recipe but the default), in the run folder for a run, else in the current folder.
        out: the same as `output`, as the command allows.
        runs: the folder to search for runs.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        images: where the images of your own that the run was trained on are now, if they have moved.
        table: the same, for a table.
        force: overwrite an existing file.

    Returns:
        `file`, `format`, `bytes`, `max_difference` (the largest over all outputs) and `count` (examples compared).

    Raises:
        UsageError: the format or target is unknown, a package is missing, the file exists, or the format cannot express
            the model.
        CheckpointError: the outputs differ from PyTorch's, or the data are not the run's. Nothing is written.
        DiskError: the file cannot be written.
    """
    if format not in FORMATS:
        raise UsageError("bad_choice", name="format", value=format, nearest=nearest(format, FORMATS))
    trained = load_trained(target, runs=runs, data=data, images=images, table=table)
    if trained.lesson.generate and format != "safetensors":
        raise UsageError("export_generative", lesson=trained.lesson.name, format=format)
    if format == "onnx":
        onnx_file.need_packages()
    if format == "web":
        web_page.must_read_digits(trained.lesson, trained.info)
    output = output or out
    path = Path(output) if output else _default_path(trained, format)
    path = path / "index.html" if format == "web" else path
    with disk(path):  # even `exists` fails in a folder that may not be read
        if path.exists() and not force:
            raise UsageError("already_there", path=path)
    with attribute_error(trained.lesson.file):
        test = load_splits(trained).test()
        x = test.x[:COUNT]
        if trained.lesson.input == "tokens" and trained.lesson.shape:  # a row may hold several inputs
            x = x[:, : trained.lesson.shape[0]]
        content, answer = FORMATS[format](trained, test)
        parts = [part for part in x.tensor_split(CUTS) if len(part)]
        expected = torch.cat([_predict(trained, trained.model, part) for part in parts])
        found = torch.cat([answer(part) for part in parts])
    difference = float((found - expected).abs().max())
    allowed = max(TOLERANCE, STEP * float(expected.abs().max()))
    if not difference <= allowed:  # NaN too
        raise CheckpointError("export_differs", path=path, difference=f"{difference:.2g}", allowed=f"{allowed:.2g}")
    if format == "web":
        write_into(path.parent, path.name, content)
    else:
        with disk(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)
    return {"file": str(path), "format": format, "bytes": len(content), "max_difference": difference, "count": len(x)}


Answer = Callable[[Tensor], Tensor]
"""Computes the exported model's outputs for examples as stored: (N, ...) -> (N, classes) or (N, 1)."""


def _safetensors(trained: Trained, test: Split) -> tuple[bytes, Answer]:
    del test
    lesson, about = trained.lesson, trained.about
    content = weights.to_bytes(trained.model, lesson.name, about["recipe_name"], int(about["seed"]), trained.info)
    fresh = lesson.model(trained.recipe)
    fresh.load_state_dict(safetensors.torch.load(content))
    return content, lambda part: _predict(trained, fresh, part)


def _onnx(trained: Trained, test: Split) -> tuple[bytes, Answer]:
    x = test.x[:COUNT]
    content = onnx_file.to_bytes(trained.model, trained.lesson, trained.recipe, x, _metadata(trained, x))
    return content, onnx_file.answers(content)


def _web(trained: Trained, test: Split) -> tuple[bytes, Answer]:
    network = plain_network.describe(trained.model, trained.lesson, trained.recipe, trained.info.shape)
    content = web_page.to_bytes(_model_info(trained), network, test, _predict(trained, trained.model, test.x))
    written = web_page.network_in(content)
    return content, lambda part: torch.from_numpy(plain_network.answer(written, part.numpy()))


def _predict(trained: Trained, model: nn.Module, part: Tensor) -> Tensor:
    return score.predict(model, part, trained.lesson, trained.recipe)


FORMATS: dict[str, Callable[[Trained, Split], tuple[bytes, Answer]]] = {
    "onnx": _onnx,
    "safetensors": _safetensors,
    "web": _web,
}
"""By format, the function from a model (and the test set) to the file's content and its outputs, for the check."""


def _model_info(trained: Trained) -> dict[str, Any]:
    """The model's description on the page, in the form in which the server sends it."""
    lesson, about, run = trained.lesson, trained.about, trained.run
    name = about["recipe_name"]
    shipped_name = lesson.name if name == lesson.default else f"{lesson.name}:{name}"
    return {
        "target": shipped_name if run is None else run.name,
        "lesson": lesson.name,
        "recipe": name,
        "shipped": run is None,
        "headline": {"name": "accuracy", "percent": True, "higher_is_better": True},  # of what reads digits
        "score": trained.result.get("test_accuracy"),
        "labels": list(trained.info.labels),
        "zh": list(trained.info.zh),
    }


def _metadata(trained: Trained, x: Tensor) -> dict[str, str]:
    """Metadata for the file; values that are not text are JSON."""
    names, lesson = trained.info, trained.lesson
    shape = ", ".join(map(str, ("N", *x.shape[1:])))
    kind = str(onnx_file.as_input(x).dtype).removeprefix("torch.")
    metadata: dict[str, Any] = {
        "lesson": lesson.name,
        "recipe": trained.about["recipe_name"],
        "seed": trained.about["seed"],
        "task": find_task(lesson.task).name,
        "input": f"{kind} ({shape})" + (", pixels 0..255" if names.input == "image" else ""),
        "output": "logits (N, classes)" if names.labels else f"{names.target} (N, 1)",
        **{key: value for key, value in (("labels", names.labels), ("columns", names.columns)) if value},
        **({"form": asdict(names.form)} if names.form else {}),
        **{key: value for key, value in trained.result.items() if key.startswith("test_")},
        "made_by": f"pytorch_study {__version__}, torch {torch.__version__}",
    }
    return {k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in metadata.items()}


def _default_path(trained: Trained, format: str) -> Path:
    lesson, recipe = trained.lesson, trained.about["recipe_name"]
    stem = lesson.name if recipe == lesson.default else f"{lesson.name}-{recipe}"
    return (trained.run.folder if trained.run else Path()) / f"{stem}.{format}"
