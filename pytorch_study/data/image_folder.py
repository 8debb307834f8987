"""One's own pictures as a data set: a folder with a sub-folder per class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pytorch_study.data.splits import take
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataInfo, Split, Splits
from pytorch_study.rng import make_generator

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jfif", ".avif", ".jp2"}

HIDDEN = (".", "__MACOSX")
"""How names begin that people do not see; macOS puts `._cat.png` beside `cat.png`, and it is no picture."""


def load_image_folder(folder: Path, read: Callable[[Path], tuple[Tensor, dict[str, Any]]], seed: int) -> Splits:
    """Read every picture of every class; of each class a fifth, chosen by the seed, is the test set.

    Args:
        folder: `folder/CLASS/picture.png`; the classes are the sub-folders' names, in alphabetical order.
        read: the lesson's own way from a picture to an input.
        seed: of the split.

    Raises:
        UsageError: no such folder.
        DataError: fewer than two classes, a class with fewer than two pictures, or a picture that cannot be read.
    """
    if not folder.is_dir():
        raise UsageError("no_data_folder", path=folder)
    classes = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(HIDDEN))
    if len(classes) < 2:
        raise DataError("too_few_classes", path=folder, count=len(classes))
    images, labels, tests = [], [], []
    for label, place in enumerate(classes):
        there = (path for path in place.iterdir() if not path.name.startswith(HIDDEN))
        files = sorted(path for path in there if path.suffix.lower() in SUFFIXES)
        if len(files) < 2:
            raise DataError("too_few_pictures", path=place, count=len(files))
        images += [read(path)[0] for path in files]
        labels += [label] * len(files)
        chosen = torch.randperm(len(files), generator=make_generator(seed, "pictures", label)) < max(1, len(files) // 5)
        tests += chosen.tolist()
    whole, test = Split(torch.stack(images), torch.tensor(labels)), torch.tensor(tests)
    held_out = take(whole, test.nonzero()[:, 0])
    names = DataInfo(labels=tuple(path.name for path in classes))
    return Splits(train=take(whole, (~test).nonzero()[:, 0]), test=lambda: held_out, info=names)
