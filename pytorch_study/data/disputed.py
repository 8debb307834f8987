"""Test images whose labels people doubt: a model that "gets them wrong" may be right.

Northcutt, Athalye and Mueller (2021, arXiv:2103.14749) let models find labels that look wrong, and asked five people of
each such image whether it shows what the label says. Origin and licence of the file are in NOTICE.md.
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
    """The places in CIFAR-10's official test set, from 0, of the 54 images whose label was not confirmed."""
    return frozenset(json.loads(FILE.read_text("utf-8"))["places"])
