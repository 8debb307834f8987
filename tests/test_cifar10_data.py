"""CIFAR-10: found where it is, fetched where it is not, believed only when it is right, and never run."""

import bz2
import dataclasses
import gzip
import hashlib
import http.server
import io
import lzma
import os
import pickle
import shutil
import socket
import sys
import tarfile
import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import ROOT, damaged

from pytorch_study import screen
from pytorch_study.data import catalog, cifar10, locations
from pytorch_study.data.cifar10 import CIFAR10, Batch, Official, load_cifar10
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataOptions, SharedFolder

NAMES = [batch.name for batch in (*CIFAR10.train, *CIFAR10.test)]


@pytest.fixture(scope="module")
def real():
    """A data folder with the real CIFAR-10."""
    for folder in (os.environ.get("PYTORCH_STUDY_DATA"), ROOT.parent / "shared" / "data"):
        if folder and cifar10.at(Path(folder)):
            return Path(folder)
    return pytest.skip("no CIFAR-10 here: name its folder in PYTORCH_STUDY_DATA")


@pytest.fixture(autouse=True)
def nothing_else(tmp_path, monkeypatch):
    """An empty cache, and no data folder but those that a test names."""
    monkeypatch.setattr(locations, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.delenv("PYTORCH_STUDY_DATA", raising=False)


# ------------------------------------------------------------------------------------------------------- the real data


def test_the_real_data(real):
    train, test = load_cifar10(DataOptions(folder=real), "train"), load_cifar10(DataOptions(folder=real), "test")
    for split, count in ((train, 50_000), (test, 10_000)):
        assert split.x.shape == (count, 3, 32, 32)
        assert split.y.shape == (count,)
        assert (split.x.dtype, split.y.dtype) == (torch.uint8, torch.int64)
        assert split.x.is_contiguous()
        assert split.y.bincount().tolist() == [count // 10] * 10
    # Figures that are published everywhere: the mean of each channel, the first labels.
    mean = train.x.double().mean((0, 2, 3)) / 255
    assert torch.allclose(mean, torch.tensor([0.4914, 0.4822, 0.4465], dtype=torch.float64), atol=5e-5)
    assert train.y[:10].tolist() == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]
    assert test.y[:10].tolist() == [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]


def test_the_real_data_repacked_are_read_without_being_extracted(real, tmp_path):
    files = cifar10.at(real)
    if "archive" in files:
        pytest.skip("the real data are an archive already")
    with tarfile.open(tmp_path / "cifar-10-python.tar", "w") as tar:
        for name, path in files.items():
            tar.add(path, f"cifar-10-batches-py/{name}")
    found = load_cifar10(DataOptions(folder=tmp_path), "test")
    again = load_cifar10(DataOptions(folder=real), "test")
    assert torch.equal(found.x, again.x)
    assert torch.equal(found.y, again.y)
    assert [path.name for path in tmp_path.iterdir()] == ["cifar-10-python.tar"]


def test_the_sources_are_many_safe_and_the_official_one_is_last():
    urls = CIFAR10.archive.urls
    assert all(url.startswith("https://") and "cifar-10-python.tar.gz" in url for url in urls)
    assert len(set(urls)) == len(urls) >= 3
    assert [("cs.toronto.edu" in url) for url in urls] == [False] * (len(urls) - 1) + [True]


# ----------------------------------------------------------------------------------------------- small data of our own


def content(name, protocol=2, **changes):
    """One batch of seven pictures, as the official ones are pickled."""
    random = np.random.default_rng(NAMES.index(name))
    batch = {
        b"batch_label": b"training batch",
        b"labels": [int(label) for label in random.integers(0, 10, 7)],
        b"data": random.integers(0, 256, (7, 3072), dtype=np.uint8),
        b"filenames": [b"a.png"] * 7,
    }
    return pickle.dumps({**batch, **{key.encode(): value for key, value in changes.items()}}, protocol)


def described(name):
    batch = pickle.loads(content(name))
    decoded = batch[b"data"].tobytes() + bytes(batch[b"labels"])
    return Batch(name, hashlib.md5(content(name)).hexdigest(), hashlib.sha256(decoded).hexdigest())


SMALL = Official(
    train=tuple(described(name) for name in NAMES[:5]), test=(described(NAMES[5]),), archive=CIFAR10.archive
)


def folder_of(place, **changed):
    """The six files in a folder; a keyword replaces one's content."""
    place.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (place / name).write_bytes(changed.get(name, content(name)))
    return place


def packed(path, mode="w:gz", prefix="cifar-10-batches-py/", **changed):
    """The six files in a tar archive; None leaves one out."""
    with tarfile.open(path, mode) as tar:
        for name in NAMES:
            data = changed.get(name, content(name))
            if data is not None:
                member = tarfile.TarInfo(prefix + name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
    return path


def check(folder):
    """What is loaded from this folder is what `content` made, in the official order."""
    train, test = (load_cifar10(DataOptions(folder=folder), part, SMALL) for part in ("train", "test"))
    for split, names in ((train, NAMES[:5]), (test, NAMES[5:])):
        batches = [pickle.loads(content(name)) for name in names]
        expected = np.concatenate([batch[b"data"] for batch in batches]).reshape(-1, 3, 32, 32)
        assert torch.equal(split.x, torch.from_numpy(expected))
        assert split.y.tolist() == [label for batch in batches for label in batch[b"labels"]]


def refused(folder, words, part="train"):
    with pytest.raises(DataError) as caught:
        load_cifar10(DataOptions(folder=folder), part, SMALL)
    assert words in str(caught.value)
    return str(caught.value)


def test_batches_are_found_where_torchvision_puts_them(tmp_path, monkeypatch):
    check(folder_of(tmp_path / "a" / cifar10.FOLDER).parent)
    check(folder_of(tmp_path / "b"))  # the folder itself was named
    monkeypatch.setenv("PYTORCH_STUDY_DATA", str(tmp_path / "a"))
    (tmp_path / "empty").mkdir()
    check(SharedFolder(tmp_path / "empty"))
    monkeypatch.delenv("PYTORCH_STUDY_DATA")
    with pytest.raises(DataError, match="does not hold this lesson's data"):
        cifar10.find(DataOptions(folder=tmp_path / "empty"))
    assert cifar10.find(DataOptions(folder=SharedFolder(tmp_path / "empty"))) == {}  # as `play --data`
    folder_of(tmp_path / "cache" / cifar10.FOLDER)
    check(SharedFolder(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("name", "mode", "prefix"),
    [
        ("cifar-10-python.tar.gz", "w:gz", "cifar-10-batches-py/"),
        ("cifar-10-python.tar", "w", "cifar-10-batches-py/"),
        ("cifar-10-python (1).tar.gz", "w:gz", "./elsewhere/"),
        ("cifar-10-python.tgz", "w", ""),  # packed in another way than its name says
        ("cifar-10-batches-py.tar.bz2", "w:bz2", "cifar-10-batches-py/"),
        ("cifar-10-python.tar.xz", "w:xz", "cifar-10-batches-py/"),
    ],
)
def test_any_archive_with_the_same_content_is_read_without_being_extracted(tmp_path, name, mode, prefix):
    packed(tmp_path / name, mode, prefix)
    check(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_that_are_not_the_archive_are_passed_over(tmp_path):
    for name in ("cifar-10-python.tar.gz.part", "cifar-10-notes.txt", "cifar-100-python.tar.gz"):
        (tmp_path / name).write_bytes(b"x")
    assert cifar10.at(tmp_path) == {}
    packed(tmp_path / "cifar-10-python.tar", "w")
    packed(tmp_path / "cifar-10-python.tar.gz")
    assert cifar10.at(tmp_path)["archive"].name == "cifar-10-python.tar.gz"
    folder_of(tmp_path / cifar10.FOLDER)
    assert list(cifar10.at(tmp_path)) == NAMES  # quicker to read than any archive


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_batches_pickled_anew_are_accepted_by_their_content(tmp_path, protocol):
    again = {name: content(name, protocol, note="pickled anew") for name in NAMES}
    assert all(again[name] != content(name) for name in NAMES)
    check(folder_of(tmp_path, **again))


def test_the_published_checksum_alone_is_enough(tmp_path):
    folder_of(tmp_path)
    published = dataclasses.replace(SMALL, test=(dataclasses.replace(SMALL.test[0], digest="not looked at"),))
    assert len(load_cifar10(DataOptions(folder=tmp_path), "test", published).y) == 7


@pytest.mark.promise("data")
def test_a_changed_pixel_is_named(tmp_path):
    damaged = bytearray(content("data_batch_3"))
    damaged[len(damaged) // 2] ^= 1
    folder_of(tmp_path, data_batch_3=bytes(damaged))
    told = refused(tmp_path, str(tmp_path / "data_batch_3"))
    assert "expected SHA-256" in told
    load_cifar10(DataOptions(folder=tmp_path), "test", SMALL)  # the other files are as good as before


@pytest.mark.promise("data")
def test_the_order_of_the_batches_counts(tmp_path):
    folder_of(tmp_path, data_batch_1=content("data_batch_2"), data_batch_2=content("data_batch_1"))
    refused(tmp_path, "is not the official CIFAR-10")


@pytest.mark.promise("data")
@pytest.mark.parametrize(
    "changes",
    [
        {"labels": [10] * 7},
        {"labels": [0] * 6},
        {"labels": [[]] * 7},
        {"data": np.zeros((7, 3071), np.uint8)},
        {"data": np.zeros((7, 3072), np.float32)},
        {"data": np.zeros((7, 3072), object)},
        {"data": np.asfortranarray(np.arange(7 * 3072, dtype=np.uint8).reshape(7, 3072))},
        {"data": b"no array"},
    ],
)
def test_a_batch_of_another_form_is_refused(tmp_path, changes):
    folder_of(tmp_path, data_batch_1=content("data_batch_1", **changes))
    refused(tmp_path, "is not a CIFAR-10 data file")


@pytest.mark.promise("data")
def test_a_folder_or_archive_that_lacks_a_file_is_named(tmp_path):
    folder_of(tmp_path / "a")
    (tmp_path / "a" / "data_batch_4").unlink()
    refused(tmp_path / "a", "data_batch_4 is missing")
    (tmp_path / "b").mkdir()
    packed(tmp_path / "b" / "cifar-10-python.tar.gz", data_batch_4=None)
    refused(tmp_path / "b", "data_batch_4 is missing")


# ----------------------------------------------------------------------------------------------------- malicious files


class Evil:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


def evil(target):
    """Pickles that would make the folder `target`, or do as bad a thing, if they were run."""
    made = str(target)
    batch = pickle.loads(content("data_batch_1"))
    return {
        "a call": pickle.dumps(Evil(os.mkdir, (made,))),
        "in the labels": pickle.dumps({**batch, b"labels": [Evil(os.mkdir, (made,))]}, 2),
        "beside the data": pickle.dumps({**batch, b"more": Evil(eval, (f"__import__('os').mkdir({made!r})",))}, 4),
        "from numpy": b"cnumpy\nload\n(S'x'\ntR.",
        "in a dotted name": b"\x80\x04\x8c\x05numpy\x8c\x0bf2py.os.mkdir\x93" + pickle.dumps((made,))[2:-1] + b"R.",
        "by a persistent id": b"Px\n.",
        "setting a state": b"\x80\x02cnumpy\nndarray\n}X\x01\x00\x00\x00aK\x01sb.",
    }


@pytest.mark.promise("data")
@pytest.mark.parametrize("kind", list(evil("x")))
def test_a_malicious_pickle_is_not_run(tmp_path, kind):
    pickled = evil(tmp_path / "made")[kind]
    folder_of(tmp_path / "data", data_batch_1=pickled)
    told = refused(tmp_path / "data", "None of its code was run")
    assert str(tmp_path / "data" / "data_batch_1") in told
    assert not (tmp_path / "made").exists()
    if kind == "a call":  # it is real: who unpickles it as others do, runs it
        pickle.loads(pickled)
        assert (tmp_path / "made").is_dir()


@pytest.mark.promise("data")
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("bomb", "words"),
    [
        (b"\x80\x02]r\xff\xff\xff\x7f.", "too large"),  # remembers a list under the number 2,147,483,647
        (b"\x80\x02" + b"}" * 2_000_000 + b".", "too large"),  # two million dictionaries
        (b"\x80\x04\x8e\xff\xff\xff\xff\xff\x00\x00\x00.", "remain"),  # says that a terabyte follows
        (b"", "is not a CIFAR-10 data file"),
        (content("data_batch_1")[:-100], "is not a CIFAR-10 data file"),
    ],
)
def test_a_pickle_that_would_fill_the_memory_or_is_cut_short_is_refused(tmp_path, bomb, words):
    folder_of(tmp_path, data_batch_1=bomb)
    assert "is not a CIFAR-10 data file" in refused(tmp_path, words)


@pytest.mark.promise("archive")
def test_files_that_are_too_large_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar10, "MOST", 50_000)
    check(folder_of(tmp_path / "fine"))
    folder_of(tmp_path / "a", data_batch_1=bytes(50_001))
    refused(tmp_path / "a", "more than 50000")
    (tmp_path / "b").mkdir()
    packed(tmp_path / "b" / "cifar-10-python.tar.gz", data_batch_1=bytes(50_001))
    refused(tmp_path / "b", "more than 50000")


@pytest.mark.promise("archive")
def test_a_small_archive_that_unpacks_to_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar10, "MOST_UNPACKED", 1_000_000)
    (tmp_path / "a").mkdir()
    packed(tmp_path / "a" / "cifar-10-python.tar.gz")
    check(tmp_path / "a")
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 10**12  # a header that tarfile would read into memory
    for name, front in (("b", bytes(10**7)), ("c", header.tobuf(tarfile.GNU_FORMAT) + bytes(10**7))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cifar-10-python.tar.gz").write_bytes(gzip.compress(front))
        refused(tmp_path / name, "")
    assert "unpacks to more than 1000000" in refused(tmp_path / "c", "")


@pytest.mark.promise("archive")
@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_bomb_takes_little_memory(tmp_path, mode):
    """Gigabytes of zeros as one member, as a header, and behind the end of the archive."""
    zeros = {"w:gz": gzip, "w:bz2": bz2, "w:xz": lzma}[mode].compress(bytes(100_000_000))
    member, header = tarfile.TarInfo("x"), tarfile.TarInfo("x")
    header.type, header.size, member.size = tarfile.XHDTYPE, 10**9, 10**10
    fronts = {"member": member.tobuf(), "header": header.tobuf(tarfile.GNU_FORMAT), "end": bytes(1024)}
    for name, front in fronts.items():
        (tmp_path / name).mkdir()
        path = tmp_path / name / "cifar-10-python.tar.gz"
        packing = {"w:gz": gzip, "w:bz2": bz2, "w:xz": lzma}[mode]
        path.write_bytes(packing.compress(front) + zeros * 10)
        assert path.stat().st_size < 2_000_000
        tracemalloc.start()
        refused(tmp_path / name, str(path))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < cifar10.MOST_UNPACKED * 1.2, name


@pytest.mark.promise("archive")
def test_headers_that_lead_to_headers_for_ever_are_refused(tmp_path):
    """A long name before a long name before a long name ...: tarfile follows them one into the other."""
    long = tarfile.TarInfo("././@LongLink")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, 4
    path = tmp_path / "cifar-10-python.tar"
    path.write_bytes((long.tobuf(tarfile.GNU_FORMAT) + b"abc\0".ljust(512, b"\0")) * 20_000)
    refused(tmp_path, str(path))


@pytest.mark.promise("archive")
def test_odd_members_are_passed_over_and_nothing_lands_outside(tmp_path):
    (tmp_path / "data").mkdir()
    with tarfile.open(tmp_path / "data" / "cifar-10-python.tar.gz", "w:gz") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            odd = tarfile.TarInfo("cifar-10-batches-py/data_batch_1")
            odd.type, odd.linkname = kind, str(tmp_path / "elsewhere")
            tar.addfile(odd)
        for name in NAMES:
            member = tarfile.TarInfo(f"../../{name}")
            member.size = len(content(name))
            tar.addfile(member, io.BytesIO(content(name)))
    check(tmp_path / "data")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["cifar-10-python.tar.gz", "data"]


@pytest.mark.promise("data")
@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_damage_anywhere_in_an_archive_is_named_or_harmless(tmp_path, tries, mode):
    path = packed(tmp_path / "cifar-10-python.tar", mode)
    good, right = path.read_bytes(), cifar10.read({"archive": path}, SMALL.train)
    refused = 0
    for number in tries(10, 30):
        path.write_bytes(damaged(good, number))
        refused += believed_or_named({"archive": path}, SMALL.train, right)
    assert refused


@pytest.mark.promise("data")
def test_damage_anywhere_in_a_batch_is_named_or_harmless(tmp_path, tries):
    folder_of(tmp_path)
    path, batch = tmp_path / "data_batch_1", SMALL.train[:1]
    good, right = path.read_bytes(), cifar10.read({"data_batch_1": path}, batch)
    refused = 0
    for number in tries(30, 100):
        path.write_bytes(damaged(good, number))
        refused += believed_or_named({"data_batch_1": path}, batch, right)
    assert refused > 0.9 * number


@pytest.mark.promise("data")
@pytest.mark.timeout(7200)
def test_damage_anywhere_in_a_real_batch_is_named_or_harmless(real, tmp_path, tries):
    files = cifar10.at(real)
    if "archive" in files:
        pytest.skip("the real data are an archive, not batches")
    path, batch = tmp_path / "data_batch_1", CIFAR10.train[:1]
    good, right = files["data_batch_1"].read_bytes(), cifar10.read(files, batch)
    refused = 0
    for number in tries(5, 40):
        path.write_bytes(damaged(good, number))
        refused += believed_or_named({"data_batch_1": path}, batch, right)
    assert refused > 0.7 * number


def believed_or_named(files, batches, right):
    """Whether reading ends in a DataError that names the file; if not, what was read must be `right`."""
    try:
        found = cifar10.read(files, batches)
    except DataError as error:
        assert error.exit_code == 3
        assert str(next(iter(files.values()))) in str(error)
        return True
    assert all((a == b).all() for one, other in zip(found, right, strict=True) for a, b in zip(one, other, strict=True))
    return False


@pytest.mark.promise("data")
def test_a_damaged_archive_is_named(tmp_path):
    path = packed(tmp_path / "cifar-10-python.tar.gz")
    good = path.read_bytes()
    for bad in (b"", b"<!DOCTYPE html><title>503</title>" * 30, good[:100], good[: len(good) // 2], good[:-50_000]):
        path.write_bytes(bad)
        assert str(path) in refused(tmp_path, "")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 255
    path.write_bytes(flipped)
    assert str(path) in refused(tmp_path, "")


# ------------------------------------------------------------------------------------------------ getting, by commands


@pytest.fixture
def small(monkeypatch):
    """The catalogue's `cifar10`, with our own small data for the official ones."""
    data_set = dataclasses.replace(
        catalog.DATA_SETS["cifar10"], verify=lambda files, _: cifar10.verify(files, official=SMALL)
    )
    monkeypatch.setitem(catalog.DATA_SETS, "cifar10", data_set)
    return data_set


def test_get_from_a_file_or_folder(tmp_path, small):
    cache = tmp_path / "cache"
    archive = packed(tmp_path / "download.bin")
    assert catalog.get(small, archive) == cache
    assert (cache / "cifar-10-python.tar.gz").read_bytes() == archive.read_bytes()
    check(cache)
    assert catalog.get(small, packed(tmp_path / "plain", "w")) == cache
    assert (cache / "cifar-10-python.tar").is_file()
    place = folder_of(tmp_path / "mine" / cifar10.FOLDER)
    for source in (tmp_path / "mine", place, place / "data_batch_2"):
        shutil.rmtree(cache)
        assert catalog.get(small, source) == cache / cifar10.FOLDER
        check(cache)
    assert catalog.get(small, None) == cache / cifar10.FOLDER  # it is there already


@pytest.mark.promise("data")
def test_get_leaves_the_cache_alone_where_the_source_is_wrong(tmp_path, small):
    (tmp_path / "page").write_bytes(b"<!DOCTYPE html>")
    (tmp_path / "empty").mkdir()
    folder_of(tmp_path / "wrong", test_batch=content("data_batch_1"))
    for source, words in (("page", "is a web page"), ("empty", "has no file"), ("wrong", "test_batch")):
        with pytest.raises(DataError) as caught:
            catalog.get(small, tmp_path / source)
        assert words in str(caught.value)
    with pytest.raises(UsageError, match=r"nowhere not found"):
        catalog.get(small, tmp_path / "nowhere")
    assert not (tmp_path / "cache").exists()


def test_what_is_missing_is_downloaded_only_where_somebody_is_told(tmp_path, monkeypatch):
    path = packed(tmp_path / "served.tar.gz")
    handler = type("Handler", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    monkeypatch.chdir(tmp_path)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        archive = dataclasses.replace(
            CIFAR10.archive,
            length=path.stat().st_size,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            urls=(f"http://127.0.0.1:{server.server_port}/served.tar.gz",),
        )
        official = dataclasses.replace(SMALL, archive=archive)
        with pytest.raises(DataError, match="pytorch-study data get cifar10"):
            load_cifar10(DataOptions(), "test", official)
        assert not (tmp_path / "cache").exists()
        said = []
        found = load_cifar10(DataOptions(tell=lambda *s: said.append(s)), "test", official)
        server.shutdown()
    assert found.y.tolist() == pickle.loads(content("test_batch"))[b"labels"]
    assert said[0][0].startswith("Downloading cifar-10-python.tar.gz")
    check(tmp_path / "cache")


def test_the_teller_writes_plain_lines_now_and_then(capsys, monkeypatch):
    tell = screen.teller()
    for words in (("start", False), ("10 %", True), ("20 %", True), ("end", False)):
        tell(*words)
    assert capsys.readouterr() == ("", "start\n10 %\nend\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell = screen.teller()
    for words in (("10 %", True), ("20 %", True), ("end", False)):
        tell(*words)
    assert capsys.readouterr() == ("", "\r10 %   \r20 %   \nend\n")
    tell = screen.teller(quiet=True)
    tell("start", False)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def alone(tmp_path):
    """What surrounds a command without data, whose network is not there: a proxy at a port where nobody listens."""
    if sys.platform == "win32":
        pytest.skip("the cache folder cannot be moved by a variable there")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{one.getsockname()[1]}"
    environment = dict.fromkeys(("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"), nowhere)
    environment |= {"no_proxy": "", "NO_PROXY": "", "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    return {"PYTORCH_STUDY_DATA": "", **environment}


@pytest.mark.parametrize(
    ("arguments", "lang", "words"),
    [
        ("data get cifar10", "en", "Download it another way"),
        ("train cifar10 --json --epochs 1", "zh", "请换个网络下载这个文件"),
    ],
)
def test_without_data_and_without_a_network_one_is_told_what_to_do(command, alone, tmp_path, arguments, lang, words):
    done = command(*arguments.split(), lang=lang, **alone)
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    assert words in done.stderr
    assert "cifar-10-python.tar.gz" in done.stderr
    assert "pytorch_study" in done.stderr, "the exact folder"
    assert "pytorch-study data get cifar10 --from" in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_folder_that_lacks_a_data_set_is_no_mistake_where_none_was_asked_for(inside, tmp_path):
    (tmp_path / "other").mkdir()
    for command in ("list", "verify"):
        done = inside("data", command, "--data", "other")
        assert (done.returncode, done.stderr) == (0, "")
        assert "not downloaded yet, run `pytorch-study data get cifar10`" in done.stdout
    assert inside("data", "verify", "cifar10", "--data", "other").returncode == 3


def test_data_that_are_missing_are_listed_as_missing(inside, alone):
    listed = inside("data", "list", **alone)
    assert listed.returncode == 0, listed.stderr
    assert "not downloaded yet, run `pytorch-study data get cifar10`" in listed.stdout
    every = inside("data", "verify", **alone)
    assert every.returncode == 0, every.stderr
    assert "not downloaded yet" in every.stdout
    assert inside("data", "verify", "cifar10", **alone).returncode == 3
