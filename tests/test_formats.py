"""The same data in another wrapping: accepted by its content, refused for what it is."""

import gzip
import io
import json
import lzma
import pickle
import struct
import tarfile
import zipfile

import numpy as np
import pytest
import torch
from helpers import CIFAR10
from PIL import Image

from pytorch_study import api, text
from pytorch_study.data import catalog, cifar10, kinds, locations, mnist, others
from pytorch_study.data.formats import accepting, forms, unpacking
from pytorch_study.data.formats.forms import Form, Part
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataOptions, SharedFolder
from pytorch_study.lessons import cifar10 as lesson_cifar10

RAW = locations.PACKAGE / "MNIST" / "raw"


def described(x, y):
    rows = x.reshape(len(x), -1)
    return Part(len(y), forms.ordered_digest(rows, y), forms.unordered_digest(rows, y))


def drawn(count, shape, seed):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, *shape), np.uint8), random.integers(0, 10, count).astype(np.uint8)


GREY = (*drawn(30, (28, 28), 0), *drawn(10, (28, 28), 1))
"""Small stand-ins for MNIST: training pictures, labels, test pictures, labels."""
COLOUR = (*drawn(25, (3, 32, 32), 2), *drawn(10, (3, 32, 32), 3))
SMALL = Form("MNIST", "mnist", (1, 28, 28), forms.MNIST.classes, described(*GREY[:2]), described(*GREY[2:]))
TINY = Form("CIFAR-10", "cifar", (3, 32, 32), forms.CIFAR10.classes, described(*COLOUR[:2]), described(*COLOUR[2:]))


@pytest.fixture(scope="module")
def real():
    """The real MNIST."""
    tensors = [mnist.read(RAW / f"{part.name}.gz", key) for key, part in mnist.PARTS.items()]
    return tuple(tensor.numpy() for tensor in tensors)


@pytest.fixture(autouse=True)
def nothing_else(tmp_path_factory, monkeypatch):
    """An empty cache, and nothing kept from the test before."""
    cache = tmp_path_factory.mktemp("cache")
    for module in (locations, catalog, cifar10):
        monkeypatch.setattr(module, "cache_folder", lambda: cache)
    monkeypatch.delenv("PYTORCH_STUDY_DATA", raising=False)
    accepting.forget()
    return cache


# --------------------------------------------------------------------------------------------- writing it in all ways


TEXT = list(map(str, range(256)))
"""Every byte in decimal: the real MNIST has 55 million."""


def csv(path, x, y, header=True, last=False, separator=","):
    rows = x.reshape(len(x), -1)
    names = [f"pixel{number}" for number in range(rows.shape[1])]
    names = [*names, "class"] if last else ["label", *names]
    table = np.hstack([rows, y[:, None]] if last else [y[:, None], rows])
    lines = [separator.join(map(TEXT.__getitem__, row.tobytes())) for row in table]
    path.write_text("\n".join([separator.join(names)] * header + lines) + "\n", "utf-8")


def as_csv(folder, a, b, c, d):
    csv(folder / "mnist_train.csv", a, b)
    csv(folder / "mnist_test.csv", c, d)


def as_csv_without_header(folder, a, b, c, d):
    csv(folder / "one_train.txt", a, b, header=False)
    csv(folder / "two_test.txt", c, d, header=False)


def as_csv_of_everything(folder, a, b, c, d):
    csv(folder / "mnist_784.csv", np.concatenate([a, c]), np.concatenate([b, d]), last=True)


def as_csv_with_semicolons(folder, a, b, c, d):
    csv(folder / "train.csv", a, b, separator=";")
    csv(folder / "test.csv", c, d, separator=";", last=True)


def as_npz(folder, a, b, c, d):
    np.savez_compressed(folder / "digits.bin", x_train=a, y_train=b.astype(np.int64), x_test=c, y_test=d)
    (folder / "digits.bin.npz").rename(folder / "digits.bin")


def as_pickle(folder, a, b, c, d):
    cut = len(a) * 5 // 6
    sets = [(a[:cut], b[:cut]), (a[cut:], b[cut:]), (c, d)]
    scaled = [((x.reshape(len(x), -1) / np.float32(256)).astype(np.float32), y.astype(np.int64)) for x, y in sets]
    with gzip.open(folder / "mnist.pkl.gz", "wb", 1) as file:
        pickle.dump(tuple(scaled), file, 2)


