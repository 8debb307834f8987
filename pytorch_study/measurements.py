"""Measured results of the lessons' recipes, from `results/`; README, docs and `lessons` take all their numbers here."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
"""Measured results, written by `python -m benchmarks`."""


SCATTERED = 0.05
"""Above this standard deviation of the accuracy, some seeds learn and others do not."""


def measured(lesson: str) -> dict[str, dict[str, Any]] | None:
    """The summary of a lesson's measured recipes, from `results/<lesson>.json`, by label; None if there is none.

    If some seeds learn and others do not, the mean describes neither, so `each` lists the accuracy of every seed.
    """
    path = RESULTS / f"{lesson}.json"
    if not path.is_file():
        return None
    content = json.loads(path.read_text("utf-8"))
    found: dict[str, dict[str, Any]] = content["summary"]
    for label, one in found.items():
        if (one.get("test_accuracy", [0, 0])[1] or 0) > SCATTERED:  # None if a seed diverged
            one["each"] = [run["test_accuracy"] for run in content["runs"] if run["label"] == label]
    return dict(sorted(found.items(), key=lambda item: item[0] != "default"))  # the default recipe first
