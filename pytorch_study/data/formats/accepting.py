"""Is it the official data? By the digest of the content in the official order; else as the same pictures in another."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np

from pytorch_study.data.formats.copies import once, where_twice
from pytorch_study.data.formats.forms import Bytes, Form, Part, ordered_digest, unordered_digest
from pytorch_study.data.formats.gathering import ROLES, Set, by_role, everything, joined, paired, partners
from pytorch_study.data.formats.readers import Found
from pytorch_study.data.formats.refusing import why_not
from pytorch_study.data.formats.unpacking import blobs
from pytorch_study.data.formats.walking import files_below, head_of
from pytorch_study.data.kinds import PACKED, columns_of, kind_of, refuse_foreign
from pytorch_study.data.locations import is_named
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataOptions, Tell
from pytorch_study.text import say

WRAPPED = "wrapped"
"""The key of a place that holds a data set in another form, among the files that `find` returns."""

MOST_LOOKS = 2000
"""Files of a folder that are looked at before it is read; the folder may be somebody's whole disk."""
OTHER = ("other_count", "other_count_beside", "other_pictures", "no_test_part")
"""Errors about pictures that were read, but are not the official ones."""


@dataclass(frozen=True)
class Accepted:
    """A data set that was read and found to be right.

    Attributes:
        train: pictures, (n, pixels), and labels, (n,).
        test: likewise.
        other_order: whether the pictures are in another order than the official one.
        path: the place.
        twice: what was there twice, as `where_twice` puts it; {} if nothing was.
    """

    train: Set
    test: Set
    other_order: bool
    path: Path
    twice: dict[str, str] = field(default_factory=dict)


def likely(folder: Path, form: Form) -> bool:
    """Whether a folder seems to hold the data set in another form, by names and first bytes; nothing is unpacked."""
    for path in islice(files_below(folder), MOST_LOOKS):
        try:
            kind = kind_of(head := head_of(path), path.stat().st_size)
        except (DataError, OSError):
            continue
        named = form.word in "/".join(path.relative_to(folder).parts).lower()
        if kind == "csv" and columns_of(head)[1] == form.pixels + 1:
            return True
        if kind == "picture" and path.parent.name in form.classes:
            return True
        if (named and kind in (*PACKED, "npy", "mat", "parquet", "pickle", "torch", "idx", "csv")) or (
            kind == "bin" and named
        ):
            return True
    return False


def found_at(folder: Path, at: Callable[[Path], dict[str, Path]], form: Form, options: DataOptions) -> dict[str, Path]:
    """What `at` finds in a folder; in one that the user has not named now, another form must also be right."""
    found = at(folder)
    if WRAPPED in found and not is_named(options):
        try:
            load(found[WRAPPED], form)
        except DataError:
            return {}
    return found


def search(folder: Path, form: Form, error: DataError) -> dict[str, Path]:
    """Look into all files of a folder that the user has named, whatever they are called.

    Raises:
        DataError: the data set is not there: `error`, or what is wrong with the files that were meant.
    """
    try:
        load(folder, form)
    except DataError as why:
        raise error if why.key == "not_in_folder" else why from why
    return {WRAPPED: folder}


def load(path: Path, form: Form, tell: Tell | None = None) -> Accepted:
    """Read a data set from a folder, file or archive in any of the known forms.

    Args:
        path: where it is. Of a file that holds only a part, what lies beside it is read, too.
        form: the official data.
        tell: told if the order is another.

    Raises:
        DataError: nothing of it is there; it is a part, or has other pictures; or it is damaged or of a kind that
            is not read.
    """
    found = _load(path, form, _stamp(path))
    if found.other_order and tell:
        tell(say("data.other_order", path=path, name=form.name), False)
    if found.twice and tell:
        tell(say("data.twice", **found.twice), False)
    return found


def forget() -> None:
    """Free what the last `load` has kept, so that the test set need not be read again."""
    _load.cache_clear()


def _stamp(path: Path) -> float:
    """Changes with the files, so that nothing old is remembered."""
    try:
        files = files_below(path) if path.is_dir() else [path]
        return max((file.stat().st_mtime for file in files), default=0.0)
    except OSError:
        return 0.0


@functools.lru_cache(maxsize=1)
def _load(path: Path, form: Form, stamp: float) -> Accepted:
    errors: list[DataError] = []
    pieces = everything(blobs(path, errors), form, errors)
    found, copies = once(paired(pieces))
    alone, accepted, beside = found, _accept(found, form, path), list[Path]()
    # Where the file that was named is none of them, what lies beside it was not meant.
    if accepted is None and path.is_file() and pieces and (beside := partners(path)):
        files = (blob for file in sorted([path, *beside]) for blob in blobs(file, errors))
        found, copies = once(paired(everything(files, form, errors)))
        accepted = _accept(found, form, path)
    if accepted:
        return replace(accepted, twice=where_twice(copies)) if copies else accepted
    reason = why_not(found, form, path, copies, (alone, beside))
    if path.is_dir() and len(errors) > 3:  # many things that lie there; only what was meant is named
        errors = [error for error in errors if form.word in str(error.values.get("path", "")).lower()]
    if reason is not None and not (errors and path.is_file()):
        raise reason
    if errors:
        raise errors[0]
    if path.is_file():
        refuse_foreign(path, head_of(path))
        raise DataError("unknown_form", path=path, name=form.name)
    raise DataError("not_in_folder", path=path)


def _candidates(found: list[Found], form: Form, part: str) -> Iterator[Set]:
    """What may be a part: a file; files of one place together; or a piece of what holds both parts."""
    wanted, both = getattr(form, part).count, form.train.count + form.test.count
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        groups[one.source].append(one)
    for group in [*groups.values(), found]:
        roles = by_role(group)
        some = roles["train"] + roles["validation"] if part == "train" else roles["test"]
        for files in ([one] for one in group):
            yield from _of_size(files, wanted)
        yield from _of_size(some, wanted)
        for whole in ([one] for one in group):
            yield from _piece(whole, form, part, both)
        yield from _piece([one for role in ROLES for one in roles[role]], form, part, both)


def _of_size(files: list[Found], wanted: int) -> Iterator[Set]:
    if files and sum(len(one.y) for one in files if one.y is not None) == wanted:
        yield joined(files)


def _piece(files: list[Found], form: Form, part: str, both: int) -> Iterator[Set]:
    for x, y in _of_size(files, both):
        rows = slice(form.train.count) if part == "train" else slice(form.train.count, None)
        yield x[rows], y[rows]


def _accept(found: list[Found], form: Form, path: Path) -> Accepted | None:
    taken: dict[str, Set] = {}
    other_order = False
    for name in ("train", "test"):
        part: Part = getattr(form, name)
        candidates = list(_candidates(found, form, name))
        right = next((one for one in candidates if ordered_digest(*one) == part.ordered), None)
        if right is None:
            right = next((one for one in candidates if unordered_digest(*one) == part.unordered), None)
            other_order = True
        if right is None:
            return None
        taken[name] = (_writable(right[0]), _writable(right[1]))
    return Accepted(taken["train"], taken["test"], other_order, path)


def _writable(array: Bytes) -> Bytes:
    return np.require(array, requirements=["C", "W"])


def same_pictures(x: Bytes, y: Bytes, part: Part) -> bool:
    """Whether they are the part's pictures with their labels, in any order."""
    return len(x) == len(y) == part.count and unordered_digest(x.reshape(len(x), -1), y) == part.unordered
