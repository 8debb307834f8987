"""Several processes that train one model (`torchrun`): how a batch is shared out, and what they agree on.

Every process sees the same order of the data and the same augmentation; of each batch it computes its share. PyTorch's
DistributedDataParallel averages the gradients while they are computed, so all processes take the same step; the number
of processes changes nothing but the last bits, unless a layer looks at the whole batch (batch normalisation) or draws
(dropout).
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
"""How long the processes, once all are started, wait until each has reached the others over the network."""
SETUP_TIMEOUT = timedelta(hours=1)
"""How long they then wait for each other before the training: one of them may be downloading."""
STEP_TIMEOUT = timedelta(seconds=15)
"""How long they wait in a step: then somebody has gone without a word, e.g. with its network.

Saving must be done within that time. What else is needed to be gone within 30 seconds, as promised, is for Python to
end, and for `torchrun` to notice.
"""


@dataclass(frozen=True)
class ProcessGroup:
    """The processes of one training, as one of them sees it.

    Attributes:
        rank: its own number; 0 alone writes and prints.
        size: how many there are.
        group: what their steps are exchanged in; None: there is only this one, or they are not `ready`.
        hall: what they tell each other in before that, with all the time in the world.
        parent: the process that started this one: `torchrun`.
    """

    rank: int = 0
    size: int = 1
    step_group: dist.ProcessGroup | None = None
    setup_group: dist.ProcessGroup | None = None
    parent: int | None = None

    def ready(self, device: str) -> "ProcessGroup":
        """This process, ready for the steps; waits until all are. Each takes the GPU of its number on its machine."""
        if self.size == 1:
            return self
        self.broadcast(lambda: None)  # from now on, nobody keeps the others waiting for long
        if device == "cuda":
            torch.cuda.set_device(self.gpu())
        fast = device == "cuda" and dist.is_nccl_available()  # not on Windows
        return replace(self, step_group=dist.new_group(timeout=STEP_TIMEOUT, backend="nccl" if fast else "gloo"))

    def gpu(self) -> int:
        """The number of this process's GPU on its machine.

        Raises:
            UsageError: there are more processes than GPUs.
        """
        number, count = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if number >= count:
            raise UsageError("too_few_gpus", processes=number + 1, count=count)
        return number

    def wrap_model(self, model: nn.Module) -> nn.Module:
        """The model whose gradients are averaged over the processes; the model itself where there is only one."""
        return model if self.step_group is None else DistributedDataParallel(model, process_group=self.step_group)

    def shard(self, batch: Tensor) -> Tensor:
        """This process's part of a batch, (N, ...) -> (n, ...): never empty, see `weight`."""
        part = batch[self.rank :: self.size]
        return part if len(part) else batch[:1]

    def weight(self, count: int) -> float:
        """By what the mean loss of the share is multiplied, so that the average over processes is the batch's mean.

        0 for a process that got a row only so as not to be idle, in a batch of fewer rows than processes.
        """
        return len(range(self.rank, count, self.size)) * self.size / count

    def all_reduce_sum(self, *numbers: float) -> list[float]:
        """Each number, summed over all processes."""
        if self.step_group is None:
            return list(numbers)
        device = "cuda" if dist.get_backend(self.step_group) == "nccl" else "cpu"
        sums = torch.tensor(numbers, dtype=torch.float64, device=device)
        dist.all_reduce(sums, group=self.step_group)
        return [float(value) for value in sums]

    def broadcast(self, make: Callable[[], T]) -> T:
        """What `make` gives in process 0, in all of them. They wait for it."""
        if self.size == 1:
            return make()
        values = [make() if self.rank == 0 else None]
        dist.broadcast_object_list(values, src=0, group=self.setup_group)
        return values[0]  # type: ignore[return-value]

    def launcher_gone(self) -> bool:
        """Whether `torchrun` was killed here. Without it nobody sees to it that all processes end together."""
        return self.parent is not None and self.parent != os.getppid()

    def launch(self) -> list[str]:
        """The words that start the same processes on this machine again, up to `torchrun`'s last option."""
        env, words = os.environ, ["torchrun"]
        if env.get("GROUP_WORLD_SIZE", "1") != "1":
            words += ["--nnodes", env["GROUP_WORLD_SIZE"], "--node-rank", env["GROUP_RANK"]]
            words += ["--master-addr", env["MASTER_ADDR"], "--master-port", env["MASTER_PORT"]]
        return [*words, "--nproc-per-node", env.get("LOCAL_WORLD_SIZE", str(self.size))]


SINGLE = ProcessGroup()


@contextlib.contextmanager
def init_process_group() -> Iterator[ProcessGroup]:
    """The processes that `torchrun` started, while inside; without it, this one alone.

    Raises:
        StudyError: another process has gone, or cannot be reached.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
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
    """The network interface of this machine that leads to `address`; None where that cannot be found out.

    gloo by itself takes the address that the machine's own name stands for, on many Linux machines 127.0.0.1 or
    127.0.1.1, where no other machine finds it.
    """
    if sys.platform != "linux":
        return None
    import fcntl

    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((address, 9))  # of a datagram socket: nothing is sent, the system only looks up the way
        here = socket.inet_aton(probe.getsockname()[0])
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):  # one without an address
                found = fcntl.ioctl(probe, 0x8915, struct.pack("256s", name.encode()))  # SIOCGIFADDR
                if found[20:24] == here:
                    return name
    return None


def peer_lost(error: RuntimeError) -> bool:
    """Whether this says that another process has gone: it closed its connections, or is silent for too long."""
    # gloo names its file, except where another exchange of the same step was the one that waited in vain
    return isinstance(error, dist.DistError) or "gloo" in str(error) or "caused pair closure" in str(error)
