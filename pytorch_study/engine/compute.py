"""Device, precision and CPU threads of a training."""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass

import torch

from pytorch_study import openmp
from pytorch_study.cores import available_threads
from pytorch_study.errors import UsageError
from pytorch_study.recipe import Recipe
from pytorch_study.task import Task, find_task

OPENMP = openmp.settle()
"""Whether waiting threads spin for long, see `openmp.py`."""
DEFAULT_THREADS = available_threads()
"""Read before any training changes torch's number of threads."""


@dataclass(frozen=True)
class Compute:
    """Device, precision and CPU threads of a training.

    Attributes:
        device: `cpu`, `cuda` or `mps`.
        precision: `fp32`, or `bf16` (autocast): the weights, and the sums inside each matrix product or convolution,
            stay in fp32; what the layers pass on is rounded to bf16.
        threads: number of CPU threads. If there is one shard, the last bits of sums depend on it, so a resumed run
            keeps it.
        shards: number of shards in which a batch's gradient is computed (`engine/gradients.py`); the last bits depend
            on it. 1: all threads work on each operation together.
    """

    device: str
    precision: str
    threads: int
    shards: int = 1


def select_device(recipe: Recipe, task: Task | str, device: str = "auto", threads: int | None = None) -> Compute:
    """Select device, precision and thread count for a recipe on this machine.

    Args:
        recipe: the recipe; `auto` precision is resolved here.
        task: the task; a lightweight one always uses fp32, and one thread unless `threads` is given.
        device: `cpu`, `cuda`, `mps`, or `auto`: CUDA if available, else MPS, else the CPU.
        threads: number of CPU threads; None: one per core that this process may use.

    Raises:
        UsageError: the device is not available, or `threads` is out of range.
    """
    available = available_devices()
    if device not in ("auto", *available):
        raise UsageError("no_device", device=device, there=", ".join(available))
    device = available[0] if device == "auto" else device
    if threads is not None and not 1 <= threads <= 1024:
        raise UsageError("out_of_range", name="threads", value=threads, range="[1, 1024]")
    precision = recipe.precision
    if precision == "auto":
        precision = "bf16" if native_bf16(device) else "fp32"
    if find_task(task).lightweight:  # a few hundred rows: waking a second thread costs more than it saves
        precision, threads = "fp32", threads or 1
    return Compute(device, precision, threads or DEFAULT_THREADS)


def available_devices() -> list[str]:
    """The available devices, fastest first."""
    single = os.environ.get("WORLD_SIZE", "1") == "1"  # gloo, which does the all-reduce, does not support MPS
    kinds = {"cuda": torch.cuda.is_available(), "mps": single and torch.backends.mps.is_available(), "cpu": True}
    return [kind for kind, available in kinds.items() if available]


def native_bf16(device: str) -> bool:
    """Whether the hardware supports bf16 matrix products; emulated ones are slower than fp32."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device != "cpu":
        return False
    if os.environ.get("ONEDNN_MAX_CPU_ISA", "").upper() in ISA_WITHOUT_BF16:
        return False  # the user restricts oneDNN to instructions without bf16
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def native_amx() -> bool:
    """Whether the processor has matrix units (AMX), and oneDNN is not kept from using them."""
    allowed = os.environ.get("ONEDNN_MAX_CPU_ISA", "").upper()
    return bool(torch.cpu._is_amx_tile_supported()) and (allowed in ("", "DEFAULT", "ALL") or "AMX" in allowed)


ISA_WITHOUT_BF16 = ("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX512_CORE", "AVX512_CORE_VNNI")  # oneDNN's names
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # glibc's malloc.h


def reuse_memory() -> bool:
    """Make glibc reuse the memory of freed tensors instead of returning it to the operating system.

    Every step allocates the same large tensors. By default glibc maps each of them from the system and unmaps it when
    it is freed, so the kernel has to zero its pages again in every step. The measured speed-up is `kept` in
    `results/speed.json`.

    Returns:
        Whether the settings were applied; False if the C library is not glibc.
    """
    if not sys.platform.startswith("linux"):
        return False
    with contextlib.suppress(OSError, AttributeError):  # other C libraries have no mallopt
        mallopt = ctypes.CDLL(None).mallopt
        # Allocate no block by mmap, which free() would unmap, and never trim the top of the heap.
        return all([mallopt(M_MMAP_MAX, 0), mallopt(M_TRIM_THRESHOLD, -1)])
    return False


def release_memory() -> bool:
    """Return all freed memory to the operating system now (glibc), so that what comes next does not add to it.

    Returns:
        Whether the C library could do so.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # Windows knows no library None
        ctypes.CDLL(None).malloc_trim(0)
        return True
    return False
