"""What a training leaves behind: a folder, its checkpoint, its report."""

from pytorch_study.artifacts.folder import Run

__all__ = ["Run"]