def as_mat(folder, a, b, c, d):
    x = np.concatenate([a, c]).reshape(len(a) + len(c), -1).T
    pytest.importorskip("scipy.io").savemat(
        folder / "mnist-original.mat", {"data": x, "label": np.concatenate([b, d])[None].astype(float)}
    )


def as_zip_of_idx(folder, a, b, c, d):
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for array, part in zip((a, b, c, d), mnist.PARTS.values(), strict=True):
            archive.writestr(f"some/{part.name}", mnist.idx.encode(array))


def as_zip_of_packed_idx(folder, a, b, c, d):
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        for array, part in zip((a, b, c, d), mnist.PARTS.values(), strict=True):
            archive.writestr(f"__MACOSX/._{part.name}.gz", b"x")
            archive.writestr(f"../../{part.name}.gz", gzip.compress(mnist.idx.encode(array), 1))


def as_zip_of_csv(folder, a, b, c, d):
    as_csv(folder, a, b, c, d)
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.write(path, path.name)
            path.unlink()


def as_tar_of_idx(folder, a, b, c, d):
    with tarfile.open(folder / "mnist.tar.xz", "w:xz", preset=0) as tar:
        for array, part in zip((a, b, c, d), mnist.PARTS.values(), strict=True):
            content = mnist.idx.encode(array)
            member = tarfile.TarInfo(f"mnist/{part.name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG", compress_level=1)
    return file.getvalue()


def as_pictures(folder, a, b, c, d):
    for part, x, y in (("training", a, b), ("testing", c, d)):
        for label in set(y.tolist()):
            (folder / part / SMALL.classes[label]).mkdir(parents=True)
        for number, (picture, label) in enumerate(zip(x, y.tolist(), strict=True)):
            (folder / part / SMALL.classes[label] / f"{number}.png").write_bytes(png(picture))


def as_parquet(folder, a, b, c, d):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for name, x, y in (("train", a, b), ("test", c, d)):
        cells = [{"bytes": png(picture), "path": None} for picture in x]
        parquet.write_table(
            pyarrow.table({"image": cells, "label": y.tolist()}), folder / f"{name}-00000-of-00001.parquet"
        )


WAYS = {
    function.__name__.removeprefix("as_").replace("_", " "): function
    for function in (
        as_csv, as_csv_without_header, as_csv_of_everything, as_csv_with_semicolons, as_npz, as_pickle, as_mat,
        as_zip_of_idx, as_zip_of_packed_idx, as_zip_of_csv, as_tar_of_idx, as_pictures, as_parquet,
    )
}  # fmt: skip


def same(found, arrays):
    for one, other in zip((*found.train, *found.test), arrays, strict=True):
        assert np.array_equal(one.reshape(len(one), -1), other.reshape(len(other), -1))


@pytest.mark.parametrize("way", WAYS)
def test_each_wrapping_is_read_from_its_folder_and_from_one_file(tmp_path, way):
    WAYS[way](tmp_path, *GREY)
    found = accepting.load(tmp_path, SMALL)
    assert not found.other_order
    same(found, GREY)
    if way != "pictures":
        for path in sorted(tmp_path.iterdir()):  # half of it leads to the other half beside it
            accepting.forget()
            same(accepting.load(path, SMALL), GREY)


@pytest.mark.parametrize("way", WAYS)
def test_pictures_in_another_order_are_accepted_and_told(tmp_path, way):
    a, b, c, d = GREY
    order = np.random.default_rng(0).permutation(len(b))
    WAYS[way](tmp_path, a[order], b[order], c, d)
    said = []
    found = accepting.load(tmp_path, SMALL, lambda sentence, _: said.append(sentence))
    assert found.other_order
    same(found, (a[order], b[order], c, d))
    assert ["another order" in sentence for sentence in said] == [True]


