"""存到一半被打断：要么旧的，要么新的 · Interrupted while saving: the old file or the new one."""

from pathlib import Path

import torch


def save(state, path):
    part = path.with_name(path.name + ".part")
    try:
        torch.save(state, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pt"
        save({"step": 1}, path)
        save({"step": 2}, path)
        print(torch.load(path), [one.name for one in path.parent.iterdir()])
