"""Every reader, fed with damage and nonsense: it succeeds, or says a sentence; no other exception, little memory.

`PYTORCH_STUDY_FUZZ=20000 pytest tests/test_fuzz.py` tries that many inputs a reader instead of a few, and counts them.
"""

import bz2
import gzip
import io
import lzma
import os
import pickle
import sys
import tarfile
import tempfile
import tracemalloc
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pytorch_study.data import digit, idx, mnist, others, pickles
from pytorch_study.data.formats import accepting, forms, unpacking
from pytorch_study.data.formats.forms import Form, Part
from pytorch_study.data.image_folder import load_image_folder
from pytorch_study.data.tables import read_table
from pytorch_study.errors import DataError, UsageError

EXAMPLES = int(os.environ.get("PYTORCH_STUDY_FUZZ", "12"))
NEVER = Part(3, "", "")
GREY = Form("MNIST", "mnist", (1, 28, 28), forms.MNIST.classes, NEVER, NEVER)
COLOUR = Form("CIFAR-10", "cifar", (3, 32, 32), forms.CIFAR10.classes, NEVER, NEVER)
LIMIT = 8_000_000
"""Bytes that a file may unpack to here."""
OUTCOMES = Counter()

X, Y = np.arange(4 * 784, dtype=np.uint8).reshape(4, 28, 28), np.array([3, 1, 4, 1], np.uint8)
C = np.arange(3 * 3072, dtype=np.uint8).reshape(3, 3072)


@pytest.fixture(scope="module", autouse=True)
def counted():
    yield
    if "PYTORCH_STUDY_FUZZ" in os.environ:
        print(f"\n{sum(OUTCOMES.values())} inputs: {dict(OUTCOMES.most_common())}", file=sys.__stderr__)


def saved(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def zipped(*members, packing=zipfile.ZIP_DEFLATED):
    def write(file):
        with zipfile.ZipFile(file, "w", packing) as archive:
            for name, content in members:
                archive.writestr(name, content)

    return saved(write)


def tarred(*members, mode="w"):
    def write(file):
        with tarfile.open(fileobj=file, mode=mode) as archive:
            for name, content in members:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))

    return saved(write)


def mat():
    savemat = pytest.importorskip("scipy.io").savemat
    return saved(lambda file: savemat(file, {"data": X.reshape(4, 784).T, "label": Y[None]}))


def packed_mat():
    savemat = pytest.importorskip("scipy.io").savemat
    return saved(lambda file: savemat(file, {"data": C, "labels": Y[:3, None]}, do_compression=True))


def parquet():
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet as writer

    cells = [{"bytes": PNG, "path": None}] * 4
    return saved(lambda file: writer.write_table(pyarrow.table({"image": cells, "label": Y.tolist()}), file))


PNG = saved(lambda file: Image.fromarray(X[0]).save(file, "PNG"))
IDX = [idx.encode(X), idx.encode(Y)]
CSV = b"label," + b",".join(b"p%d" % n for n in range(784)) + b"\n" + b"".join(
    b",".join(b"%d" % v for v in [y, *x.reshape(-1)]) + b"\n" for x, y in zip(X, Y, strict=True)
)  # fmt: skip
PAIRS = tuple(((x.reshape(len(x), -1) / np.float32(256)).astype(np.float32), y) for x, y in [(X, Y)] * 3)
BATCH = {b"data": C, b"labels": [1, 2, 3]}

SEEDS = {
    "idx": lambda: IDX[0],
    "idx labels": lambda: IDX[1],
    "npy": lambda: saved(lambda file: np.save(file, X)),
    "npz": lambda: saved(lambda file: np.savez_compressed(file, x_train=X, y_train=Y, x_test=X, y_test=Y)),
    "csv": lambda: CSV,
    "csv without header": lambda: CSV.partition(b"\n")[2],
    "pickle 2": lambda: pickle.dumps(PAIRS, 2),
    "pickle 4": lambda: pickle.dumps(PAIRS, 4),
    "pickle batch": lambda: pickle.dumps(BATCH, 2),
    "pickle.gz": lambda: gzip.compress(pickle.dumps(PAIRS, 2)),
    "bin": lambda: np.hstack([Y[:3, None], C]).tobytes(),
    "mat": mat,
    "mat packed": packed_mat,
    "parquet": parquet,
    "zip": lambda: zipped(("train-images-idx3-ubyte", IDX[0]), ("train-labels-idx1-ubyte", IDX[1]), ("a/3/1.png", PNG)),
    "zip stored": lambda: zipped(("data_batch_1", pickle.dumps(BATCH, 2)), packing=zipfile.ZIP_STORED),
    "tar": lambda: tarred(("d/train-images-idx3-ubyte.gz", gzip.compress(IDX[0])), ("d/y", IDX[1])),
    "tar.xz": lambda: tarred(("mnist_train.csv", CSV), mode="w:xz"),
    "gzip": lambda: gzip.compress(IDX[0]),
    "bz2": lambda: bz2.compress(CSV),
    "xz": lambda: lzma.compress(CSV),
    "png": lambda: PNG,
}

