"""Data: found where they should be, believed only when they are right."""

import gzip

import numpy as np
import pytest
import torch
from helpers import damaged
from hypothesis import given
from hypothesis import strategies as st

from pytorch_study.__main__ import main
from pytorch_study.data import catalog, cifar10, idx, locations, mnist
from pytorch_study.data.splits import hold_out, split_rows, take_per_class
from pytorch_study.data.tables import CARS, read_table
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataOptions, Split, Splits
from pytorch_study.lessons import regression
from pytorch_study.recipe import Recipe

RAW = locations.PACKAGE / "MNIST" / "raw"


def encode(tensor):
    """An independent writer of the format, for the reader to be proven against."""
    header = bytes([0, 0, 8, tensor.dim()]) + b"".join(n.to_bytes(4, "big") for n in tensor.shape)
    return header + bytes(tensor.flatten().tolist())


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_idx_reads_what_was_written(shape, random):
    count = torch.tensor(shape).prod().item()
    tensor = torch.tensor([random.randrange(256) for _ in range(count)], dtype=torch.uint8).reshape(shape)
    read = idx.decode(encode(tensor), "x")
    assert read.shape == tensor.shape
    assert torch.equal(read, tensor)


@given(st.binary(max_size=60))
def test_idx_refuses_or_reads_any_bytes(content):
    try:
        tensor = idx.decode(content, "x")
    except DataError:
        return
    assert encode(tensor) == content


@pytest.mark.promise("data")
@given(st.integers(0, 40))
def test_idx_cut_short_is_named_with_both_lengths(keep):
    whole = encode(torch.zeros(3, 3, 3, dtype=torch.uint8))
    with pytest.raises(DataError, match=f"43 bytes.*{keep} found" if keep >= 16 else None):
        idx.decode(whole[:keep], "x")
    with pytest.raises(DataError, match="43 bytes expected from its header, 44 found"):
        idx.decode(whole + b"x", "x")


@pytest.mark.promise("archive")
def test_gunzip_stops_at_the_limit_and_names_damage():
    packed = gzip.compress(bytes(10_000))
    assert idx.gunzip(packed, "x", 10_000) == bytes(10_000)
    with pytest.raises(DataError, match="more than 9999"):
        idx.gunzip(packed, "x", 9_999)
    for broken in (packed[:-4], b"<html>404</html>", packed[:5] + b"\xff\xff" + packed[7:-8] + bytes(8)):
        with pytest.raises(DataError, match="not an intact gzip"):
            idx.gunzip(broken, "x", 10_000)


def test_the_shipped_mnist_is_the_official_one():
    for part, count, ones in (("train", 60_000, 6_742), ("test", 10_000, 1_135)):
        split = mnist.load_mnist(DataOptions(), part)
        assert split.x.shape == (count, 1, 28, 28)
        assert split.x.dtype == torch.uint8
        assert (split.y == 1).sum() == ones  # counts that are published
        assert split.y.dtype == torch.int64


def copy_mnist(folder, unpack=False):
    folder.mkdir(parents=True)
    for part in mnist.PARTS.values():
        packed = (RAW / f"{part.name}.gz").read_bytes()
        (folder / (part.name if unpack else f"{part.name}.gz")).write_bytes(
            gzip.decompress(packed) if unpack else packed
        )
    return folder


