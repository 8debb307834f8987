"""Cross-validation: how well a training does where there are too few examples to hold any out for a test.

The examples are dealt into folds. For each fold the model is trained anew on all the others, with the same recipe and
from the same initial weights, and answers for the examples of the fold, which it has not seen (Stone 1974, J. R. Stat.
Soc. B 36(2), pp. 111-147). So every example is answered exactly once, and the model that is kept learns from all.

A fold is a unit: its answers are written when it is done, and a run that is interrupted goes on with the next one.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.initial import read_initial
from pytorch_study.data.splits import assign_folds, take
from pytorch_study.engine.compute import release_memory
from pytorch_study.engine.loop import TrainState, init_state, train
from pytorch_study.engine.score import predict, wilson
from pytorch_study.errors import CheckpointError, DiskError
from pytorch_study.files import sha256, write
from pytorch_study.lesson import Splits
from pytorch_study.recipe import digest
from pytorch_study.text import say

FILE = "cross_validation.safetensors"


def cross_validate(
    run: Run, state: TrainState, splits: Splits, tell: Callable[[str], None], interrupt: Callable[[], None]
) -> tuple[Tensor, dict[str, Any]]:
    """Answer for every training example by a model that was trained without its fold.

    Args:
        run: the run; the answers are kept in its folder, and those that are there are not computed again.
        state: the state at the end of the training on all examples, which is not changed.
        splits: the data, dealt into `splits.folds` folds.
        tell: called with a sentence before the first fold, and after each.
        interrupt: called after every step; raises if the training is to stop.

    Returns:
        The outputs, (N, classes) in the order of the training examples; and what `result.json` says of them:
        `cv_accuracy` with its 95 % confidence interval `cv_low` to `cv_high` (Wilson; it takes the answers for
        independent, which those of models that share most of their examples are not quite), `cv_folds`, and the
        SHA-256 of the file.

    Raises:
        DivergedError: the loss of a fold is no longer finite.
        DiskError: the answers cannot be written.
    """
    y, path = splits.train.y, run.folder / FILE
    folds = min(splits.folds, len(y))
    fold_of = assign_folds(y, folds, state.seed)
    # one entry: safetensors writes several in any order, and the same answers are to be the same bytes
    made_with = {"training": f"{digest(state.recipe)} seed {state.seed} folds {folds}"}
    content, output, done = _read(path, made_with) or (b"", None, 0)
    if not done:
        tell(say("cross.begin", folds=folds, seconds=f"{state.seconds * (folds - 1):.0f}"))
    initial = read_initial(state.lesson, state.recipe)
    for fold in range(done, folds):
        began, mine = time.monotonic(), (fold_of == fold).nonzero()[:, 0]
        others = replace(splits, train=take(splits.train, (fold_of != fold).nonzero()[:, 0]), validation=None)
        fresh = init_state(
            state.lesson,
            state.recipe,
            others,
            state.compute,
            state.seed,
            initial=initial.tensors if initial else None,
        )
        for _ in train(fresh, others):
            interrupt()
        answers = predict(fresh.eval_model, splits.train.x[mine], state.lesson, state.recipe)
        output = answers.new_zeros(len(y), answers.shape[1]) if output is None else output
        output[mine] = answers
        del fresh
        release_memory()
        content = safetensors.torch.save({"output": output, "done": torch.tensor(fold + 1)}, made_with)
        try:
            write(path, content)
        except DiskError:
            if run.folder.is_dir():
                raise  # else somebody has deleted it, and the result can still be told
        right = int((answers.argmax(1) == y[mine].cpu()).sum())
        taken = f"{time.monotonic() - began:.0f}"
        tell(say("cross.fold", fold=fold + 1, folds=folds, right=right, count=len(mine), seconds=taken))
    assert output is not None
    right = int((output.argmax(1) == y.cpu()).sum())
    low, high = wilson(right, len(y))
    found = {"cv_accuracy": right / len(y), "cv_low": low, "cv_high": high, "cv_folds": folds}
    return output, {**found, "cv_sha256": sha256(content)}


def _read(path: Path, made_with: dict[str, str]) -> tuple[bytes, Tensor, int] | None:
    """The file, the answers in it, and of how many folds; None if there is none, or of another training, or damaged."""
    with contextlib.suppress(OSError, safetensors.SafetensorError):
        with safetensors.safe_open(path, "pt") as file:
            known = file.metadata() == made_with
        if known:  # read and not mapped, since Windows does not replace a file that is mapped into memory
            tensors = safetensors.torch.load(content := path.read_bytes())
            return content, tensors["output"], int(tensors["done"])
    return None


def read_answers(run: Run, expected: str) -> Tensor:
    """The answers that a finished run's cross-validation has kept, (N, classes).

    Raises:
        CheckpointError: the file is missing, or was changed.
    """
    path = run.folder / FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError("cannot_read", path=path, why=error.strerror or error) from error
    if (found := sha256(content)) != expected:
        raise CheckpointError("weights_digest", path=path, expected=expected, found=found)
    output: Tensor = safetensors.torch.load(content)["output"]
    return output
