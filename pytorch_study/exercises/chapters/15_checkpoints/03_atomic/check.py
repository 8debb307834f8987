import contextlib
import os
import tempfile
from pathlib import Path
from random import randint
from unittest import mock

import torch

from pytorch_study.exercises.kit import wrong


def half(state, file, *_, **__):
    """The disk is full: some bytes are written, then it stops."""
    if isinstance(file, str | os.PathLike):
        Path(file).write_bytes(b"half a file")
    else:
        file.write(b"half a file")
    raise OSError(28, "No space left on device")


def whole(path):
    try:
        return torch.load(path, weights_only=True)
    except Exception:
        return None


def others(folder):
    return sorted(one.name for one in folder.iterdir() if one.name != "last.pt")


def check(learner):
    with tempfile.TemporaryDirectory() as folder:
        return _check(learner, Path(folder))


def _check(learner, folder):
    old, new = {"step": randint(1, 99)}, {"step": randint(100, 199), "x": torch.rand(3)}
    path = folder / "last.pt"
    learner.save(old, path)
    if not path.exists():
        wrong("no_file_written", function="save")
    if whole(path) != old:
        wrong("not_the_state", function="save")
    if others(folder):
        wrong("left_behind", function="save", names=", ".join(others(folder)))

    # 1 · the disk is full while writing
    raised = False
    with mock.patch.object(torch, "save", half):
        try:
            learner.save(new, path)
        except OSError:
            raised = True
    if whole(path) != old:
        wrong("old_lost", function="save")
    if others(folder):
        wrong("half_left", function="save", names=", ".join(others(folder)))
    if not raised:
        wrong("error_swallowed", function="save")

    # 2 · the program is stopped just before the new file is put in place
    moves = []

    def stop(source, target, **_):
        moves.append((Path(source).resolve(), Path(target).resolve(), whole(source)))
        raise KeyboardInterrupt

    patched = mock.patch.object(os, "replace", stop), mock.patch.object(os, "rename", stop)
    with patched[0], patched[1], contextlib.suppress(KeyboardInterrupt):
        learner.save(new, path)
    if not moves:
        wrong("not_replaced", function="save")
    if whole(path) != old:
        wrong("old_lost", function="save")
    source, target, content = moves[0]
    if target != path.resolve():
        wrong("old_moved", function="save")
    if content is None:
        wrong("not_complete", function="save")
    if source.parent != target.parent:
        wrong("another_folder", function="save", folder=source.parent)
    for one in others(folder):
        (folder / one).unlink()

    # 3 · the first checkpoint of all fails, and then all is well
    first = folder / "first.pt"
    with mock.patch.object(torch, "save", half), contextlib.suppress(OSError):
        learner.save(new, first)
    if first.exists():
        wrong("half_left", function="save", names=first.name)
    learner.save(new, path)
    got = whole(path)
    if not got or got["step"] != new["step"] or not torch.equal(got["x"], new["x"]):
        wrong("not_the_state", function="save")
    return {"old": old["step"], "new": got["step"], "files": ", ".join(one.name for one in folder.iterdir())}
