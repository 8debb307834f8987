"""Training one model in several processes (`torchrun`): sharding of batches, all-reduce and broadcast.

Every process uses the same data order and the same augmentation, and computes its shard of each batch. PyTorch's
DistributedDataParallel averages the gradients during the backward pass, so all processes take the same step. The number
of processes changes only the last bits, unless a layer depends on the whole batch (batch normalisation) or draws random
numbers (dropout).
"""

import contextlib
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from pytorch_study.errors import StudyError, UsageError

T = TypeVar("T")
CONNECT_TIMEOUT = timedelta(minutes=2)
"""Timeout for the processes to connect to each other, after all have been started."""
SETUP_TIMEOUT = timedelta(hours=1)
"""Timeout for exchanges before the training, when one process may be downloading data."""
STEP_TIMEOUT = timedelta(seconds=15)
"""Timeout for exchanges in a step; after it, a process is considered lost, e.g. with its network.

Saving a checkpoint must take less than that. The rest of the 30 seconds within which all processes are promised to
exit is for Python's shutdown, and for `torchrun` to notice.
"""


@dataclass(frozen=True)
class ProcessGroup:
    """The processes of one training, from the point of view of one of them.

    Attributes:
        rank: number of this process; only rank 0 writes files and prints.
        size: number of processes.
        step_group: PyTorch's group for exchanges in steps; None: a single process, or `ready` was not called yet.
        setup_group: PyTorch's group for exchanges before the training, with a long timeout.
        parent: process id of the parent, `torchrun`.
    """

    rank: int = 0
    size: int = 1
    step_group: dist.ProcessGroup | None = None
    setup_group: dist.ProcessGroup | None = None
    parent: int | None = None

    def ready(self, device: str) -> "ProcessGroup":
        """Wait for all processes, then create the group for the steps; on CUDA, each process takes its own GPU."""
        if self.size == 1:
            return self
        self.broadcast(lambda: None)  # a barrier: from now on, no process is slow
        if device == "cuda":
            torch.cuda.set_device(self.gpu())
        fast = device == "cuda" and dist.is_nccl_available()  # not on Windows
        return replace(self, step_group=dist.new_group(timeout=STEP_TIMEOUT, backend="nccl" if fast else "gloo"))

    def gpu(self) -> int:
        """The index of this process's GPU on its machine.

        Raises:
            UsageError: there are more processes than GPUs.
        """
        number, count = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if number >= count:
            raise UsageError("too_few_gpus", processes=number + 1, count=count)
        return number

    def wrap_model(self, model: nn.Module) -> nn.Module:
        """The model in DistributedDataParallel, which averages gradients; for a single process, the model itself."""
        return model if self.step_group is None else DistributedDataParallel(model, process_group=self.step_group)

    def shard(self, batch: Tensor) -> Tensor:
        """This process's shard of a batch, (N, ...) -> (n, ...); never empty, see `weight`."""
        part = batch[self.rank :: self.size]
        return part if len(part) else batch[:1]

    def weight(self, count: int) -> float:
        """The weight of the shard's mean loss, such that the average over processes is the batch's mean loss.

        It is 0 for a process without rows of its own, in a batch with fewer rows than processes.
        """
        return len(range(self.rank, count, self.size)) * self.size / count

    def all_reduce_sum(self, *numbers: float) -> list[float]:
        """Sum each number over all processes."""
        if self.step_group is None:
            return list(numbers)
        device = "cuda" if dist.get_backend(self.step_group) == "nccl" else "cpu"
        sums = torch.tensor(numbers, dtype=torch.float64, device=device)
        dist.all_reduce(sums, group=self.step_group)
        return [float(value) for value in sums]

    def broadcast(self, make: Callable[[], T]) -> T:
        """Call `make` in rank 0 and return its result in all processes, which wait for it."""
        if self.size == 1:
            return make()
        values = [make() if self.rank == 0 else None]
        dist.broadcast_object_list(values, src=0, group=self.setup_group)
        return values[0]  # type: ignore[return-value]

    def launcher_gone(self) -> bool:
        """Whether this machine's `torchrun`, which would end all processes together, was killed."""
        return self.parent is not None and self.parent != os.getppid()

    def launch(self) -> list[str]:
        """The command that starts the same processes on this machine again, up to `torchrun`'s last option."""
        env, command = os.environ, ["torchrun"]
        if env.get("GROUP_WORLD_SIZE", "1") != "1":
            command += ["--nnodes", env["GROUP_WORLD_SIZE"], "--node-rank", env["GROUP_RANK"]]
            command += ["--master-addr", env["MASTER_ADDR"], "--master-port", env["MASTER_PORT"]]
        return [*command, "--nproc-per-node", env.get("LOCAL_WORLD_SIZE", str(self.size))]


SINGLE = ProcessGroup()
LAUNCHED = ("RANK", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")
"""Environment variables that `torchrun` sets besides WORLD_SIZE."""


@contextlib.contextmanager
def init_process_group() -> Iterator[ProcessGroup]:
    """Join the processes that `torchrun` started, for the duration of the block; without it, yield `SINGLE`.

    Raises:
        StudyError: another process was lost, or cannot be reached.
        UsageError: some of the variables that `torchrun` sets are missing.
    """
    size = os.environ.get("WORLD_SIZE", "1")
    if not size.isdecimal() or (size != "1" and any(name not in os.environ for name in LAUNCHED)):
        missing = ", ".join(name for name in LAUNCHED if name not in os.environ)
        raise UsageError("half_launched", size=size, missing=missing or "-")
    if int(size) < 2:
        yield SINGLE
        return
    if name := _interface(os.environ["MASTER_ADDR"]):
        os.environ.setdefault("GLOO_SOCKET_IFNAME", name)
    try:
        dist.init_process_group("gloo", timeout=CONNECT_TIMEOUT)
    except RuntimeError as error:
        raise StudyError("peers_unreachable", address=os.environ["MASTER_ADDR"]) from error
    try:
        setup_group = dist.new_group(timeout=SETUP_TIMEOUT)
        yield ProcessGroup(dist.get_rank(), dist.get_world_size(), setup_group=setup_group, parent=os.getppid())
    except RuntimeError as error:
        if peer_lost(error):
            raise StudyError("peer_lost") from error
        raise
    finally:
        with contextlib.suppress(RuntimeError):
            dist.destroy_process_group()


def _interface(address: str) -> str | None:
    """The network interface of this machine with a route to `address`; None if it cannot be determined.

    By default gloo uses the address that the host name resolves to, which on many Linux machines is 127.0.0.1 or
    127.0.1.1, where no other machine can reach it.
    """
    if sys.platform != "linux":
        return None
    import fcntl

    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((address, 9))  # a datagram socket: sends nothing, only looks up the route
        local = socket.inet_aton(probe.getsockname()[0])
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):  # an interface without an address
                request = fcntl.ioctl(probe, 0x8915, struct.pack("256s", name.encode()))  # SIOCGIFADDR
                if request[20:24] == local:
                    return name
    return None


def peer_lost(error: RuntimeError) -> bool:
    """Whether this error means that another process was lost: it closed its connections, or timed out."""
    # gloo's messages name its source file, unless another exchange of the same step timed out first
    return isinstance(error, dist.DistError) or "gloo" in str(error) or "caused pair closure" in str(error)
