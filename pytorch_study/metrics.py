"""How metrics are shown to people: accuracies in per cent, everything else as a number under its name."""

from collections.abc import Mapping
from typing import Any

from pytorch_study.text import say
from pytorch_study.text.sentences import SENTENCES

NO_METRIC = ("test_loss", "test_count", "test_accuracy_flip")
"""What begins with `test_` in a run's result, and is not one of its task's metrics."""


def is_share(name: str) -> bool:
    """Whether a metric is a fraction of 1."""
    return name.endswith("accuracy")


def metric_name(name: str) -> str:
    """A metric's name as a person reads it."""
    return say(f"metric.{name}") if f"metric.{name}" in SENTENCES else name.replace("_", " ")


def metric_value(name: str, value: float | None) -> str:
    """`99.19%`, `2.660`; a dash where it is undefined."""
    if value is None:
        return "—"
    return f"{value:.2%}" if is_share(name) else f"{value:.3f}"


def named_value(name: str, value: float | None) -> str:
    """`RMSE 2.660`; of accuracies the value alone, which the per cent sign explains."""
    return metric_value(name, value) if is_share(name) else f"{metric_name(name)} {metric_value(name, value)}"


def test_metrics(result: Mapping[str, Any]) -> dict[str, float | None]:
    """The metrics of a run's `result.json`, the headline first; of a task whose headline is the loss, that."""
    found = {key.removeprefix("test_"): value for key, value in result.items() if key.startswith("test_")}
    metrics = {name: value for name, value in found.items() if f"test_{name}" not in NO_METRIC}
    return metrics or {"loss": result["test_loss"]}


def headline(result: Mapping[str, Any]) -> str:
    """The headline of a run's `result.json`: `99.19%`, `RMSE 2.660`."""
    return named_value(*next(iter(test_metrics(result).items())))


def scored(metrics: Mapping[str, float | None], count: int) -> str:
    """A score as a sentence."""
    parts = [f"{metric_name(name)} {metric_value(name, value)}" for name, value in metrics.items()]
    return say("metric.scored", metrics=say("done.comma").join(parts), count=count)
