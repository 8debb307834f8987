"""Names that learners' files may still use, and what they are called now. Each is told in one line, once a process."""

import functools
import importlib
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
ROOT = "pytorch_study"
NAMES = {"Names": "DataInfo", "Sources": "DataOptions"}
"""Of this package and of `lesson.py`."""
AUGMENT = {"turns": "alternating_flip", "shrink": "progressive_resize"}
"""In a recipe's `augment`."""
MODULES = {
    "chance": "rng",
    "tasks": "api",
    "runs": "artifacts",
    "look": "plots",
    "look.digit": "data.digit",
    "look.photo": "data.photo",
    "look.reading": "data.image_file",
    "data.pictures": "data.image_folder",
}
SYMBOLS = {
    "chance": {
        "key": "derive_seed",
        "generator": "make_generator",
        "order": "epoch_permutation",
        "fixed": "seeded",
        "undisturbed": "preserve_rng",
        "TURN": "RNG_LOCK",
    },
    "look.digit": {"read": "read_digit", "from_gray": "digit_from_gray"},
    "look.photo": {"read": "read_photo"},
    "look.reading": {"fitted": "read_fitted", "open_picture": "open_image", "to_tensor": "image_to_tensor"},
    "data.pictures": {"load_pictures": "load_image_folder"},
    "data.augment": {"Moment": "AugmentContext", **AUGMENT},
    "engine.batches": {"scaled": "scale_pixels"},
    "lesson": NAMES,
}

_said: set[str] = set()


def note(old: str, new: str) -> None:
    """Say once that something has another name now."""
    if old in _said or os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process of a machine speaks
        return
    _said.add(old)
    from pytorch_study.text import say

    print(say("note.renamed", old=old, new=new), file=sys.stderr)


def old_keywords(**renamed: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """`@old_keywords(flip="tta_flip")`: a function that is still called with an old keyword."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            for old, new in renamed.items():
                if old in kwargs:
                    note(f"{function.__name__}({old}=)", f"{function.__name__}({new}=)")
                    kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return call

    return decorate


class AcceptsOldNames(type):
    """Of a class with `OLD_NAMES`, {old: new}: a call with an old keyword works, and so does an old attribute."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """An instance; what was given under an old name counts, as in `dataclasses.replace(lesson, read=...)`."""
        kwargs = cls.convert_old(kwargs)
        for old, new in getattr(cls, "OLD_NAMES", {}).items():
            if old in kwargs:
                note(f"{old}=", f"{new}=")
                kwargs[new] = kwargs.pop(old)
        return super().__call__(*args, **kwargs)

    def convert_old(cls, kwargs: dict[str, Any]) -> dict[str, Any]:
        """For a class whose old keywords are not only called something else."""
        return kwargs


class OldAttributes:
    """The old names of attributes, for classes of `AcceptsOldNames`."""

    def __getattr__(self, name: str) -> Any:  # asked only where there is no such attribute
        new = getattr(type(self), "OLD_NAMES", {}).get(name)
        if new is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        note(f".{name}", f".{new}")
        return getattr(self, new)


def modern_augment(change: str) -> str:
    """`turns` as `alternating_flip`, `shrink:24` as `progressive_resize:24`; any other as it is."""
    name, colon, amount = change.partition(":")
    return f"{AUGMENT.get(name, name)}{colon}{amount}"


def old_symbol(module: str, name: str) -> Any:
    """What a module's `__getattr__` answers: a name of before, found under its new one.

    Args:
        module: its `__name__`.
        name: what was asked for.

    Raises:
        AttributeError: it never had such a name.
    """
    new = SYMBOLS.get(module.removeprefix(f"{ROOT}."), {}).get(name)
    if new is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    note(f"{module}.{name}", new)
    return getattr(importlib.import_module(module), new)


class _OldModule(ModuleType):
    """Stands for a module that has another name now."""

    def __getattr__(self, name: str) -> Any:
        old = self.__name__.removeprefix(f"{ROOT}.")
        module = importlib.import_module(f"{ROOT}.{MODULES[old]}")
        return getattr(module, SYMBOLS.get(old, {}).get(name, name))


class _OldModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules by the names of before, where Python finds none."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        old = name.removeprefix(f"{ROOT}.")
        if old == name or old not in MODULES:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _OldModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        note(module.__name__, f"{ROOT}.{MODULES[module.__name__.removeprefix(f'{ROOT}.')]}")


def find_old_modules() -> None:
    """From here on, `from pytorch_study.chance import generator` works as it did."""
    if not any(isinstance(finder, _OldModules) for finder in sys.meta_path):
        sys.meta_path.append(_OldModules())
