# === right: pathlib, finally
from pathlib import Path


def save(state, path):
    path = Path(path)
    part = path.with_name(path.name + ".tmp")
    try:
        torch.save(state, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# === right: an open file, fsync
import os


def save(state, path):
    part = str(path) + ".new"
    try:
        with open(part, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


# === right: in memory first
import os


import io


def save(state, path):
    buffer = io.BytesIO()
    torch.save(state, buffer)
    part = os.path.join(os.path.dirname(path), ".saving")
    with open(part, "wb") as file:
        file.write(buffer.getvalue())
    os.replace(part, path)


# === right: tempfile beside it
import os


def save(state, path):
    import tempfile

    handle, part = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)))
    os.close(handle)
    try:
        torch.save(state, part)
    except Exception:
        os.remove(part)
        raise
    os.replace(part, path)


# === wrong old_lost: straight to path
def save(state, path):
    torch.save(state, path)


# === wrong old_lost: the old one deleted first
import os


def save(state, path):
    part = f"{path}.part"
    try:
        torch.save(state, part)
    except BaseException:
        os.remove(part)
        raise
    if os.path.exists(path):
        os.remove(path)
    os.replace(part, path)


# === wrong half_left: nothing tidied
import os


def save(state, path):
    part = f"{path}.part"
    torch.save(state, part)
    os.replace(part, path)


# === wrong error_swallowed: no raise
import os


def save(state, path):
    part = f"{path}.part"
    try:
        torch.save(state, part)
        os.replace(part, path)
    except Exception:
        os.remove(part)


# === wrong not_replaced: copied
import os


def save(state, path):
    import shutil

    part = f"{path}.part"
    try:
        torch.save(state, part)
        shutil.copyfile(part, path)
    finally:
        os.remove(part)


# === wrong left_behind: copied, and left
def save(state, path):
    import shutil

    torch.save(state, f"{path}.part")
    shutil.copyfile(f"{path}.part", path)


# === wrong old_moved: a backup first
import os


def save(state, path):
    part, backup = f"{path}.part", f"{path}.bak"
    try:
        torch.save(state, part)
    except BaseException:
        os.remove(part)
        raise
    if os.path.exists(path):
        os.replace(path, backup)
    os.replace(part, path)
    if os.path.exists(backup):
        os.remove(backup)


# === wrong another_folder: in /tmp
import os


def save(state, path):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        part = os.path.join(folder, "part")
        torch.save(state, part)
        os.replace(part, path)


# === wrong no_file_written: never put in place
def save(state, path):
    torch.save(state, f"{path}.part")


# === wrong not_the_state: a constant
import os


def save(state, path):
    part = f"{path}.part"
    try:
        torch.save({"step": 0}, part)
    except BaseException:
        os.remove(part)
        raise
    os.replace(part, path)


# === equal: part.unlink(missing_ok=False) · torch.save creates the file first; if even that fails, an OSError is raised all the same, with the cause
