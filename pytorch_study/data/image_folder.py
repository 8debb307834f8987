"""Your own images as a data set: a folder with one sub-folder per class."""

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
"""Prefixes of hidden files; macOS puts `._cat.png`, which is not an image, beside `cat.png`."""


def load_image_folder(folder: Path, read: Callable[[Path], tuple[Tensor, dict[str, Any]]], seed: int) -> Splits:
    """Read all images of all classes; a fifth of each class, chosen by the seed, becomes the test set.

    Args:
        folder: holds `CLASS/picture.png`; the classes are the sub-folders' names in alphabetical order.
        read: converts an image file to an input, as the lesson's `read_image` does.
        seed: random seed of the split.

    Raises:
        UsageError: the folder does not exist.
        DataError: there are fewer than two classes, a class has fewer than two images, or an image cannot be read.
    """
    if not folder.is_dir():
        raise UsageError("no_data_folder", path=folder)
    classes = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(HIDDEN))
    if len(classes) < 2:
        raise DataError("too_few_classes", path=folder, count=len(classes))
    images, labels, tests = [], [], []
    for label, class_folder in enumerate(classes):
        visible = (path for path in class_folder.iterdir() if not path.name.startswith(HIDDEN))
        files = sorted(path for path in visible if path.suffix.lower() in SUFFIXES)
        if len(files) < 2:
            raise DataError("too_few_pictures", path=class_folder, count=len(files))
        images += [read(path)[0] for path in files]
        labels += [label] * len(files)
        chosen = torch.randperm(len(files), generator=make_generator(seed, "pictures", label)) < max(1, len(files) // 5)
        tests += chosen.tolist()
    whole, test = Split(torch.stack(images), torch.tensor(labels)), torch.tensor(tests)
    held_out = take(whole, test.nonzero()[:, 0])
    names = DataInfo(labels=tuple(path.name for path in classes))
    return Splits(train=take(whole, (~test).nonzero()[:, 0]), test=lambda: held_out, info=names)
