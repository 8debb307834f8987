"""Error messages in plain words: each sentence comes for the real error of the torch that is installed."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.explain import explained
from pytorch_study.text import say


def changed_in_place():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y += 1
    y.sum().backward()


def in_two_groups():
    layer = nn.Linear(2, 2)
    torch.optim.SGD([{"params": layer.parameters()}, {"params": [layer.weight]}], lr=0.1)


REAL = {
    "labels": lambda: F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.float64)),
    "labels in a column": lambda: F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, 1, dtype=torch.int64)),
    "device": lambda: nn.Linear(2, 2, device="meta")(torch.ones(1, 2)),
    "inplace": changed_in_place,
    "one_per_channel": lambda: nn.BatchNorm1d(3)(torch.ones(1, 3)),
    "needs_detach": lambda: torch.ones(2, requires_grad=True).numpy(),
    "not_contiguous": lambda: torch.ones(2, 3).T.view(6),
    "two_groups": in_two_groups,
    "stack": lambda: torch.stack([torch.ones(2), torch.ones(3)]),
    "dtype": lambda: nn.Linear(2, 2)(torch.ones(1, 2, dtype=torch.uint8)),
    "dtype of a picture": lambda: nn.Conv2d(1, 1, 1)(torch.ones(1, 1, 2, 2, dtype=torch.float64)),
    "whole_numbers": lambda: torch.softmax(torch.ones(2, 2).long(), 1),
    "whole_numbers in a loss": lambda: F.mse_loss(torch.ones(2).long(), torch.ones(2).long()),
    "forward": lambda: nn.Module()(1),
    "inplace_leaf": lambda: torch.ones(2, requires_grad=True).add_(1),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_error_is_explained(name):
    with pytest.raises((RuntimeError, ValueError)) as caught:
        REAL[name]()
    assert explained(caught.value) == say(f"explain.{name.split()[0]}"), str(caught.value)