def test_a_folder_of_the_users_is_taken_first(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTORCH_STUDY_DATA", raising=False)
    place = copy_mnist(tmp_path / "mine" / "MNIST" / "raw", unpack=True)
    assert {p.parent for p in mnist.find(DataOptions(folder=tmp_path / "mine")).values()} == {place}
    assert {p.parent for p in mnist.find(DataOptions()).values()} == {RAW}
    monkeypatch.setenv("PYTORCH_STUDY_DATA", str(tmp_path / "mine"))
    assert {p.parent for p in mnist.find(DataOptions()).values()} == {place}
    assert mnist.load_mnist(DataOptions(), "test").x.shape == (10_000, 1, 28, 28)


def test_a_named_folder_without_mnist_is_refused_and_one_of_the_variable_is_told(tmp_path, monkeypatch):
    (tmp_path / "FashionMNIST").mkdir()
    with pytest.raises(DataError, match=r"does not hold .*train-images-idx3-ubyte.*; there are: FashionMNIST/"):
        mnist.find(DataOptions(folder=tmp_path))
    with pytest.raises(DataError, match=r"does not hold .*cifar-10-batches-py.*; there are: FashionMNIST/"):
        cifar10.find(DataOptions(folder=tmp_path))
    monkeypatch.setenv("PYTORCH_STUDY_DATA", str(tmp_path))
    said = []
    found = mnist.find(DataOptions(tell=lambda message, _: said.append(message)))
    assert {p.parent for p in found.values()} == {RAW}
    assert ["FashionMNIST/" in message for message in said] == [True]


def test_data_of_a_lesson_that_never_looks_for_any_are_refused(tmp_path, capsys):
    assert main(["train", "regression", "--data", str(tmp_path), "--runs", str(tmp_path), "--lang", "en"]) == 2
    assert "`regression` never looks at `--data`" in capsys.readouterr().err


def as_npz(folder, change=None):
    """MNIST as Keras packs it."""
    arrays = {
        mnist.NPZ_NAMES[key]: mnist.read(RAW / f"{part.name}.gz", key).numpy() for key, part in mnist.PARTS.items()
    }
    arrays |= change or {}
    np.savez_compressed(folder / "mnist.npz", **arrays)
    return folder / "mnist.npz"


@pytest.mark.parametrize("way", ["no ending", "not packed", "twice", "own folders", "npz", "npz in a folder"])
def test_mnist_in_any_wrapping(tmp_path, way):
    source = tmp_path
    for part in mnist.PARTS.values():
        packed = (RAW / f"{part.name}.gz").read_bytes()
        if way == "no ending":
            (tmp_path / part.name).write_bytes(packed)
        elif way == "not packed":
            (tmp_path / f"{part.name}.gz").write_bytes(gzip.decompress(packed))
        elif way == "twice":
            (tmp_path / f"{part.name}.gz").write_bytes(gzip.compress(packed))
        elif way == "own folders":
            (tmp_path / part.name).mkdir()
            (tmp_path / part.name / part.name).write_bytes(gzip.decompress(packed))
    if way.startswith("npz"):
        as_npz(tmp_path)
        source = tmp_path / "mnist.npz" if way == "npz" else tmp_path
    files = mnist.at(source)
    assert [len(mnist.read(path, key)) for key, path in files.items()] == [60_000, 60_000, 10_000, 10_000]


@pytest.mark.promise("data")
def test_an_npz_that_is_not_mnist_is_named(tmp_path):
    path = as_npz(tmp_path, {"y_test": np.zeros(10_000, np.uint8), "y_train": np.full(60_000, -1, np.int8)})
    with pytest.raises(DataError, match="is not MNIST"):
        mnist.read(path, "test_y")
    with pytest.raises(DataError, match=r"`y_train` of .* cannot be read"):
        mnist.read(path, "train_y")
    np.savez(path, x_train=np.zeros(3, np.uint8))
    with pytest.raises(DataError, match=r"`x_test` of .* cannot be read"):
        mnist.read(path, "test_x")
    np.savez_compressed(path, x_test=np.zeros(90_000_000, np.uint8))
    with pytest.raises(DataError, match="more than"):
        mnist.read(path, "test_x")
    for content in (b"", b"PK\x03\x04 cut off", b"<html>"):
        path.write_bytes(content)
        with pytest.raises(DataError, match="cannot be read"):
            mnist.read(path, "test_x")


@pytest.mark.promise("data")
def test_damage_is_named_and_never_believed(tmp_path):
    place = copy_mnist(tmp_path / "MNIST" / "raw", unpack=True)
    labels = place / "t10k-labels-idx1-ubyte"
    content = bytearray(labels.read_bytes())
    content[500] ^= 1
    labels.write_bytes(content)
    with pytest.raises(DataError, match="expected SHA-256 ff7bcfd4"):
        mnist.load_mnist(DataOptions(folder=tmp_path), "test")
    labels.unlink()
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte is missing"):
        mnist.load_mnist(DataOptions(folder=tmp_path), "test")


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_damage_anywhere_is_named_or_harmless(tmp_path, tries):
    """Packed or not. A flip in gzip's header (the time, the system) may change nothing: the digits are right then."""
    packed = {key: (RAW / f"{part.name}.gz").read_bytes() for key, part in mnist.PARTS.items()}
    good = {key: mnist.read(RAW / f"{part.name}.gz", key) for key, part in mnist.PARTS.items()}
    refused = 0
    for number in tries(24, 160):
        key = list(mnist.PARTS)[number % 4]
        unpack, part = number // 4 % 2, mnist.PARTS[key]
        path = tmp_path / (part.name if unpack else f"{part.name}.gz")
        path.write_bytes(damaged(gzip.decompress(packed[key]) if unpack else packed[key], number))
        try:
            found = mnist.read(path, key)
        except DataError as error:
            assert error.exit_code == 3
            assert str(path) in str(error)
            refused += 1
        else:
            assert not unpack
            assert torch.equal(found, good[key])
    assert refused > 0.8 * number


@pytest.mark.promise("data")
def test_a_web_page_saved_as_gz_is_named(tmp_path):
    place = copy_mnist(tmp_path / "MNIST" / "raw")
    images = place / "t10k-images-idx3-ubyte.gz"
    images.write_bytes(b"<!DOCTYPE html><title>503</title>")
    with pytest.raises(DataError, match="web page"):
        mnist.load_mnist(DataOptions(folder=tmp_path), "test")
    images.write_bytes(b"")
    with pytest.raises(DataError, match="is empty"):
        mnist.load_mnist(DataOptions(folder=tmp_path), "test")


def test_a_folder_that_is_not_there():
    with pytest.raises(UsageError, match=r"Folder .* not found"):
        mnist.find(DataOptions(folder=RAW / "nowhere"))


def test_get_copies_what_was_verified(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "cache_folder", lambda: tmp_path / "cache")
    found = catalog.get(catalog.DATA_SETS["mnist"], None)
    assert sorted(p.name for p in found.iterdir()) == sorted(f"{p.name}.gz" for p in mnist.PARTS.values())
    assert catalog.get(catalog.DATA_SETS["mnist"], RAW / "t10k-labels-idx1-ubyte.gz") == found
    assert (catalog.get(catalog.DATA_SETS["cars"], CARS.parent) / CARS.name).read_bytes() == CARS.read_bytes()
    with pytest.raises(UsageError, match="`mnist`"):
        catalog.chosen("mnits")


@pytest.mark.promise("data")
def test_get_leaves_the_cache_alone_where_the_source_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "cache_folder", lambda: tmp_path / "cache")
    place = copy_mnist(tmp_path / "bad")
    (place / "train-labels-idx1-ubyte.gz").write_bytes(b"x")
    with pytest.raises(DataError):
        catalog.get(catalog.DATA_SETS["mnist"], place)
    assert not (tmp_path / "cache").exists()


