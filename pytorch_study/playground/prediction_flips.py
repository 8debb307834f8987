"""Which pictures a network gets right now that it got wrong before: learning, seen on single examples."""

from typing import Any

import torch
from torch import Tensor

from pytorch_study.artifacts.pace import Pace
from pytorch_study.data.splits import take
from pytorch_study.engine import score
from pytorch_study.engine.loop import TrainState
from pytorch_study.lesson import DataInfo, Split, Splits
from pytorch_study.playground.encoding import class_in_both, image_json
from pytorch_study.playground.task_info import classifies_images

EXAMPLES = 500
SHOWN = 24
"""So many of those that changed are shown."""


class PredictionFlips:
    """The same examples again and again; of the training or the validation set, never of the test set."""

    def __init__(self, split: Split, info: DataInfo, state: TrainState) -> None:
        self.split = split
        self.info = info
        self.pace = Pace(1.0, 0.0)
        self.answers = self._predict(state)

    @classmethod
    def of(cls, state: TrainState, splits: Splits) -> "PredictionFlips | None":
        """None where there are no pictures to tell apart."""
        split = splits.validation or splits.train
        if not classifies_images(splits.info):
            return None
        rows = torch.linspace(0, len(split.y) - 1, min(EXAMPLES, len(split.y))).round().long()
        return cls(take(split, rows), splits.info, state)

    def update(self, state: TrainState) -> dict[str, Any] | None:
        """What changed since the last time; None where it is too early: predicting may take 2 % of the time."""
        if not self.pace.due():
            return None
        before = self.answers
        self.pace.write(lambda: setattr(self, "answers", self._predict(state)))
        truth = self.split.y.cpu()
        better = ((before != truth) & (self.answers == truth)).nonzero()[:, 0].tolist()
        worse = ((before == truth) & (self.answers != truth)).nonzero()[:, 0].tolist()
        items = [self._item(k, before) for k in (better + worse)[:SHOWN]]
        right = int((self.answers == truth).sum())
        counts = {"better": len(better), "worse": len(worse), "right": right, "count": len(truth)}
        return {"items": items, **counts}

    def _predict(self, state: TrainState) -> Tensor:
        return score.predict(state.eval_model, self.split.x, state.lesson, state.recipe).argmax(1)

    def _item(self, k: int, before: Tensor) -> dict[str, Any]:
        answers = {"label": self.split.y[k], "before": before[k], "after": self.answers[k]}
        return {
            "index": k,
            **{key: class_in_both(self.info, int(one)) for key, one in answers.items()},
            **image_json(self.split.x[k]),
        }