@pytest.mark.parametrize("way", WAYS)
def test_a_changed_pixel_a_swapped_label_and_a_part_are_refused_for_what_they_are(tmp_path, way):
    a, b, c, d = GREY
    (tmp_path / "pixel").mkdir()
    changed = a.copy()
    changed[3, 3, 3] ^= 1
    WAYS[way](tmp_path / "pixel", changed, b, c, d)
    with pytest.raises(DataError, match="40 pictures, as many as MNIST, but they are not the official ones"):
        accepting.load(tmp_path / "pixel", SMALL)
    (tmp_path / "label").mkdir()
    labels = b.copy()
    labels[0] = (labels[0] + 1) % 10
    WAYS[way](tmp_path / "label", a, labels, c, d)
    with pytest.raises(DataError, match="not the official ones"):
        accepting.load(tmp_path / "label", SMALL)
    (tmp_path / "part").mkdir()
    WAYS[way](tmp_path / "part", a[:12], b[:12], c, d)
    with pytest.raises(DataError, match=r"(12|22) .*MNIST has 30 pictures for training and 10 for the test") as caught:
        accepting.load(tmp_path / "part", SMALL)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("way", ["csv without header", "pickle", "csv of everything"])
def test_the_real_mnist_repacked_is_trained_on_copied_and_verified(tmp_path, real, inside, nothing_else, way):
    source = tmp_path / "D"
    source.mkdir()
    WAYS[way](source, *real)
    for part, x, y in (("train", *real[:2]), ("test", *real[2:])):
        split = mnist.load_mnist(DataOptions(folder=source), part)
        assert torch.equal(split.x[:, 0], torch.from_numpy(x))
        assert torch.equal(split.y, torch.from_numpy(y).long())
    assert inside("data", "verify", "mnist", "--data", source).returncode == 0
    done = inside("data", "get", "mnist", "--from", next(source.iterdir()))
    assert done.returncode == 0, done.stderr
    kept = nothing_else / "MNIST" / "raw"
    assert sorted(path.name for path in kept.iterdir()) == sorted(part.name for part in mnist.PARTS.values())
    counts = [len(mnist.read(kept / part.name, key)) for key, part in mnist.PARTS.items()]
    assert counts == [60_000, 60_000, 10_000, 10_000]


def test_the_real_mnist_sorted_as_mldata_had_it_is_accepted_and_told(tmp_path, real, inside, nothing_else):
    a, b, c, d = real
    one, two = np.argsort(b, kind="stable"), np.argsort(d, kind="stable")
    as_mat(tmp_path, a[one], b[one], c[two], d[two])
    done = inside("data", "get", "mnist", "--from", tmp_path / "mnist-original.mat")
    assert done.returncode == 0
    assert "another order" in done.stderr
    again = inside("data", "verify", "mnist", "--data", nothing_else, lang="zh")
    assert again.returncode == 0
    assert "顺序" in again.stderr
    split = mnist.load_mnist(DataOptions(folder=nothing_else), "train")
    assert split.y.bincount()[1] == 6742
    assert split.y.tolist() == sorted(split.y.tolist())


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["pictures", "parquet"])
def test_the_real_mnist_as_seventy_thousand_pictures(tmp_path, real, way):
    WAYS[way](tmp_path, *real)
    split = mnist.load_mnist(DataOptions(folder=tmp_path), "train")
    assert torch.equal(split.x[:, 0], torch.from_numpy(real[0]))


# ------------------------------------------------------------------------------------------------------------ CIFAR-10