@pytest.mark.promise("data")
@pytest.mark.parametrize("name", catalog.DATA_SETS)
def test_get_from_a_folder_that_has_none_of_it_says_so(tmp_path, monkeypatch, name):
    monkeypatch.setattr(catalog, "cache_folder", lambda: tmp_path / "cache")  # and does not take what ships instead
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no file of this data set"):
        catalog.get(catalog.DATA_SETS[name], tmp_path / "empty")
    assert not (tmp_path / "cache").exists()


# ------------------------------------------------------------------------------------------------------------- tables


def test_cars():
    rows = read_table(CARS, ("mpg", "weight"))
    assert rows.shape == (392, 2)
    assert rows[0].tolist() == [18, 3504]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_order_case_and_encoding(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes("车,B, A\n沃尔沃,2,1\n\n日产,4,3\n".encode(encoding))
    assert read_table(path, ("a", "b")).tolist() == [[1, 2], [3, 4]]


@pytest.mark.promise("data")
@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("", DataError, "is empty"),
        ("a,c\n1,2\n", DataError, "lacks the columns b"),
        ("a,b\n", DataError, "no rows"),
        (
            "a,b\n1,2\n1,x\n",
            DataError,
            "line 3: `b` is not a usable number (empty, text, or far too large): `x`",
        ),
        ("a,b\n1\n", DataError, "line 2: 1 cell, but 2 column names"),
        ("a,b,c\n1,2,x\n1,2,3,y\n", DataError, "line 3: 4 cells"),
        ("a,b\n\n\n1,x\n", DataError, "line 4: `b`"),  # as an editor counts
        ("a,b\n1,1e39\n", DataError, "line 2: `b`"),  # float32 would make it infinite
        ("a,b\n1,1_0\n", DataError, "line 2: `b`"),  # Python would make it ten
        ('a,b,c\n1,2,"x\n3,4,y\n5,6,z\n', DataError, "cannot be parsed from line 2 on"),  # swallows two rows
        ('a,b,c\n1,2,"' + "x" * 200_000 + '"\n', DataError, "cannot be parsed from line 2 on"),
        ("a,b\n1,nan\n", DataError, "line 2: `b`"),
        ("a,b\n1,1e999\n", DataError, "line 2: `b`"),
        (b"\x00\x01\xff\xfe", DataError, "not a text file"),
        ("a,b,a\n1,2,3\n", DataError, "two columns are called `a`"),
        ("a;b\n1;1,234\n", DataError, "the comma of `1,234` may be decimal or separate thousands"),
        ("a;b\n1;1,23,4\n", DataError, "line 2: `b`"),
        ("a;b\n1,5;12.345\n", DataError, "line 2: this table, or the one trained on, has decimal commas, so in `b`"),
        ("a,b\nGröße,1\n".encode("cp1252"), DataError, "not UTF-8, and as Chinese text (GB 18030) it makes no sense"),
        ("sep=;\na;b\n1;2\n1;x\n", DataError, "line 4: `b`"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path, content, error, words):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error) as caught:
        read_table(path, ("a", "b"))
    assert words in str(caught.value)
    with pytest.raises(UsageError):
        read_table(tmp_path / "none.csv", ("a",))


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1,5;2000\n3;4\n",
        "b\ta\n2000\t1.5\n4\t3\n",
        "a，b\n1.5，2000\n3，4\n",
        "sep=;\na;b\n1.5;2000\n3;4\n",
        "SEP=|\r\na|b\r\n1.5|2000\r\n3|4\r\n",
        "a;b\n1,5;2.000,0\n3;4\n",  # a decimal comma, and dots between thousands
        "a;b\n1,5;2.000\n3;4,0\n",  # the dot of 2.000, too
        "a;b\n1,5;2000.0\n3;4.000\n",  # decimal points beside a column of decimal commas
        'a;b\n1.5;"2,000"\n3;4\n',  # 1.5 has a decimal point, so the comma separates thousands
        'a,b\n1.5,"2,000.0"\n3,4\n',
        '"a";"b"\n"1,5";"2000"\n3;4\n',
    ],
)
def test_tables_as_spreadsheets_of_any_country_write_them(tmp_path, content):
    (tmp_path / "t.csv").write_bytes(content.encode())
    assert read_table(tmp_path / "t.csv", ("a", "b")).tolist() == [[1.5, 2000], [3, 4]]


