"""Your own images as a data set: a folder with one sub-folder per class, or one of the usual layouts around it."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import torch
from torch import Tensor

from pytorch_study.data.image_file import reads_heic
from pytorch_study.data.kinds import signature
from pytorch_study.data.splits import take
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataInfo, Split, Splits, Tell
from pytorch_study.rng import make_generator
from pytorch_study.text import say

SUFFIXES = {".tga", ".ico"}
"""Formats that no first bytes tell."""

HIDDEN = (".", "__MACOSX", "$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information", "lost+found", "@eaDir")
"""Prefixes of what systems put among one's files: macOS `._cat.png`, which is no image, beside `cat.png`; Windows and
Linux their own folders at the root of a drive; a network drive the thumbnails of all pictures.
"""
RUN_FILES = ("run.json", "recipe.json")
"""What a run's folder holds and a class's does not: its other pictures are charts."""
TRAIN = ("train", "training", "train_set", "training_set", "训练", "训练集")
TEST = ("test", "testing", "test_set", "testing_set", "测试", "测试集")
VALIDATION = ("val", "valid", "validation", "val_set", "validation_set", "验证", "验证集")
"""Names of folders that are no classes but parts of the data, if they hold a folder for each class."""
NUMBERED = re.compile(r"(.*?[^\W\d_])[\s._-]*\(?\d+\)?")
"""A file's name without its ending where the class is in it: cat.0, dog_12, cat (3)."""

Read = Callable[[Path], tuple[Tensor, dict[str, Any]]]
Classes = dict[str, list[Path]]


