"""The measured figures of the lessons' recipes, from `results/`; README, docs and `lessons` take every number here."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
"""Measured figures, written by `python -m benchmarks`."""


SCATTERED = 0.05
"""A standard deviation of the accuracy above which some seeds learn and others do not."""


def measured(lesson: str) -> dict[str, dict[str, Any]] | None:
    """The measured figures of a lesson's recipes, from `results/<lesson>.json`; None where nothing was measured.

    Where some seeds learn and others do not, their mean says nothing of either: `each` holds them one by one.
    """
    path = RESULTS / f"{lesson}.json"
    if not path.is_file():
        return None
    content = json.loads(path.read_text("utf-8"))
    found: dict[str, dict[str, Any]] = content["summary"]
    for label, one in found.items():
        if (one.get("test_accuracy", [0, 0])[1] or 0) > SCATTERED:  # no deviation where one diverged
            one["each"] = [run["test_accuracy"] for run in content["runs"] if run["label"] == label]
    return dict(sorted(found.items(), key=lambda item: item[0] != "default"))  # the usual one first