def test_columns_whose_names_differ_in_case_only_are_two(tmp_path):
    (tmp_path / "t.csv").write_text("x,X,Y\n1,2,3\n", "utf-8")
    assert read_table(tmp_path / "t.csv", ("x", "X", "y")).tolist() == [[1, 2, 3]]


@pytest.mark.promise("data")
def test_a_changed_table_of_cars_is_never_trained_on(tmp_path, monkeypatch, tries):
    path, content = tmp_path / "cars.csv", CARS.read_bytes()
    monkeypatch.setattr(regression, "CARS", path)
    load = regression.LESSON.load
    path.write_bytes(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert len(load(regression.LESSON.recipes["cars"], DataOptions(), 0).train.y) == 314  # git's line ends do not count
    for number in tries(10, 60):
        path.write_bytes(damaged(content, number))
        with pytest.raises(DataError, match="is not Auto MPG"):
            load(regression.LESSON.recipes["cars"], DataOptions(), 0)


@pytest.mark.promise("data")
def test_damage_in_a_table_of_ones_own_changes_no_other_row(tmp_path, tries):
    """It has no checksum: a digit that becomes another digit cannot be seen. All the rest must be right, or named."""
    rows = [(f'"car, {k}"', f"沃尔沃 {k}", f"{k}", f"{k * 1.25:.2f}", f"-{k}e-3", f"{k}") for k in range(220, 300)]
    content = "\n".join(",".join(row) for row in [("name", "名字", "a", "b", "c", "d"), *rows, ()]).encode()
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    good = read_table(path, ("a", "b", "c"))
    read = 0
    for number in tries(60, 150):
        path.write_bytes(damaged(content, number))
        try:
            found = read_table(path, ("a", "b", "c"))
        except DataError as error:
            assert str(path) in str(error)
            continue
        read += 1
        assert found.isfinite().all()
        assert len(found) == len(good) or number % 5 == 4, "only a file that is cut short has fewer rows"
        assert (found != good[: len(found)]).any(1).sum() <= 1
    assert 0 < read < number


# ------------------------------------------------------------------------------------------------------------- splits


def splits(count=100):
    whole = Split(torch.arange(count, dtype=torch.float32)[:, None], torch.arange(count))
    return Splits(train=whole, test=lambda: whole)


def test_validation_is_taken_out_of_training():
    found = hold_out(splits(), Recipe(validation=20, limit=50), seed=3)
    train, validation = set(found.train.y.tolist()), set(found.validation.y.tolist())
    assert (len(train), len(validation)) == (30, 20)
    assert not train & validation
    again, other = (
        hold_out(splits(), Recipe(validation=20, limit=50), 3),
        hold_out(splits(), Recipe(validation=20, limit=50), 4),
    )
    assert torch.equal(found.train.y, again.train.y)
    assert not torch.equal(found.train.y, other.train.y)
    with pytest.raises(UsageError, match="cannot be held out"):
        hold_out(splits(), Recipe(validation=100), 0)


def test_so_many_of_each_class_drawn_by_the_seed():
    y = torch.randint(4, (400,), generator=torch.Generator().manual_seed(0))
    split = Split(torch.arange(400), y)
    drawn = [take_per_class(split, 20, seed) for seed in (0, 0, 1)]
    assert all(part.y.bincount().tolist() == [20] * 4 for part in drawn)
    assert all(torch.equal(part.y, y[part.x]) for part in drawn)
    assert torch.equal(drawn[0].x, drawn[1].x)
    assert not torch.equal(drawn[0].x, drawn[2].x)
    assert len(take_per_class(split, 1000, 0).y) == 400
    assert all(part.x.diff().gt(0).all() for part in drawn)  # in their order, none twice


def test_per_class_takes_from_what_validation_leaves():
    y = torch.arange(400) % 4
    whole = Splits(train=Split(torch.arange(400), y), test=lambda: Split(torch.arange(400), y))
    found = hold_out(whole, Recipe(validation=40, per_class=5), seed=1)
    assert found.train.y.bincount().tolist() == [5] * 4
    assert len(found.validation.y) == 40
    assert not set(found.train.x.tolist()) & set(found.validation.x.tolist())
    alone = hold_out(whole, Recipe(per_class=5), seed=1).train
    assert torch.equal(alone.x, take_per_class(whole.train, 5, 1).x)
    values = Split(torch.zeros(9, 1), torch.zeros(9, 1))
    with pytest.raises(UsageError, match="of each class"):
        hold_out(Splits(train=values, test=lambda: values), Recipe(per_class=5), seed=1)
    lines = Split(torch.zeros(9, 4, dtype=torch.int64), torch.zeros(9, 4, dtype=torch.int64))  # a class for each place
    with pytest.raises(UsageError, match="have no classes"):
        hold_out(Splits(train=lines, test=lambda: lines), Recipe(per_class=5), seed=1)


def test_the_test_rows_are_a_fifth_and_depend_on_the_seed():
    x, y = torch.arange(50.0)[:, None], torch.arange(50)
    train, test = split_rows(x, y, 0)
    assert (len(train.y), len(test.y)) == (40, 10)
    assert sorted(train.y.tolist() + test.y.tolist()) == list(range(50))
    assert not torch.equal(test.y, split_rows(x, y, 1)[1].y)
