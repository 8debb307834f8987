"""Test images with disputed labels: a model that "gets them wrong" may be right.

Northcutt, Athalye and Mueller (2021, arXiv:2103.14749) let models find labels that look wrong, and asked five people
about each such image whether its label is right. Origin and licence of the file are in NOTICE.md.
"""

import json

from pytorch_study.data.locations import PACKAGE
from pytorch_study.files import sha256
from pytorch_study.lesson import Split
from pytorch_study.text import Text

FILE = PACKAGE / "cifar10_disputed.json"
DIGITS = 16
"""So many hexadecimal digits of a SHA-256 tell an image."""
DOUBT = Text(
    "五位评审中认可它的不到三位（cleanlab/label-errors，arXiv:2103.14749）",
    "fewer than three of five reviewers confirmed it (cleanlab/label-errors, arXiv:2103.14749)",
)


def disputed_cifar10(test: Split) -> dict[int, Text]:
    """`DOUBT` by the index of each of the 54 images whose label was not confirmed, whatever the order of the test set.

    Args:
        test: CIFAR-10's test set, images (n, 3, 32, 32) uint8.
    """
    known = set(json.loads(FILE.read_text("utf-8"))["pixels"])
    digests = (sha256(image.tobytes())[:DIGITS] for image in test.x.numpy())
    return {index: DOUBT for index, digest in enumerate(digests) if digest in known}
