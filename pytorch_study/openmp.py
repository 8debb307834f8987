"""How long OpenMP's threads spin at a barrier before they sleep. It is set without importing torch, which loads OpenMP.

Torch's threads meet after every operation. By default they spin there for milliseconds: a thread that another program
has pushed off its core is then waited for at full load, which takes the core from the very program that it waits for.
Beside one busy program, trainings ran at a third of their speed (docs/zh/results.md, docs/en/results.md).
"""

import contextlib
import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

VARIABLES = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY")
"""Environment variables in which the user may have chosen; then nothing is changed here."""
SPIN_COUNT = "4000"
"""For GNU's OpenMP: about a tenth of a millisecond. Its default is 300,000."""
BLOCK_TIME = 1
"""For LLVM's and Intel's OpenMP, in milliseconds. Their default is 200."""

_set: list[str] = []


def shorten_spinning() -> None:
    """Make OpenMP's threads spin only briefly, if torch is not loaded yet and the user has not chosen otherwise.

    GNU's OpenMP (Linux) reads its settings when it is loaded. It is loaded here, with a variable that is removed again,
    so that programs started by this process do not inherit it.
    """
    if "torch" in sys.modules or _chosen() or not sys.platform.startswith("linux"):
        return
    for library in _bundled():
        with contextlib.suppress(OSError), _environment("GOMP_SPINCOUNT", SPIN_COUNT):
            ctypes.CDLL(str(library))
            _set.append(library.name)


def settle() -> str:
    """After torch was loaded: shorten the spinning of other OpenMPs, which can be set while they run.

    Returns:
        What is in force, for `pytorch-study env`: `short`; `late`, the next best, if torch was loaded before this
        package; `user` (chosen by a variable); or `default`, for an OpenMP that cannot be set.
    """
    if _chosen():
        return "user"
    for library in (None, *_bundled()):
        with contextlib.suppress(OSError, AttributeError, TypeError):  # Windows knows no library None
            ctypes.CDLL(library if library is None else str(library)).kmp_set_blocktime(BLOCK_TIME)
            return "short"
    if _set:
        return "short"
    if _bundled() and sys.platform.startswith("linux"):
        _outnumber_the_cores()
        return "late"
    return "default"


def _outnumber_the_cores() -> None:
    """Park a second team of threads, which never wakes again.

    While GNU's OpenMP has more threads than there are cores, its threads spin 300 times shorter (its manual, under
    GOMP_SPINCOUNT); nothing else can be set once it is loaded.
    """
    import torch

    parked = threading.Event()

    def park() -> None:
        torch.ones(1_000_000).add_(1)  # large enough for all threads
        parked.set()
        threading.Event().wait()

    threading.Thread(target=park, name="openmp", daemon=True).start()
    parked.wait()


def _chosen() -> bool:
    return any(name in os.environ for name in VARIABLES)


def _bundled() -> list[Path]:
    """The OpenMP libraries that come with torch."""
    with contextlib.suppress(ImportError, ValueError):
        if (found := importlib.util.find_spec("torch")) and found.origin:
            root = Path(found.origin).parent
            folders = (root / "lib", root.parent / "torch.libs")
            names = ("libgomp*.so*", "libomp*.dylib", "libiomp5*", "libomp*.dll")
            return sorted(path for folder in folders for name in names for path in folder.glob(name))
    return []


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