KINDS = ["flip", "cut", "insert", "repeat", "set", "number"]
EDITS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.floats(0, 1), st.binary(min_size=1, max_size=8)),
    max_size=6,
)
NUMBERS = [b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"99999999"]
ENDS = ("", ".gz", ".csv", ".npz", ".zip", ".pkl", ".mat", ".png")


def damaged(content, edits):
    """Content after edits: bits flipped, bytes cut out, put in, repeated or replaced, numbers made huge."""
    for kind, place, value in edits:
        at = int(place * len(content))
        if kind == "cut":
            content = content[:at] + content[at + (len(value) ** 4 if len(value) > 4 else len(value)) :]
        elif kind == "insert":
            content = content[:at] + value + content[at:]
        elif kind == "repeat":
            content = content[:at] + content[at : at + 100] * len(value) + content[at:]
        elif kind == "set":
            content = content[:at] + value + content[at + len(value) :]
        elif kind == "number":  # as counts and lengths are written
            content = content[:at] + NUMBERS[value[0] % 4] + content[at + 4 :]
        elif content[at : at + 1]:
            content = content[:at] + bytes([content[at] ^ 1 << value[0] % 8]) + content[at + 1 :]
    return content


def tried(reader, work, most=60_000_000):
    """Do it, and count how it ended."""
    tracemalloc.start()
    try:
        work()
        OUTCOMES[reader, "read"] += 1
    except (DataError, UsageError) as error:
        assert len(str(error)) > 20
        OUTCOMES[reader, error.key] += 1
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < most, f"{reader}: {peak} bytes"


FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="PYTORCH_STUDY_FUZZ" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(unpacking, "MOST", LIMIT)
    monkeypatch.setattr(unpacking, "MOST_ALL", 2 * LIMIT)


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("reader", SEEDS)
def test_damaged_files_of_every_form(reader):
    good = SEEDS[reader]()

    @FUZZ
    @given(EDITS, st.sampled_from(ENDS), st.booleans(), st.sampled_from([GREY, COLOUR]))
    def check(edits, end, beside, form):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "3", f"mnist_train{end}")
            path.parent.mkdir()
            path.write_bytes(damaged(good, edits))
            if beside:
                (path.parent / "mnist_test").write_bytes(IDX[1])
            for place in (path, Path(folder)):
                accepting.forget()
                tried(reader, lambda place=place: accepting.load(place, form))
            assert sorted(p.name for p in Path(folder).rglob("*")) == ["3", *["mnist_test"] * beside, path.name]

    check()


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_any_bytes_at_all():
    @FUZZ
    @given(st.sampled_from(MAGIC), st.binary(max_size=400))
    def check(magic, rest):
        content = magic + rest
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "mnist")
            path.write_bytes(content)
            for form in (GREY, COLOUR):
                accepting.forget()
                tried("bytes", lambda form=form: accepting.load(path, form))
            tried("bytes as table", lambda: read_table(path, ("a", "b")))
            tried("bytes as pickle", lambda: list(pickles.arrays(content, path)))
            tried("bytes as batch", lambda: pickles.decode(content, path))

    check()


MAGIC = [
    b"",
    b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"PK\x03\x04", b"PK\x05\x06", b"\x00\x00\x08\x03", b"\x93NUMPY\x01\x00",
    b"PAR1", b"MATLAB 5.0 MAT-file" + bytes(107) + b"IM", b"\x80\x02", b"\x80\x05", b"\x89PNG\r\n\x1a\n", b"a,b\n",
]  # fmt: skip


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_damaged_official_files_and_others_of_their_form():
    @FUZZ
    @given(EDITS, st.sampled_from(["train_x", "train_y", "test_x", "test_y"]), st.booleans(), st.booleans())
    def check(edits, key, pack, other):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "KMNIST" if other else "MNIST", "raw")
            place.mkdir(parents=True)
            for name, part in mnist.PARTS.items():
                content = IDX[name.endswith("y")]
                content = gzip.compress(content) if pack else content
                content = damaged(content, edits) if name == key else content
                (place / f"{part.name}{'.gz' * pack}").write_bytes(content)
            if other and (found := others.at(Path(folder))):
                tried("others", lambda: others.load(found).test())
            files = mnist.at(place.parent) or mnist.at(place)
            if files:
                tried("mnist", lambda: mnist.verify(files))

    check()


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_damaged_pictures_in_folders_of_classes():
    @FUZZ
    @given(EDITS, st.booleans())
    def check(edits, jpeg):
        picture = saved(lambda file: Image.fromarray(X[0]).save(file, "JPEG")) if jpeg else PNG
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a/1", "a/2", "a/3", "b/1", "b/2"):
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(damaged(picture, edits) if name == "a/1" else picture)
            work = (Path(folder), digit.read_digit, 0, lambda *_: None)
            tried("pictures", lambda: load_image_folder(*work), 900_000_000)

    check()


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_damaged_tables():
    table = 'a,b;c\t名\n1.5,2;3\t4\n"1,234",2;3\t4\n'

    @FUZZ
    @given(EDITS, st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-8-sig"]))
    def check(edits, encoding):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "t.csv")
            path.write_bytes(damaged(table.encode(encoding), edits))
            tried("table", lambda: read_table(path, ("a", "b")))

    check()
