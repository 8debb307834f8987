"""A run's metadata, as the page needs them."""

from dataclasses import dataclass
from typing import Any

from pytorch_study.artifacts import weights
from pytorch_study.artifacts.folder import Run
from pytorch_study.errors import CheckpointError
from pytorch_study.lesson import DataInfo


@dataclass(frozen=True)
class RunInfo:
    """A run's metadata.

    Attributes:
        lesson: its name.
        own_file: whether that lesson came from a file of the learner's own.
        headline: the metric that counts.
        recipe_name: which of the lesson's recipes.
        recipe: every field of the recipe, as it was trained.
        seed: of everything that is random.
        info: what the numbers mean.
    """

    lesson: str
    own_file: bool
    headline: str
    recipe_name: str
    recipe: dict[str, Any]
    seed: int
    info: DataInfo


def run_info(run: Run) -> RunInfo:
    """Read a run's metadata.

    Raises:
        CheckpointError: they cannot be read, or somebody has edited them and left something out.
    """
    about = run.metadata
    try:
        info = weights.info_from(about["data"]["info"])
    except (KeyError, TypeError) as error:
        raise CheckpointError("lacks_fields", path=run.folder, names=error) from error
    return RunInfo(
        lesson=about["lesson"],
        own_file=about["file"] is not None,
        headline=about["headline"],
        recipe_name=about["recipe_name"],
        recipe=about["recipe"],
        seed=about["seed"],
        info=info,
    )
