"""What a result depends on besides the recipe: machine, versions, threads."""

import dataclasses
import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

import torch

import pytorch_study
from pytorch_study.engine.compute import DEFAULT_THREADS, OPENMP, Compute, available_devices, native_amx, native_bf16


def environment(compute: Compute | None = None) -> dict[str, Any]:
    """The machine and the package versions, ready for JSON; contains no user name, host name or path."""
    packages = ("numpy", "pillow", "matplotlib", "safetensors", "torchinfo", "click", "rich")
    found: dict[str, Any] = {
        "pytorch_study": pytorch_study.__version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "simd": simd(),
        "openmp_spinning": OPENMP,
        "bf16": native_bf16("cpu"),
        "devices": available_devices(),
        **{name: _version(name) for name in packages},
    }
    if compute is not None:
        found |= dataclasses.asdict(compute)
    else:
        found["threads"] = DEFAULT_THREADS
    return found


def _version(package: str) -> str | None:
    """The version of an installed package; None where something else stands in for it, as pillow-simd for pillow."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def simd() -> str:
    """The widest instruction sets that torch uses, and the user's limit for oneDNN's convolutions if one is set."""
    limit = os.environ.get("ONEDNN_MAX_CPU_ISA", "")
    widest = torch.backends.cpu.get_cpu_capability() + (" + AMX" if native_amx() else "")
    return " ≤ ".join([widest, *([limit] if limit else [])])


def processor() -> str:
    """The processor's model name."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
