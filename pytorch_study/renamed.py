"""Deprecated names that learners' files may still use. Each use prints the new name, once per process."""

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
"""Names of this package and of `lesson.py`."""
AUGMENT = {"turns": "alternating_flip", "shrink": "progressive_resize"}
"""Values of a recipe's `augment`."""
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
    """Print, once per process, that a name was renamed."""
    if old in _said or os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process per machine prints
        return
    _said.add(old)
    from pytorch_study.text import say

    print(say("note.renamed", old=old, new=new), file=sys.stderr)


def old_keywords(**renamed: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator that makes a function accept old keyword arguments: `@old_keywords(flip="tta_flip")`."""

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
    """Metaclass for classes with `OLD_NAMES`, {old: new}: the constructor accepts old keyword arguments."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Create an instance; old keywords override new ones, as in `dataclasses.replace(lesson, read=...)`."""
        kwargs = cls.convert_old(kwargs)
        for old, new in getattr(cls, "OLD_NAMES", {}).items():
            if old in kwargs:
                note(f"{old}=", f"{new}=")
                kwargs[new] = kwargs.pop(old)
        return super().__call__(*args, **kwargs)

    def convert_old(cls, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Hook for classes whose old keywords have to be converted, not only renamed."""
        return kwargs


class OldAttributes:
    """Old attribute names, for classes with the metaclass `AcceptsOldNames`."""

    def __getattr__(self, name: str) -> Any:  # called only if there is no such attribute
        new = getattr(type(self), "OLD_NAMES", {}).get(name)
        if new is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        note(f".{name}", f".{new}")
        return getattr(self, new)


def modern_augment(change: str) -> str:
    """The current name of an augmentation: `shrink:24` -> `progressive_resize:24`; current names are unchanged."""
    name, colon, amount = change.partition(":")
    return f"{AUGMENT.get(name, name)}{colon}{amount}"


def old_symbol(module: str, name: str) -> Any:
    """For a module's `__getattr__`: look up an old name under its new one.

    Args:
        module: the module's `__name__`.
        name: the old name.

    Raises:
        AttributeError: the module never had this name.
    """
    new = SYMBOLS.get(module.removeprefix(f"{ROOT}."), {}).get(name)
    if new is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    note(f"{module}.{name}", new)
    return getattr(importlib.import_module(module), new)


class _OldModule(ModuleType):
    """Stands in for a module that was renamed.

    Importing it hides a function of the package that has the same name since then (`runs`), so it can be called as
    that function.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__wrapped__(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        old = self.__name__.removeprefix(f"{ROOT}.")
        if name == "__wrapped__":  # where `inspect` looks for the signature of what is called
            return importlib.import_module(ROOT).__getattr__(old)
        module = importlib.import_module(f"{ROOT}.{MODULES[old]}")
        if new := SYMBOLS.get(old, {}).get(name):
            note(f"{self.__name__}.{name}", f"{module.__name__}.{new}")
        return getattr(module, new or name)


class _OldModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import finder for the old names of modules; it comes last, after Python's own."""

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
    """Install the import finder, so that e.g. `from pytorch_study.chance import generator` still works."""
    if not any(isinstance(finder, _OldModules) for finder in sys.meta_path):
        sys.meta_path.append(_OldModules())
