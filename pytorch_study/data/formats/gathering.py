"""What all files of a place hold together: pictures put to their labels, and which set they are for."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pytorch_study.data.formats.copies import family, role_of
from pytorch_study.data.formats.forms import Bytes, Form
from pytorch_study.data.formats.readers import Found, read, read_picture
from pytorch_study.data.formats.unpacking import Blob
from pytorch_study.data.formats.walking import head_of
from pytorch_study.data.image_folder import HIDDEN
from pytorch_study.data.kinds import SINGLE, kind_of
from pytorch_study.errors import DataError

ROLES = ("train", "validation", "test", "")
Set = tuple[Bytes, Bytes]
"""Pictures, (n, pixels), and their labels, (n,)."""


def partners(path: Path) -> list[Path]:
    """The files beside a file that make up a set with it: of its kind or packed, and of its family."""

    def kind(file: Path) -> str:
        return kind_of(head_of(file), file.stat().st_size)

    own, wanted = kind(path), family(path.name)
    beside = (file for file in sorted(path.parent.iterdir()) if file != path and file.is_file())
    alike = [
        file
        for file in beside
        if not file.name.startswith(HIDDEN) and ((one := kind(file)) == own or own in SINGLE or one in SINGLE)
    ]
    named = [file for file in alike if family(file.name) == wanted]
    other = {"train": "test", "test": "train"}.get(role_of((path.name,)))
    # one_train.txt and two_test.txt, where no other file can be meant
    if other and not any(role_of((file.name,)) == other for file in named):
        halves = [file for file in alike if role_of((file.name,)) == other]
        named += halves if len(halves) == 1 else []
    return sorted(named)


def everything(files: Iterable[Blob], form: Form, errors: list[DataError]) -> list[Found]:
    """What all files hold; pictures in folders of their class are put together in the order of their numbers."""
    found: list[Found] = []
    pictures: dict[tuple[str, str], list[tuple[tuple[object, ...], int, Bytes]]] = defaultdict(list)
    for blob in files:
        try:
            if blob.kind != "picture":
                found += read(blob, form)
            elif len(blob.names) < 2 or blob.names[-2] not in form.classes:
                continue
            elif (pixels := read_picture(blob.read(), blob.where, form)) is not None:
                label, top = form.classes.index(blob.names[-2]), blob.where.removesuffix("/".join(blob.names[-2:]))
                pictures[top, role_of(blob.names[:-1])].append((_natural(blob.names[-1]), label, pixels))
        except DataError as error:
            errors.append(error)
    for (top, role), some in pictures.items():
        some.sort(key=lambda one: (one[0], one[1]))
        x, y = np.stack([pixels for _, _, pixels in some]), np.array([label for _, label, _ in some], np.uint8)
        found.append(Found(top, (role,), top, x, y))
    return found


def _natural(name: str) -> tuple[object, ...]:
    """A key that sorts names by the numbers in them: 2 before 10."""
    pieces = re.findall(r"[0-9]{1,18}|[^0-9]+", name)
    return tuple((0, int(piece), "") if piece[0] in "0123456789" else (1, 0, piece) for piece in pieces)


def paired(found: list[Found]) -> list[Found]:
    """Pictures and labels that lie apart, put together by their number and role."""
    whole = [one for one in found if one.x is not None and one.y is not None and len(one.x) == len(one.y)]
    labels = [one for one in found if one.x is None and one.y is not None]
    for one in found:
        if one.x is None or one.y is not None:
            continue
        fitting = [other for other in labels if other.y is not None and len(other.y) == len(one.x)]
        fitting.sort(key=lambda other: (role_of(other.names) != role_of(one.names), other.source != one.source))
        if fitting:
            whole.append(Found(one.where, one.names, one.source, one.x, fitting[0].y))
            labels.remove(fitting[0])
    return [one for one in whole if one.y is not None and len(one.y)]


def by_role(found: list[Found]) -> dict[str, list[Found]]:
    """What was found, in the order of its names, by `ROLES`."""
    roles: dict[str, list[Found]] = {role: [] for role in ROLES}
    for one in sorted(found, key=lambda one: _natural("/".join(one.names))):
        roles[role_of(one.names)].append(one)
    return roles


def joined(found: list[Found]) -> Set:
    """Several pictures and labels as one."""
    pairs = [(one.x, one.y) for one in found if one.x is not None and one.y is not None]
    if len(pairs) == 1:
        return pairs[0]
    return np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs])
