"""Where a training runs: device, precision, threads."""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass

import torch

from pytorch_study.errors import UsageError
from pytorch_study.recipe import Recipe
from pytorch_study.task import Task, find_task

DEFAULT_THREADS = torch.get_num_threads()
"""torch's own choice, before any training changed it."""


@dataclass(frozen=True)
class Compute:
    """Where a training runs.

    Attributes:
        device: `cpu`, `cuda` or `mps`.
        precision: `fp32`, or `bf16`: matrix products in bfloat16 under autocast, weights and sums in float32.
        threads: of the CPU; the last bits of sums depend on it, so a resumed run keeps it.
    """

    device: str
    precision: str
    threads: int


def select_device(recipe: Recipe, task: Task | str, device: str = "auto", threads: int | None = None) -> Compute:
    """The best device, precision and thread count for a recipe on this machine.

    Args:
        recipe: its `precision` is taken where it names one.
        task: a lightweight one is always fp32 on one thread, unless `threads` says otherwise.
        device: `auto` takes CUDA, then Apple's MPS, then the CPU.
        threads: None: what torch takes by itself, one per core.

    Raises:
        UsageError: the device that was asked for is not there.
    """
    there = available_devices()
    if device not in ("auto", *there):
        raise UsageError("no_device", device=device, there=", ".join(there))
    device = there[0] if device == "auto" else device
    if threads is not None and not 1 <= threads <= 1024:
        raise UsageError("out_of_range", name="threads", value=threads, range="[1, 1024]")
    precision = recipe.precision
    if precision == "auto":
        precision = "bf16" if native_bf16(device) else "fp32"
    if find_task(task).lightweight:  # a few hundred rows: a second thread costs more to wake than it helps
        precision, threads = "fp32", threads or 1
    return Compute(device, precision, threads or DEFAULT_THREADS)


def available_devices() -> list[str]:
    """The devices of this machine, the fastest kind first."""
    alone = os.environ.get("WORLD_SIZE", "1") == "1"  # gloo, which exchanges gradients, knows no MPS
    kinds = {"cuda": torch.cuda.is_available(), "mps": alone and torch.backends.mps.is_available(), "cpu": True}
    return [kind for kind, is_there in kinds.items() if is_there]


def native_bf16(device: str) -> bool:
    """Whether bf16 products run in hardware; where they are emulated, they are slower than fp32."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device != "cpu":
        return False
    if os.environ.get("ONEDNN_MAX_CPU_ISA", "").upper() in ISA_WITHOUT_BF16:
        return False  # the user holds oneDNN back from the instructions that would do it
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


ISA_WITHOUT_BF16 = ("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX512_CORE", "AVX512_CORE_VNNI")  # oneDNN's names
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # glibc's malloc.h


def reuse_memory() -> bool:
    """Let this process keep the memory that tensors free, for the next ones; where the C library is glibc.

    A step needs the same large tensors as the step before. By default glibc fetches each of them from the system and
    hands it back when it is freed, so that the system fills its pages with zeros, in every step anew. What it is
    worth: `kept` in `results/speed.json`.

    Returns:
        Whether the C library was told.
    """
    if not sys.platform.startswith("linux"):
        return False
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc has no such function
        mallopt = ctypes.CDLL(None).mallopt
        # No block in a mapping of its own, which ends with it; and nothing given back from the heap's end.
        return all([mallopt(M_MMAP_MAX, 0), mallopt(M_TRIM_THRESHOLD, -1)])
    return False
