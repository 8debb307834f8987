"""What a training leaves behind: a folder, its checkpoint, its report."""

from pytorch_study.runs.folder import Run

__all__ = ["Run"]
