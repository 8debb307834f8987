"""What people bring: the same data twice, a file named alone, old files of torchvision, archives that are damaged."""

import shutil
import zipfile

import numpy as np
import pytest
import torch
from helpers import ROOT
from test_formats import COLOUR, GREY, SMALL, TINY, WAYS, as_zip_of_idx, cifar_bin, cifar_bin_in_tar, same

from pytorch_study import text
from pytorch_study.data import cifar10, idx, kinds, mnist
from pytorch_study.data.formats import accepting
from pytorch_study.data.formats.copies import family
from pytorch_study.data.formats.forms import CIFAR10
from pytorch_study.errors import DataError
from pytorch_study.text.kinds import FOREIGN_NAMES


@pytest.fixture(autouse=True)
def nothing_kept():
    accepting.forget()


def blank(count=50):
    """Ten black pictures of one class in each file: all files are equal, as in a stand-in."""
    return np.zeros((count, 3, 32, 32), np.uint8), np.zeros(count, np.uint8)


def reason(path, form):
    accepting.forget()
    with pytest.raises(DataError) as caught:
        accepting.load(path, form)
    return str(caught.value)


def varied(count, seed):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, 3, 32, 32), np.uint8), random.integers(0, 10, count).astype(np.uint8)


@pytest.mark.parametrize("pictures", ["alike", "varied"])
def test_an_archive_beside_its_unpacked_folder_is_counted_once(tmp_path, pictures):
    x, y = blank() if pictures == "alike" else varied(50, 0)
    last = (x[:10], y[:10]) if pictures == "alike" else varied(10, 1)
    cifar_bin_in_tar(tmp_path, x, y, *last)
    cifar_bin(tmp_path, x, y, *last)
    said = reason(tmp_path, CIFAR10)
    assert "holds 50 pictures for training, 10 pictures for the test (the same content in" in said
    text.use("zh")
    assert "里有 50 张训练图、10 张测试图（" in reason(tmp_path, CIFAR10)
    text.use("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_copies_are_told_and_do_not_stop_what_is_right(tmp_path, lang):
    cifar_bin(tmp_path, *COLOUR)
    one = tmp_path / "cifar-10-batches-bin"
    shutil.copy(one / "data_batch_3.bin", one / "data_batch_3 (1).bin")
    said = []
    text.use(lang)
    found = accepting.load(tmp_path, TINY, lambda line, _: said.append(line))
    text.use("en")
    same(found, COLOUR)
    assert len(said) == 1
    assert "data_batch_3 (1).bin" in said[0]
    assert ("only once" if lang == "en" else "只用一次") in said[0]


def test_the_same_pictures_for_training_and_test_are_no_copy(tmp_path):
    a, b = GREY[0][:10], GREY[1][:10]
    WAYS["npz"](tmp_path, a, b, a, b)
    assert "10 pictures for training, 10 pictures for the test, but" in reason(tmp_path, SMALL)


def test_two_copies_in_other_wrappings_are_counted_once(tmp_path):
    a, b, c, d = (one[:9] for one in GREY)
    for way in ("npz", "zip of idx", "pictures", "csv"):
        (tmp_path / way).mkdir()
        WAYS[way](tmp_path / way, a, b, c, d)
    said = reason(tmp_path, SMALL)
    assert "holds 9 pictures for training, 9 pictures for the test (the same content in" in said
    assert "4 in all" in said


def test_a_named_file_is_that_file_and_its_partners(tmp_path):
    x, y = varied(50, 2)
    cifar_bin(tmp_path, x, y, *varied(10, 3))
    folder = tmp_path / "cifar-10-batches-bin"
    (folder / "pieces.bin").write_bytes(bytes(3073 * 7))
    said = reason(folder / "data_batch_1.bin", CIFAR10)
    assert "data_batch_1.bin holds 10 pictures for training; together with what belongs to it beside it" in said
    assert "50 pictures for training, 10 pictures for the test." in said
    assert "pieces.bin" not in said
    assert "holds 7 labelled pictures, but" in reason(folder / "pieces.bin", CIFAR10)


def test_a_named_file_is_read_although_a_part_of_another_set_lies_beside_it(tmp_path):
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"")
    (tmp_path / "digits.csv").write_bytes(b"")
    assert mnist.named(tmp_path / "digits.csv") == {accepting.WRAPPED: tmp_path / "digits.csv"}
    with pytest.raises(DataError, match="train-labels"):
        mnist.named(tmp_path / "train-images-idx3-ubyte")


def test_an_archive_is_not_taken_for_a_batch_that_was_named(tmp_path):
    (tmp_path / "data_batch_1").write_bytes(b"")
    (tmp_path / "cifar-10-python.tar.gz").write_bytes(b"")
    with pytest.raises(DataError, match="data_batch_2"):
        cifar10.named(tmp_path / "data_batch_1")


@pytest.mark.parametrize(
    ("one", "other", "partners"),
    [
        ("data_batch_1.bin", "test_batch.bin", True),
        ("x_train.npy", "y_test.npy", True),
        ("trainX.npy", "testY.npy", True),
        ("mnist_train.csv", "mnist_test.csv", True),
        ("train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte", True),
        ("train-00000-of-00001.parquet", "test-00000-of-00001.parquet", True),
        ("训练图片.npy", "训练标签.npy", True),
        ("mnist.npz", "fashion.npz", False),
        ("data_batch_1.bin", "backup.bin", False),
    ],
)
def test_partners_are_told_by_their_names(one, other, partners):
    assert (family(one) == family(other)) is partners


