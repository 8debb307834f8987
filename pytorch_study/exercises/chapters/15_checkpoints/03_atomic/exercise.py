"""存到一半被打断：要么旧的，要么新的
直接往旧检查点上写，写到一半被打断，旧的没了，新的也不完整。`save(state, path)` 要做到：任何时刻程序被杀死，
path 要么是完整的旧文件，要么是完整的新文件（真正断电还要 `os.fsync`，通过之后再讲）。path 是 `Path`。
办法：先写到同一个文件夹里的另一个名字，写完了再用 `part.replace(path)` 换上去，它一步完成。
写的时候出错（比如磁盘满了），把写了一半的文件删掉，错误照样抛出去。存完之后，文件夹里不留别的文件。

Interrupted while saving: the old file or the new one
Written straight over the old checkpoint, half a file is left when it is interrupted: the old one is gone, the new one
is broken. `save(state, path)` shall see to it that whenever the program is killed, path is the whole old file or the
whole new one (a real power failure also needs `os.fsync`; more after you pass). Write to another name in the same
folder first, and when that is complete put it in place with `part.replace(path)`, a single step. path is a `Path`.
If writing fails (a full disk, say), delete the half-written file and let the error go on. After saving, no other file
is left in the folder.
"""

from pathlib import Path

import torch


def save(state, path):
    raise NotImplementedError


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pt"
        save({"step": 1}, path)
        save({"step": 2}, path)
        print(torch.load(path), [one.name for one in path.parent.iterdir()])
