"""学 PyTorch 的第一站 · The first library to meet when you meet PyTorch.

    import pytorch_study as ps
    run = ps.train("mnist")      # the same as `pytorch-study train mnist`
    run.curves()                 # a matplotlib figure

The functions come from `pytorch_study.tasks`; they are looked up on first use, so that importing this costs no torch.
"""

from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Lesson",
    "Names",
    "Recipe",
    "Run",
    "Sources",
    "Split",
    "Splits",
    "Text",
    "compare",
    "evaluate",
    "export",
    "predict",
    "report",
    "resume",
    "runs",
    "summary",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    room = {"Text": "text", "Recipe": "recipe", "Run": "runs"}.get(name)
    room = room or ("lesson" if name[0].isupper() else "tasks")
    return getattr(importlib.import_module(f"{__name__}.{room}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
