"""从零学 PyTorch · Learn PyTorch from scratch, on the computer you have.

    import pytorch_study as ps
    run = ps.train("mnist")      # the same as `pytorch-study train mnist`
    run.curves()                 # a matplotlib figure

The functions come from `pytorch_study.api`; they are looked up on first use, so that importing this costs no torch.
"""

import importlib
from typing import Any

from pytorch_study import openmp, renamed

__version__ = "0.1.0"

# Where each public name is defined. No module of this package may have the name of one: importing it would hide it.
_ROOMS = {
    "DataInfo": "lesson",
    "DataOptions": "lesson",
    "Lesson": "lesson",
    "Recipe": "recipe",
    "Run": "artifacts",
    "Split": "lesson",
    "Splits": "lesson",
    "StudyError": "errors",
    "Task": "task",
    "Text": "text",
    "compare": "api",
    "diagnose": "diagnosis.live",
    "evaluate": "api",
    "export": "api",
    "generate": "api",
    "predict": "api",
    "report": "api",
    "resume": "api",
    "runs": "api",
    "summary": "api",
    "train": "api",
}

__all__ = list(_ROOMS)

renamed.find_old_modules()
openmp.shorten_spinning()  # before torch is imported


def __getattr__(name: str) -> Any:
    if name in renamed.NAMES:
        renamed.note(f"{__name__}.{name}", f"{__name__}.{renamed.NAMES[name]}")
        name = renamed.NAMES[name]
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return [*_ROOMS, "__version__"]