def cifar_bin(folder, a, b, c, d):
    place = folder / "cifar-10-batches-bin"
    place.mkdir()
    parts = [*zip(np.split(a, 5), np.split(b, 5), strict=True), (c, d)]
    for name, (x, y) in zip([*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"], parts, strict=True):
        (place / name).write_bytes(np.hstack([y[:, None], x.reshape(len(x), -1)]).tobytes())


def cifar_mat(folder, a, b, c, d):
    savemat = pytest.importorskip("scipy.io").savemat
    parts = [*zip(np.split(a, 5), np.split(b, 5), strict=True), (c, d)]
    for name, (x, y) in zip([*(f"data_batch_{n}.mat" for n in range(1, 6)), "test_batch.mat"], parts, strict=True):
        savemat(folder / name, {"data": x.reshape(len(x), -1), "labels": y[:, None], "batch_label": name})


def cifar_zip(folder, a, b, c, d):
    parts = [*zip(np.split(a, 5), np.split(b, 5), strict=True), (c, d)]
    with zipfile.ZipFile(folder / "cifar-10-python.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, (x, y) in zip([*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"], parts, strict=True):
            batch = {b"data": x.reshape(len(x), -1), b"labels": y.tolist()}
            archive.writestr(f"cifar-10-batches-py/{name}", pickle.dumps(batch, 2))


def cifar_bin_in_tar(folder, a, b, c, d):
    cifar_bin(folder, a, b, c, d)
    with tarfile.open(folder / "cifar-10-binary.tar.gz", "w:gz", compresslevel=1) as tar:
        for path in sorted((folder / "cifar-10-batches-bin").iterdir()):
            tar.add(path, f"cifar-10-batches-bin/{path.name}")
            path.unlink()
    (folder / "cifar-10-batches-bin").rmdir()


def cifar_pictures(folder, a, b, c, d):
    for part, x, y in (("train", a, b), ("test", c, d)):
        for label in set(y.tolist()):
            (folder / part / TINY.classes[label]).mkdir(parents=True)
        for number, (picture, label) in enumerate(zip(x, y.tolist(), strict=True)):
            place = folder / part / TINY.classes[label]
            (place / f"{number:04}.png").write_bytes(png(picture.transpose(1, 2, 0)))


CIFAR_WAYS = {f.__name__: f for f in (cifar_bin, cifar_mat, cifar_zip, cifar_bin_in_tar, cifar_pictures)}


@pytest.mark.parametrize("way", CIFAR_WAYS)
def test_each_wrapping_of_cifar10(tmp_path, way):
    CIFAR_WAYS[way](tmp_path, *COLOUR)
    same(accepting.load(tmp_path, TINY), COLOUR)
    if way != "cifar_pictures":
        accepting.forget()
        same(accepting.load(next(path for path in sorted(tmp_path.rglob("*")) if path.is_file()), TINY), COLOUR)


@pytest.mark.parametrize("way", ["cifar_bin", "cifar_bin_in_tar", "cifar_zip", "cifar_mat"])
def test_the_real_cifar10_repacked(tmp_path, nothing_else, inside, way):
    if CIFAR10 is None:
        pytest.skip("no CIFAR-10 here: name its folder in PYTORCH_STUDY_DATA")
    parts = [cifar10.load_cifar10(DataOptions(folder=CIFAR10), part) for part in ("train", "test")]
    source = tmp_path / "D"
    source.mkdir()
    CIFAR_WAYS[way](source, *(array for part in parts for array in (part.x.numpy(), part.y.numpy().astype(np.uint8))))
    found = cifar10.load_cifar10(DataOptions(folder=source), "test")
    assert torch.equal(found.x, parts[1].x)
    if way == "cifar_bin":
        done = inside("data", "get", "cifar10", "--from", source)
        assert done.returncode == 0, done.stderr
        assert cifar10.at(nothing_else).keys() == {b.name for b in (*cifar10.CIFAR10.train, *cifar10.CIFAR10.test)}
        assert torch.equal(cifar10.load_cifar10(DataOptions(folder=nothing_else), "train").x, parts[0].x)


def test_the_names_of_folders_are_those_of_the_lesson():
    assert forms.CIFAR10.classes == lesson_cifar10.LABELS


def stand_ins(folder):
    """A zip of batches that are none, and the binary version with ten pictures a file, as files and packed."""
    x, y = np.zeros((50, 3, 32, 32), np.uint8), np.zeros(50, np.uint8)
    folder.mkdir()
    cifar_bin_in_tar(folder, x, y, x[:10], y[:10])
    cifar_bin(folder, x, y, x[:10], y[:10])
    with zipfile.ZipFile(folder / "cifar-10-python.zip", "w") as archive:
        for name in [*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"]:
            archive.writestr(f"cifar-10-batches-py/{name}", b"x" * 100)
    return folder


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_small_stand_ins_of_cifar10_are_refused_for_what_they_are(tmp_path, inside, lang):
    folder = stand_ins(tmp_path / "D")
    for source, words in (
        ("cifar-10-python.zip", "cifar-10-batches-py/data_batch_1"),
        ("cifar-10-binary.tar.gz", "50"),
        ("cifar-10-batches-bin/data_batch_1.bin", "50"),
        (".", ""),
    ):
        done = inside("data", "get", "cifar10", "--from", folder / source, lang=lang)
        assert done.returncode == 3
        assert words in done.stderr
        assert "tar" not in done.stderr.replace("tar.gz", "")
        assert "half" not in done.stderr
        assert "一半" not in done.stderr


# -------------------------------------------------------------------------------------------- what cannot be read here


def tfrecord():
    """A record as TensorFlow writes it."""
    length = struct.pack("<Q", 28)
    crc = 0xFFFFFFFF
    table = []
    for byte in range(256):  # the table-driven form, to check the other by
        value = byte
        for _ in range(8):
            value = value >> 1 ^ 0x82F63B78 * (value & 1)
        table.append(value)
    for byte in length:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return length + struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF) + b"\x0a" * 40


FOREIGN = {
    "a RAR archive": b"Rar!\x1a\x07\x01\x00" + bytes(100),
    "a 7z archive": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "an HDF5 file": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "a web page": b"\n<!DOCTYPE HTML PUBLIC><title>403</title>",
    "a PDF document": b"%PDF-1.7\n",
    "a Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9912422\n",
    "a TFRecord file": tfrecord(),
    "XML": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "an ARFF table": b"% from OpenML\n@RELATION mnist_784\n",
}


@pytest.mark.promise("data")
@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_what_cannot_be_read_is_named_for_what_it_is(tmp_path, inside, what, name):
    for file in ("mnist.npy", "train-images-idx3-ubyte.gz", "cifar-10-python.tar.gz"):
        path = tmp_path / file
        path.write_bytes(FOREIGN[what])
        done = inside("data", "get", name, "--from", path)
        if file.startswith("train") and name == "mnist":
            assert "incomplete" in done.stderr or what in done.stderr
        else:
            assert what in done.stderr
        assert done.returncode == 3
        assert "half" not in done.stderr
        assert "partial" not in done.stderr
        path.unlink()


@pytest.mark.promise("data")
def test_half_a_download_is_said_of_half_downloads_only(tmp_path):
    a, b, c, d = GREY
    wholes = {}
    for way in ("zip of idx", "pickle", "npz"):
        (tmp_path / way).mkdir()
        WAYS[way](tmp_path / way, a, b, c, d)
        (path,) = (tmp_path / way).iterdir()
        wholes[way] = path.read_bytes()
    for content in wholes.values():
        path = tmp_path / "download"
        path.write_bytes(content[: len(content) // 2])
        with pytest.raises(DataError, match="half a download"):
            accepting.load(path, SMALL)
        accepting.forget()
    damaged = bytearray(wholes["pickle"])
    damaged[len(damaged) // 2] ^= 255
    path.write_bytes(damaged)
    with pytest.raises(DataError) as caught:
        accepting.load(path, SMALL)
    assert "half a download" not in str(caught.value)
    (tmp_path / "mnist.npz.crdownload").write_bytes(b"something of which nothing is known")
    with pytest.raises(DataError, match="not finished"):
        accepting.load(tmp_path / "mnist.npz.crdownload", SMALL)
    (tmp_path / "random").write_bytes(np.random.default_rng(0).bytes(5000))
    with pytest.raises(DataError, match="no MNIST is recognised"):
        accepting.load(tmp_path / "random", SMALL)


def test_kaggles_training_table_is_named(tmp_path):
    row = b",".join([b"0"] * 785) + b"\n"
    (tmp_path / "train.csv").write_bytes(
        b"label," + b",".join(b"pixel%d" % n for n in range(784)) + b"\n" + row * 42_000
    )
    with pytest.raises(DataError, match="Kaggle's digit recognizer: 42,000 of the 70,000"):
        accepting.load(tmp_path, forms.MNIST)


def test_a_training_set_without_a_test_set_is_named(tmp_path):
    csv(tmp_path / "mnist_train.csv", *GREY[:2])
    with pytest.raises(DataError, match="but not its 10 test pictures"):
        accepting.load(tmp_path, SMALL)


class Evil:
    def __reduce__(self):
        return print, ("run",)


@pytest.mark.promise("archive")
@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Evil(), 2),
        pickle.dumps([Evil()], 4),
        b"\x80\x02]r\xff\xff\xff\x7f.",
        b"\x80\x02" + b"}" * 2_000_000 + b".",
    ],
)
def test_no_code_is_run(tmp_path, capsys, content):
    (tmp_path / "mnist.pkl.gz").write_bytes(gzip.compress(content))
    with pytest.raises(DataError, match="None of its code was run"):
        accepting.load(tmp_path, SMALL)
    assert capsys.readouterr().out == ""


@pytest.mark.promise("archive")
def test_a_bomb_is_noticed_early(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST", 1_000_000)
    many = bytes(3_000_000)
    with zipfile.ZipFile(tmp_path / "mnist.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mnist.csv", many)
    (tmp_path / "mnist.gz").write_bytes(gzip.compress(many))
    (tmp_path / "mnist.xz").write_bytes(lzma.compress(many))
    inner = gzip.compress(b"x")
    for _ in range(8):
        inner = gzip.compress(inner)
    (tmp_path / "deep.gz").write_bytes(inner)
    for name, words in (
        ("mnist.zip", "more than"),
        ("mnist.gz", "more than"),
        ("mnist.xz", "more than"),
        ("deep.gz", "deep"),
    ):
        with pytest.raises(DataError, match=words):
            accepting.load(tmp_path / name, SMALL)


def test_a_locked_zip_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.csv", b"1")
    content = bytearray((tmp_path / "a.zip").read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match="password"):
        accepting.load(tmp_path / "a.zip", SMALL)


@pytest.mark.parametrize(
    ("module", "content"), [("scipy.io", b"MATLAB 5.0 MAT-file" + bytes(109)), ("pyarrow", b"PAR1PAR1")]
)
def test_a_package_that_is_missing_is_named_with_its_line(tmp_path, monkeypatch, module, content):
    import sys

    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "mnist").write_bytes(content)
    with pytest.raises(DataError, match=f"pip install {module.partition('.')[0]}"):
        accepting.load(tmp_path / "mnist", SMALL)


def test_a_bad_file_in_a_folder_that_nobody_named_stops_nobody(tmp_path, monkeypatch):
    (tmp_path / "mnist.zip").write_bytes(b"PK\x03\x04 cut off")
    monkeypatch.setenv("PYTORCH_STUDY_DATA", str(tmp_path))
    assert {path.parent for path in mnist.find(DataOptions()).values()} == {RAW}
    assert {path.parent for path in mnist.find(DataOptions(folder=SharedFolder(tmp_path))).values()} == {RAW}
    with pytest.raises(DataError, match="half a download"):
        mnist.load_mnist(DataOptions(folder=tmp_path), "train")


def test_a_folder_with_other_things_is_searched_and_listed(tmp_path):
    (tmp_path / "holiday.rar").write_bytes(FOREIGN["a RAR archive"])
    for number in range(5):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(DataError, match=r"does not hold this lesson's data.*holiday.rar"):
        mnist.find(DataOptions(folder=tmp_path))


# ------------------------------------------------------------------------------------------ Fashion-MNIST and its likes


def four(folder, x, y, prefixes=("train", "t10k"), pack=True):
    folder.mkdir(parents=True, exist_ok=True)
    for prefix in prefixes:
        for name, array in (("images-idx3", x), ("labels-idx1", y)):
            content = mnist.idx.encode(array)
            path = folder / f"{prefix}-{name}-ubyte{'.gz' * pack}"
            path.write_bytes(gzip.compress(content, 1) if pack else content)
    return folder


def clothes(count=40):
    return drawn(count, (28, 28), 5)[0], (np.arange(count) % 10).astype(np.uint8)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("FashionMNIST/raw", "Fashion-MNIST"),
        ("fashion-mnist", "Fashion-MNIST"),
        ("data/fashion", "Fashion-MNIST"),
        ("KMNIST/raw", "KMNIST"),
        ("kmnist", "KMNIST"),
    ],
)
def test_another_set_of_this_form_is_told_by_its_folder(tmp_path, place, name):
    folder = four(tmp_path / place, *clothes())
    for given in {folder, folder.parent}:
        other = others.at(given)
        assert other.kind.name == name
        assert others.load(other).info.dataset == name
    assert mnist.other_set(DataOptions(folder=SharedFolder(folder))) is None
    assert mnist.other_set(DataOptions()) is None


