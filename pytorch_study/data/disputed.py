"""Test images with disputed labels: a model that "gets them wrong" may be right.

Northcutt, Athalye and Mueller (2021, arXiv:2103.14749) let models find labels that look wrong, and asked five people
about each such image whether its label is right. Origin and licence of the file are in NOTICE.md.
"""

import json

from pytorch_study.data.locations import PACKAGE
from pytorch_study.text import Text

FILE = PACKAGE / "cifar10_disputed.json"
DOUBT = Text(
    "五位评审中认可它的不到三位（cleanlab/label-errors，arXiv:2103.14749）",
    "fewer than three of five reviewers confirmed it (cleanlab/label-errors, arXiv:2103.14749)",
)


def disputed_cifar10() -> frozenset[int]:
    """Indices, from 0, into CIFAR-10's official test set of the 54 images whose label was not confirmed."""
    return frozenset(json.loads(FILE.read_text("utf-8"))["places"])
