"""What a training writes: the run folder, checkpoints, weights, the report."""

from pytorch_study.artifacts.folder import Run

__all__ = ["Run"]
