"""A network on the whole test set: examples, its surest mistakes, its confusions. Slow, so the results are cached."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from pytorch_study.artifacts.folder import Run
from pytorch_study.engine import score
from pytorch_study.inspect.mistakes import answers_of, one_of_each, surest_mistakes
from pytorch_study.lesson import Split, Splits
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.playground.encoding import image_json
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import InferenceWorker
from pytorch_study.playground.task_info import classifies_images
from pytorch_study.task import find_task
from pytorch_study.trained import Trained, known_answers, load_splits

MOST = 60
"""So many examples or mistakes are sent at most."""
CHUNK = 100
"""So many examples are evaluated between two looks at whether the server ends."""
POINTS = 1000
"""So many points of a regression are sent."""


def examples(worker: InferenceWorker, target: str, count: int) -> dict[str, Any]:
    """Examples of the test set, one of each class in turn: the answer to `/api/examples`."""
    key = ("examples", worker.version(target))
    return {"items": worker.cached(key, lambda: _examples(worker, target))[: _at_most(count)]}


def mistakes(worker: InferenceWorker, target: str, count: int) -> dict[str, Any]:
    """The mistakes of which a network was surest: the answer to `/api/mistakes`."""
    found = answers(worker, target)
    if "mistakes" not in found:
        raise Refused(400, "page.error.no_pictures", name=target)
    return {"items": found["mistakes"][: _at_most(count)]}


def answers(worker: InferenceWorker, target: str | Run) -> dict[str, Any]:
    """A network's answers to the whole test set: the answer to `/api/runs/NAME/answers`."""
    key = ("answers", worker.version(target))
    found: dict[str, Any] = worker.cached(key, lambda: _answers(worker, target))
    return found


def _examples(worker: InferenceWorker, target: str) -> list[dict[str, Any]]:
    trained, splits, test = _load(worker, target)
    if not classifies_images(trained.info):
        raise Refused(400, "page.error.no_pictures", name=target)
    labels = trained.info.labels
    noted = splits.notes_of(test)
    candidates = one_of_each(test.y, len(labels), MOST + len(noted))
    chosen = [k for k in candidates if k not in noted][:MOST]
    return [{"index": k, "label": labels[int(test.y[k])], **image_json(test.x[k])} for k in chosen]


def _answers(worker: InferenceWorker, target: str | Run) -> dict[str, Any]:
    if find_task(worker.load(target).lesson.task).streams:
        raise Refused(400, "page.error.no_answers", name=str(getattr(target, "name", target)))
    trained, splits, test = _load(worker, target)
    output = _predict(worker, trained, test)
    with attribute_error(trained.lesson.file):
        result = score.compute_metrics(output, test.y, trained.lesson.task, trained.recipe)
    labels = trained.info.labels
    if not labels:
        pairs = torch.cat([test.y[:, :1], output[:, :1]], 1)[:POINTS]
        return {**result.metrics, "points": pairs.tolist()}
    confusion = score.confusion_matrix(output, test.y)
    found: dict[str, Any] = {
        "labels": list(labels),
        "zh": list(trained.info.zh),
        "confusion": confusion.tolist(),
        "per_class": [dataclasses.asdict(one) for one in score.per_class(confusion, labels)],
        "count": result.count,
        **result.metrics,
    }
    if not classifies_images(trained.info):
        return found
    said, sure = answers_of(output)
    noted = splits.notes_of(test)
    found["mistakes"] = [
        {
            "index": k,
            "label": labels[int(test.y[k])],
            "answer": labels[int(said[k])],
            "probability": float(sure[k]),
            "disputed": k in noted,
            **image_json(test.x[k]),
        }
        for k in surest_mistakes(output, test.y)[:MOST].tolist()
    ]
    return found


def _load(worker: InferenceWorker, target: str | Run) -> tuple[Trained, Splits, Split]:
    trained = worker.load(target)
    options = dataclasses.replace(trained.options, tell=None)  # to look at something downloads nothing
    splits = load_splits(dataclasses.replace(trained, options=options))
    return trained, splits, splits.test()


def _predict(worker: InferenceWorker, trained: Trained, test: Split) -> Tensor:
    if (known := known_answers(trained)) is not None:
        return known
    outputs = []
    for chunk in test.x.split(CHUNK):
        if worker.closing:
            raise Refused(503, "page.error.closing")
        with attribute_error(trained.lesson.file):
            outputs.append(score.predict(trained.model, chunk, trained.lesson, trained.recipe))
    return torch.cat(outputs)


def _at_most(count: int) -> int:
    return min(max(count, 0), MOST)