def test_fashion_mnist_is_told_by_its_labels(tmp_path, monkeypatch):
    x, y = clothes()
    content = mnist.idx.encode(y)
    monkeypatch.setitem(others.LABELS, mnist.sha256(content), others.FASHION)
    assert others.at(four(tmp_path / "downloads", x, y)).kind is others.FASHION
    with pytest.raises(DataError, match="holds Fashion-MNIST, not MNIST"):
        mnist.named(tmp_path / "downloads")


@pytest.mark.parametrize("split", others.EMNIST)
@pytest.mark.parametrize("place", ["EMNIST/raw", "EMNIST/raw/gzip", "letters and digits"])
def test_emnist_is_turned_upright_and_its_letters_begin_at_one(tmp_path, split, place):
    kind = others.EMNIST[split]
    x, _ = clothes(len(kind.labels))
    y = (np.arange(len(kind.labels)) + kind.first).astype(np.uint8)
    folder = four(tmp_path / place, x, y, (f"emnist-{split}-train", f"emnist-{split}-test"))
    other = others.at(folder)
    splits = others.load(other)
    assert other.kind is kind
    assert torch.equal(splits.train.x[:, 0], torch.from_numpy(x.transpose(0, 2, 1).copy()))
    assert splits.test().y.tolist() == list(range(len(kind.labels)))
    assert len(splits.info.labels) == {"balanced": 47, "letters": 26, "byclass": 62, "bymerge": 47}.get(split, 10)