def processed(folder, legacy):
    a, b, c, d = GREY
    (folder / "processed").mkdir(parents=True)
    for name, x, y in (("training.pt", a, b), ("test.pt", c, d)):
        value = (torch.from_numpy(x), torch.from_numpy(y).long())
        torch.save(value, folder / "processed" / name, _use_new_zipfile_serialization=not legacy)
    return folder / "processed"


@pytest.mark.parametrize("legacy", [True, False])
def test_torchvisions_old_processed_files_are_read_and_run_nothing(tmp_path, legacy):
    place = processed(tmp_path / "MNIST", legacy)
    for path in (tmp_path, place, place / "training.pt", place / "test.pt"):
        accepting.forget()
        same(accepting.load(path, SMALL), GREY)


def test_a_pt_file_with_code_in_it_is_refused_and_not_run(tmp_path):
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "was_run"), "w")

    torch.save((Evil(), torch.zeros(3)), tmp_path / "training.pt")
    assert "damaged" in reason(tmp_path / "training.pt", SMALL)
    assert not (tmp_path / "was_run").exists()


def broken(path):
    """Zip archives that are damaged in one way each, and whether the end is missing for certain."""
    whole = path.read_bytes()
    yield "half", whole[: len(whole) // 2], True
    yield "without its list", whole[: whole.rindex(b"PK\x01\x02", 0, whole.index(b"PK\x01\x02") + 4)], False
    yield "with a damaged end", whole.replace(b"PK\x05\x06", b"PK\x05\x07"), False
    for where in (len(whole) // 3, len(whole) // 2):
        changed = bytearray(whole)
        changed[where] ^= 255
        yield f"changed at {where}", bytes(changed), False


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_a_damaged_zip_only_what_is_known_is_said(tmp_path, lang):
    (tmp_path / "whole").mkdir()
    as_zip_of_idx(tmp_path / "whole", *GREY)
    for name, content, cut in broken(tmp_path / "whole" / "archive.zip"):
        (tmp_path / "mnist.zip").write_bytes(content)
        text.use(lang)
        said = reason(tmp_path / "mnist.zip", SMALL)
        text.use("en")
        assert ("一半" in said or "half" in said) is cut, (name, said)
        if lang == "zh":  # no English but names: of files, formats, numbers
            rest = said.replace(str(tmp_path), "")
            assert not any(word in rest for word in ("Error", "Bad", "File is", "not a", "invalid")), (name, said)


def test_a_zip_whose_members_were_packed_one_after_the_other_is_not_said_to_be_half(tmp_path):
    class Pipe:  # a file that cannot be sought in: lengths stand behind the members
        def __init__(self, file):
            self.file = file

        def write(self, content):
            return self.file.write(content)

        def flush(self):
            self.file.flush()

    with (tmp_path / "a.zip").open("wb") as file, zipfile.ZipFile(Pipe(file), "w") as archive:
        archive.writestr("train-images-idx3-ubyte", idx.encode(GREY[0]))
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    assert "list of files at its end is missing or damaged" in reason(tmp_path / "a.zip", SMALL)


def test_one_table_tells_all_who_ask_what_a_file_is(tmp_path):
    """A file is the same for `data get`, for a table, for `predict`, and for a folder of pictures."""
    contents = {
        "gzip": b"\x1f\x8b\x08\x00rest",
        "7z": b"7z\xbc\xaf\x27\x1crest",
        "hdf5": b"\x89HDF\r\n\x1a\nrest",
        "parquet": b"PAR1rest",
        "heic": b"\0\0\0\x18ftypheic",
        "picture": b"\x89PNG\r\n\x1a\nrest",
        "old office": b"\xd0\xcf\x11\xe0rest",
    }
    for kind, content in contents.items():
        assert kinds.signature(content) == kind
        (tmp_path / "a").write_bytes(content + bytes(100))
        assert kinds.input_kind(tmp_path / "a") == (kinds.INSTEAD.get(kind) or (kind if kind in kinds.CURES else None))
    assert set(kinds.CURES) == set(FOREIGN_NAMES)
    assert set(kinds.READ) <= {name for name, _ in kinds.SIGNATURES}
    sources = (ROOT / "pytorch_study" / "data").rglob("*.py")
    assert [path.name for path in sources if rb"PAR1" in path.read_bytes()] in (
        ["kinds.py", "extras.py"],
        ["extras.py", "kinds.py"],
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_predict_names_a_file_that_nothing_here_reads(tmp_path, inside, lang):
    (tmp_path / "a.png").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    done = inside("predict", "mnist", "a.png", lang=lang)
    assert done.returncode == 3
    assert "HDF5" in done.stderr


@pytest.mark.parametrize(
    "line", ["BMI,age", "BMW;b", "P1\tP2", "P2 (kW),x", "(days),y", "(d)", "[t],y", "{a},b", "(list of) x,y"]
)
def test_a_table_is_no_picture_for_its_first_column_s_name(line):
    assert kinds.signature(f"{line}\n1,2\n".encode()) == ""