def load_image_folder(folder: Path, read: Read, seed: int, tell: Tell | None = None, folds: int = 0) -> Splits:
    """Read all images of all classes; without a test folder, a fifth of each class becomes the test set.

    Or none does, since cross-validation is asked for.

    Understood are `CLASS/...`, with pictures at any depth; `train/CLASS/...` with `test/CLASS/...` or `val/CLASS/...`
    beside it; and pictures whose names begin with their class, `cat.0.png`, in the folder or in its `train`.

    Args:
        folder: the folder; the classes are in alphabetical order.
        read: converts an image file to an input, as the lesson's `read_image` does.
        seed: random seed of the split.
        tell: called with what is understood, and with what is not used and why.
        folds: of the cross-validation, which a test folder makes superfluous; 0: none.

    Raises:
        UsageError: the folder does not exist, or is a folder of runs.
        DataError: there are fewer than two classes, a class has fewer than two images, a test folder has a class that
            the training folder has not, or one folder above or below holds the classes.
    """
    if not folder.is_dir():
        raise UsageError("no_data_folder", path=folder)
    if runs := sorted({path.parent for name in RUN_FILES for path in (*folder.glob(name), *folder.glob(f"*/{name}"))}):
        raise UsageError("images_are_runs", path=folder, run=runs[0].name)
    say_so = tell or (lambda *_: None)
    inside = _folders(folder)
    parts = {path.name.lower(): path for path in inside}
    train, test, validation = (
        next((parts[name] for name in names if name in parts), None) for names in (TRAIN, TEST, VALIDATION)
    )
    others = [path for path in inside if path not in (train, test, validation)]
    # Pictures to be named stand in a test folder without folders for the classes: nothing can be scored on them.
    test, validation = (path if path is not None and _folders(path) else None for path in (test, validation))
    test, validation = test or validation, validation if test else None
    splits: dict[str, tuple[Path, Classes]] = {}
    # A folder called `train` may be a class, of vehicles: then it holds no classes, or stands beside others.
    alone = not others or (len(others) == 1 and not _folders(others[0]))
    if train is not None and len(_folders(train)) >= 2 and (test is not None or alone):
        used = [path for path in (train, validation, test) if path is not None]
        say_so(say("pictures.parts", path=folder, parts=", ".join(f"{path.name}/" for path in used)), False)
        if beside := [f"{path.name}/" for path in inside if path not in used]:
            say_so(say("pictures.folders_unused", path=folder, folders=", ".join(beside)), False)
        classes = _by_folder(train, say_so)
        splits = {
            name: (path, _by_folder(path, say_so))
            for name, path in (("validation", validation), ("test", test))
            if path
        }
    elif (train is not None or len(inside) < 2) and (named := _by_name(train or folder, say_so)):
        classes = named
        if beside := [f"{path.name}/" for path in inside if path != train]:
            say_so(say("pictures.folders_unused", path=folder, folders=", ".join(beside)), False)
    elif len(inside) < 2:
        _explain_depth(folder)
    else:
        train, classes = None, _by_folder(folder, say_so)
        inner = {tuple(below.name for below in _folders(path)) for path in inside}
        if len(inner) == 1 and len(names := inner.pop()) >= 2:  # cat/indoor and dog/indoor, or 2023/cat and 2024/cat?
            outer = ", ".join(sorted(classes))
            say_so(say("pictures.same_inside", path=folder, inner=", ".join(names), outer=outer), False)
    labels = sorted(classes)
    whole, counts = _read_all(classes, labels, train or folder, read, say_so)
    parts_read = {name: _part(some, labels, path, read, say_so) for name, (path, some) in splits.items()}
    info = DataInfo(labels=tuple(labels))
    if (given := parts_read.get("test")) is not None:
        return Splits(train=whole, test=lambda: given, validation=parts_read.get("validation"), info=info)
    if folds:
        return Splits(train=whole, test=lambda: whole, info=info, folds=folds)
    orders = [torch.randperm(n, generator=make_generator(seed, "pictures", k)) for k, n in enumerate(counts)]
    chosen = torch.cat([order < max(1, len(order) // 5) for order in orders])
    held_out = take(whole, chosen.nonzero()[:, 0])
    return Splits(train=take(whole, (~chosen).nonzero()[:, 0]), test=lambda: held_out, info=info)


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(HIDDEN))


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder that are not hidden."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(HIDDEN) for part in path.relative_to(folder).parts):
            yield path


def _by_folder(folder: Path, say_so: Tell) -> Classes:
    """The pictures of each sub-folder; what is not used, files beside the sub-folders included, is told by kind."""
    beside = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith(HIDDEN))
    unused, found = Counter(path.suffix or "-" for path in beside), Classes()
    for class_folder in _folders(folder):
        found[class_folder.name] = [path for path in _files(class_folder) if _is_picture(path, unused)]
    _tell_unused(folder, unused, say_so)
    return _as_meant(found)


def _by_name(folder: Path, say_so: Tell) -> Classes:
    """The pictures of a folder by the beginning of their names; {} if the names tell no two classes."""
    unused, found = Counter[str](), Classes()
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(HIDDEN) and _is_picture(path, unused):
            if (match := NUMBERED.fullmatch(path.stem)) is None:
                return {}
            found.setdefault(match[1], []).append(path)
    if len(found) < 2 or sum(map(len, found.values())) < 3 * len(found):
        return {}
    _tell_unused(folder, unused, say_so)
    found = _as_meant(found)
    say_so(say("pictures.by_name", path=folder, classes=", ".join(sorted(found))), False)
    return found


def _as_meant(classes: Classes) -> Classes:
    """Names whose bytes are no UTF-8, as a zip from a Chinese Windows brings them to Linux, as they were meant.

    If one is, all are: the bytes of some, such as those of a cat, happen to be UTF-8 of something else.
    """
    try:
        "".join(classes).encode()
        return classes
    except UnicodeEncodeError:
        return {os.fsencode(name).decode("gb18030", "replace"): paths for name, paths in classes.items()}


def _is_picture(path: Path, unused: Counter[str]) -> bool:
    """Whether a file is a picture that can be read, by its first bytes; otherwise its kind is counted."""
    try:
        with path.open("rb") as file:
            start = file.read(32)
    except OSError:
        start = b""
    kind = signature(start)
    if kind == "picture" or path.suffix.lower() in SUFFIXES or (kind == "heic" and reads_heic()):
        return True
    unused["HEIC" if kind == "heic" else path.suffix or "-"] += 1
    return False


def _tell_unused(folder: Path, unused: Counter[str], say_so: Tell) -> None:
    if unused:
        kinds = ", ".join(f"{kind} {count}" for kind, count in unused.most_common())
        say_so(say("pictures.unused", path=folder, count=sum(unused.values()), kinds=kinds), False)
    if unused["HEIC"]:
        say_so(say("pictures.heic"), False)


def _read_all(classes: Classes, labels: list[str], folder: Path, read: Read, say_so: Tell) -> tuple[Split, list[int]]:
    """All pictures in the order of their classes, and how many each class has; files that cannot be read are told.

    Raises:
        DataError: a class has fewer than two pictures.
    """
    if len(labels) < 2:
        raise DataError("too_few_classes", path=folder, count=len(labels))
    images, answers, counts = [], [], []
    for number, label in enumerate(labels):
        read_here = [image for path in classes[label] if (image := _read_one(path, read, say_so)) is not None]
        if len(read_here) < 2:
            raise DataError("too_few_pictures", path=folder / label, count=len(read_here))
        images += read_here
        answers += [number] * len(read_here)
        counts.append(len(read_here))
    return Split(torch.stack(images), torch.tensor(answers)), counts


def _part(classes: Classes, labels: list[str], folder: Path, read: Read, say_so: Tell) -> Split:
    """The pictures of a test or validation folder.

    Raises:
        DataError: it has a class that the training folder has not, or no pictures.
    """
    if unknown := sorted(set(classes) - set(labels)):
        raise DataError("classes_of_test", path=folder, unknown=", ".join(unknown), known=", ".join(labels))
    pairs = [(path, labels.index(label)) for label in sorted(classes) for path in classes[label]]
    read_here = [(image, label) for path, label in pairs if (image := _read_one(path, read, say_so)) is not None]
    if not read_here:
        raise DataError("part_without_pictures", path=folder)
    return Split(torch.stack([image for image, _ in read_here]), torch.tensor([label for _, label in read_here]))


def _read_one(path: Path, read: Read, say_so: Tell) -> Tensor | None:
    """One picture; None, and a message with its path, if it cannot be read."""
    try:
        return read(path)[0]
    except DataError as error:
        say_so(say("pictures.bad", path=path, why=error), False)
        return None


def _explain_depth(folder: Path) -> NoReturn:
    """Find the folder that was meant.

    Raises:
        DataError: always; it names the folder above or below, if that one holds the classes.
    """
    below = [path for path in _folders(folder) if len(_folders(path)) >= 2]
    if below:
        raise DataError("pictures_elsewhere", path=folder, other=below[0])
    beside = [path for path in _folders(folder.resolve().parent) if path != folder.resolve()]
    pictures = any(_is_picture(path, Counter()) for path in folder.iterdir() if path.is_file())
    if pictures and beside:
        raise DataError("pictures_elsewhere", path=folder, other=folder.resolve().parent)
    raise DataError("too_few_classes", path=folder, count=len(_folders(folder)))
