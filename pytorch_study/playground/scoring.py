"""A network before the whole test set: examples to try, its worst mistakes, its confusions. Slow, so it is kept."""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from pytorch_study.artifacts.folder import Run
from pytorch_study.engine import score
from pytorch_study.lesson import Split, Splits
from pytorch_study.playground.desk import Desk
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.seeing import image
from pytorch_study.trained import Trained, load_splits

MOST = 60
"""So many examples or mistakes are sent at most."""
PIECE = 100
"""So many examples are scored between two looks at whether the server ends."""
POINTS = 1000
"""So many points of a regression are sent."""


def examples(desk: Desk, target: str, count: int) -> dict[str, Any]:
    """Examples of the test set, one of each class in turn: the answer to `/api/examples`."""
    return {"items": desk.kept(("examples", desk.stamp(target)), lambda: _examples(desk, target))[: _few(count)]}


def mistakes(desk: Desk, target: str, count: int) -> dict[str, Any]:
    """The mistakes of which a network was surest: the answer to `/api/mistakes`."""
    found = answers(desk, target)
    if "mistakes" not in found:
        raise Refused(400, "page.error.no_pictures", name=target)
    return {"items": found["mistakes"][: _few(count)]}


def answers(desk: Desk, target: str | Run) -> dict[str, Any]:
    """A network's answers to the whole test set: the answer to `/api/runs/NAME/answers`."""
    found: dict[str, Any] = desk.kept(("answers", desk.stamp(target)), lambda: _answers(desk, target))
    return found


def _examples(desk: Desk, target: str) -> list[dict[str, Any]]:
    trained, splits, test = _test(desk, target)
    if not _has_pictures(trained, test):
        raise Refused(400, "page.error.no_pictures", name=target)
    labels = trained.info.labels
    rows = [(test.y == k).nonzero()[:, 0][:MOST].tolist() for k in range(len(labels))]
    turns = [row[turn] for turn in range(MOST) for row in rows if turn < len(row)]
    chosen = [k for k in turns if k not in splits.disputed][:MOST]
    return [{"index": k, "label": labels[int(test.y[k])], **image(test.x[k])} for k in chosen]


def _answers(desk: Desk, target: str | Run) -> dict[str, Any]:
    trained, splits, test = _test(desk, target)
    output = _outputs(desk, trained, test)
    result = score.compute_metrics(output, test.y, trained.lesson.task)
    if result.confusion is None:
        pairs = torch.cat([test.y[:, :1], output[:, :1]], 1)[:POINTS]
        return {"rmse": result.rmse, "mae": result.mae, "r2": result.r2, "points": pairs.tolist()}
    labels, seen = trained.info.labels, output.argmax(1)
    found: dict[str, Any] = {
        "labels": list(labels),
        "zh": list(trained.info.zh),
        "confusion": result.confusion.tolist(),
        "per_class": [dataclasses.asdict(one) for one in score.per_class(result.confusion, labels)],
        "count": result.count,
        "accuracy": result.accuracy,
    }
    if not _has_pictures(trained, test):
        return found
    sure = output.softmax(1).amax(1)
    wrong = (seen != test.y).nonzero()[:, 0]
    worst = wrong[sure[wrong].argsort(descending=True)][:MOST].tolist()
    found["mistakes"] = [
        {
            "index": k,
            "label": labels[int(test.y[k])],
            "answer": labels[int(seen[k])],
            "probability": float(sure[k]),
            "disputed": k in splits.disputed,
            **image(test.x[k]),
        }
        for k in worst
    ]
    return found


def _test(desk: Desk, target: str | Run) -> tuple[Trained, Splits, Split]:
    trained = desk.trained(target)
    sources = dataclasses.replace(trained.options, tell=None)  # to look at something downloads nothing
    splits = load_splits(dataclasses.replace(trained, options=sources))
    return trained, splits, splits.test()


def _outputs(desk: Desk, trained: Trained, test: Split) -> Tensor:
    parts = []
    for piece in test.x.split(PIECE):
        if desk.closing:
            raise Refused(503, "page.error.closing")
        parts.append(score.predict(trained.model, piece, trained.lesson, trained.recipe))
    return torch.cat(parts)


def _has_pictures(trained: Trained, test: Split) -> bool:
    return trained.lesson.task == "classify" and test.x.dtype == torch.uint8 and test.x.ndim == 4


def _few(count: int) -> int:
    return min(max(count, 0), MOST)
