"""Several processes that train one model (`torchrun`): how a batch is shared out, and what they agree on.

Every process sees the same order of the data and the same augmentation; of each batch it computes its share. PyTorch's
DistributedDataParallel adds the gradients up while they are computed, so all processes take the same step, and the
number of processes changes nothing but the last bits.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from pytorch_study.errors import StudyError

T = TypeVar("T")
GATHER = timedelta(hours=1)
"""How long the processes wait for each other before the training: one of them may be downloading."""
SILENCE = timedelta(seconds=25)
"""How long they wait in a step: then somebody has gone without a word, e.g. with its network."""


@dataclass(frozen=True)
class Team:
    """The processes of one training, as one of them sees it.

    Attributes:
        rank: its own number; 0 alone writes and prints.
        size: how many there are.
        group: what their steps are exchanged in; None: there is only this one, or they are not `ready`.
    """

    rank: int = 0
    size: int = 1
    group: dist.ProcessGroup | None = None

    def ready(self, device: str) -> "Team":
        """This process, ready for the steps; waits until all are. Each takes the GPU of its number on its machine."""
        if self.size == 1:
            return self
        self.told(lambda: None)  # from now on, nobody keeps the others waiting for long
        if device == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        return replace(self, group=dist.new_group(timeout=SILENCE, backend="nccl" if device == "cuda" else "gloo"))

    def join(self, model: nn.Module) -> nn.Module:
        """The model whose gradients are averaged over the processes; the model itself where there is only one."""
        return model if self.group is None else DistributedDataParallel(model, process_group=self.group)

    def share(self, batch: Tensor) -> Tensor:
        """This process's part of a batch, (N, ...) -> (n, ...): never empty, see `weight`."""
        part = batch[self.rank :: self.size]
        return part if len(part) else batch[:1]

    def weight(self, count: int) -> float:
        """By what the mean loss of the share is multiplied, so that the average over processes is the batch's mean.

        0 for a process that got a row only so as not to be idle, in a batch of fewer rows than processes.
        """
        return len(range(self.rank, count, self.size)) * self.size / count

    def add(self, *numbers: float) -> list[float]:
        """Each number, summed over all processes."""
        if self.group is None:
            return list(numbers)
        device = "cuda" if dist.get_backend(self.group) == "nccl" else "cpu"
        sums = torch.tensor(numbers, dtype=torch.float64, device=device)
        dist.all_reduce(sums, group=self.group)
        return [float(value) for value in sums]

    def told(self, make: Callable[[], T]) -> T:
        """What `make` gives in process 0, in all of them. They wait for it."""
        if self.size == 1:
            return make()
        values = [make() if self.rank == 0 else None]
        dist.broadcast_object_list(values, src=0)
        return values[0]  # type: ignore[return-value]


ALONE = Team()


@contextlib.contextmanager
def gathered() -> Iterator[Team]:
    """The processes that `torchrun` started, while inside; without it, this one alone.

    Raises:
        StudyError: another process has gone.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        yield ALONE
        return
    dist.init_process_group("gloo", timeout=GATHER)
    try:
        yield Team(dist.get_rank(), dist.get_world_size())
    except RuntimeError as error:
        if lost(error):
            raise StudyError("peer_lost") from error
        raise
    finally:
        with contextlib.suppress(RuntimeError):
            dist.destroy_process_group()


def lost(error: RuntimeError) -> bool:
    """Whether this says that another process has gone: it closed its connections, or is silent for too long."""
    return isinstance(error, dist.DistError) or "gloo" in str(error)