def test_of_several_splits_of_emnist_one_is_used_and_told(tmp_path):
    for split in ("letters", "balanced", "digits"):
        four(tmp_path / "EMNIST" / "raw", *clothes(), (f"emnist-{split}-train", f"emnist-{split}-test"))
    assert "letters, digits; EMNIST balanced is used" in others.notes(DataOptions(folder=tmp_path))[-1]


def test_where_mnist_lies_beside_it_mnist_is_used(tmp_path, real):
    four(tmp_path / "FashionMNIST" / "raw", *clothes())
    as_csv_without_header(tmp_path, *real)
    assert mnist.other_set(DataOptions(folder=tmp_path)) is None
    assert mnist.load_mnist(DataOptions(folder=tmp_path), "test").y.bincount()[1] == 1135


@pytest.mark.promise("data")
def test_labels_that_do_not_match_are_named(tmp_path):
    x, y = clothes()
    with pytest.raises(DataError, match="pictures and labels do not match"):
        others.load(others.at(four(tmp_path / "a" / "KMNIST", x, y[:-1])))
    with pytest.raises(DataError, match="labels of KMNIST are 0 to 9"):
        others.load(others.at(four(tmp_path / "b" / "KMNIST", x, y + 1)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_fashion_mnist_is_trained_on_as_what_it_is_and_digits_refuse_it(tmp_path, inside, lang):
    folder = tmp_path / "D"
    four(folder / "FashionMNIST" / "raw", np.zeros((2, 28, 28), np.uint8), np.array([9, 8], np.uint8))
    refused = inside("evaluate", "mnist", "--data", folder, lang=lang)
    assert refused.returncode == 3
    assert "Fashion-MNIST" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert inside("predict", "mnist", folder, lang=lang).returncode == 3
    assert "Fashion-MNIST" in inside("data", "verify", "mnist", "--data", folder, lang=lang).stderr
    done = inside("train", "mnist", "--data", folder, "--epochs", "1", "--json", lang=lang)
    assert done.returncode == 0, done.stderr
    assert "Fashion-MNIST" in done.stderr


def test_a_run_knows_its_data_and_uses_them_again(tmp_path, inside):
    folder = tmp_path / "D"
    x, _ = clothes(26)
    four(
        folder / "EMNIST" / "raw", x, np.arange(1, 27, dtype=np.uint8), ("emnist-letters-train", "emnist-letters-test")
    )
    run = api.train("mnist", data=folder, epochs=1, runs=tmp_path / "runs", quiet=True)
    info = json.loads((run.folder / "run.json").read_text("utf-8"))["data"]
    assert (info["info"]["dataset"], info["folder"]) == ("EMNIST letters", str(folder.resolve()))
    again = api.evaluate(run)
    assert again["labels"] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert again["count"] == 26
    with pytest.raises(DataError, match="holds MNIST, but these weights know EMNIST letters"):
        api.evaluate(run, data=locations.PACKAGE)
    Image.fromarray(x[0]).save(tmp_path / "a.png")
    assert api.predict(run, tmp_path / "a.png")[0]["label"] in again["labels"]


def test_kinds_are_told_by_first_bytes_only():
    assert kinds.kind_of(b"\x1f\x8b\x08\x00", 4) == "gzip"
    assert kinds.kind_of(bytes(3073), 3073) == "bin"
    assert kinds.kind_of(bytes(3072), 3072) == ""
    assert kinds.kind_of(b"1,2,3\n", 6) == ""
    assert kinds.kind_of(b",".join([b"1"] * 785), 2000) == "csv"
    assert kinds.kind_of(tfrecord(), 52) == ""
    text.use("zh")
    assert "TFRecord" in str(kinds.foreign_kind(tfrecord())[0])
