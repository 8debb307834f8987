"""How many CPU cores this process may use."""

import contextlib
import os
from pathlib import Path

import torch


def available_threads() -> int:
    """How many threads this process can run at full speed: cores, not hyperthreads, that it may use.

    The number that a user's variable (`OMP_NUM_THREADS`) says is taken as it is.
    """
    threads = torch.get_num_threads()
    if chosen_by_user():
        return threads
    return max(1, min(threads, _cores() or threads, _quota() or threads))


def _cores(root: Path = Path("/sys/devices/system/cpu")) -> int | None:
    """The number of physical cores on which this process may run; None if unknown."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    with contextlib.suppress(OSError):
        siblings = "topology/thread_siblings_list"
        return len({(root / f"cpu{number}" / siblings).read_text() for number in os.sched_getaffinity(0)})
    return None


def _quota(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int | None:
    """The whole cores that the process's cgroups allow it (Linux; `docker run --cpus`); None: no limit is known."""
    limits = []
    with contextlib.suppress(OSError, ValueError):
        for line in own.read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers and "cpu" not in controllers.split(","):
                continue
            base = root / "cpu" if controllers else root
            for folder in [base / path.lstrip("/"), *(base / path.lstrip("/")).parents]:
                if folder.is_relative_to(base) and (limit := _limit(folder)):
                    limits.append(limit)
    return max(1, int(min(limits))) if limits else None


def _limit(folder: Path) -> float | None:
    """The cores that one cgroup allows: `cpu.max` of version 2, or two files of version 1."""
    with contextlib.suppress(OSError, ValueError):
        if (file := folder / "cpu.max").is_file():
            quota, period = file.read_text().split()
        else:
            quota, period = ((folder / f"cpu.cfs_{name}_us").read_text().strip() for name in ("quota", "period"))
        if quota not in ("max", "-1"):
            return int(quota) / int(period)
    return None


def chosen_by_user() -> bool:
    """Whether an environment variable says how many threads to use."""
    return any(os.environ.get(name) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"))
