"""Formatting of metrics: accuracies in per cent, everything else as a number with its name."""

from collections.abc import Mapping
from typing import Any

from pytorch_study.text import say
from pytorch_study.text.sentences import SENTENCES

NO_METRIC = ("test_loss", "test_count", "test_accuracy_flip")
"""The keys of a run's result that begin with `test_` but are not metrics of its task."""


def is_share(name: str) -> bool:
    """Whether a metric is a fraction of 1."""
    return name.endswith("accuracy")


def metric_name(name: str) -> str:
    """The display name of a metric."""
    return say(f"metric.{name}") if f"metric.{name}" in SENTENCES else name.replace("_", " ")


def metric_value(name: str, value: float | None) -> str:
    """A metric's value as text: `99.19%`, `2.660`; a dash if it is undefined."""
    if value is None:
        return "—"
    return f"{value:.2%}" if is_share(name) else f"{value:.3f}"


def named_value(name: str, value: float | None) -> str:
    """A metric with its name: `RMSE 2.660`; for an accuracy only the value, since the per cent sign is enough."""
    return metric_value(name, value) if is_share(name) else f"{metric_name(name)} {metric_value(name, value)}"


def test_metrics(result: Mapping[str, Any]) -> dict[str, float | None]:
    """The metrics in a run's `result.json`, headline metric first; only the loss if the task has no metrics."""
    values = {key.removeprefix("test_"): value for key, value in result.items() if key.startswith("test_")}
    metrics = {name: value for name, value in values.items() if f"test_{name}" not in NO_METRIC}
    return metrics or {"loss": result["test_loss"]}


def headline(result: Mapping[str, Any]) -> str:
    """The headline metric in a run's `result.json` as text: `99.19%`, `RMSE 2.660`."""
    return named_value(*next(iter(test_metrics(result).items())))


def scored(metrics: Mapping[str, float | None], count: int) -> str:
    """The metrics and the number of examples, as a sentence."""
    parts = [f"{metric_name(name)} {metric_value(name, value)}" for name, value in metrics.items()]
    return say("metric.scored", metrics=say("done.comma").join(parts), count=count)
