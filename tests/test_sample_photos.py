"""The photos that ship: listed, licensed, whole, small; `example:cat` wherever an image file is read."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from helpers import ROOT
from PIL import Image

import pytorch_study as ps
from pytorch_study.cli import run
from pytorch_study.data import catalog
from pytorch_study.data.sample_photos import FOLDER, LICENCES, LIST, find_sample, sample_photos
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataOptions

NAMES = list(sample_photos())


def test_the_list_and_the_folder_agree():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted([LIST.name, *(f"{name}.jpg" for name in NAMES)])
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 300_000


@pytest.mark.parametrize("name", NAMES)
def test_every_photo_is_small_whole_bare_and_licensed(name):
    photo = sample_photos()[name]
    content = photo.path.read_bytes()
    assert len(content) < 40_000
    assert hashlib.sha256(content).hexdigest() == photo.digest
    with Image.open(photo.path) as picture:
        picture.load()
        assert (picture.format, picture.mode, max(picture.size)) == ("JPEG", "RGB", 320)
        assert not picture.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
    assert photo.licence in LICENCES
    assert all((photo.about.zh, photo.about.en, photo.title, photo.author, photo.package))
    assert photo.source.startswith("https://")
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    (line,) = [line for line in notice.splitlines() if f"`{name}.jpg`" in line]
    assert all(word in line for word in (photo.title, photo.author, LICENCES[photo.licence].en, photo.source))
    assert photo.package in notice


def test_predict_takes_a_photo_by_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    by_name, by_path = (ps.predict("cifar10", file)[0] for file in ("example:cat", FOLDER / "cat.jpg"))
    assert by_name == by_path
    assert by_name["file"] == str(FOLDER / "cat.jpg")  # where it lies is told
    assert run(["predict", "cifar10", "example：dog", "example:panda", "--explain", "seen", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.count(".jpg") == 2
    assert {path.name.split("_")[0] for path in (tmp_path / "seen").iterdir()} == {"dog", "panda"}
    assert run(["predict", "cifar10", "example:cta", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "`cta`" in said
    assert all(name in said for name in NAMES)
    assert run(["predict", "regression", "example:cat", "--lang", "en"]) != 0
    assert "an image" in capsys.readouterr().err  # and not: there is no such file


def test_a_file_of_that_very_name_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "example:cat"
    try:
        shutil.copy(FOLDER / "dog.jpg", own)
    except OSError:
        pytest.skip("this system has no such names")
    assert find_sample(own.relative_to(tmp_path)).resolve() == own
    with pytest.raises(UsageError):
        find_sample(own.with_name("example:").relative_to(tmp_path))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_predict_without_a_file_names_one_that_can_be_tried(language, capsys):
    """The line that the sentence shows works as it is."""
    assert run(["predict", "cifar10", "--lang", language]) == 2
    said = capsys.readouterr().err
    assert "`pytorch-study data list`" in said
    line = "predict cifar10 example:cat"
    assert f"pytorch-study {line}" in said
    assert run([*line.split(), "--lang", language]) == 0
    assert run(["data", "list", "--lang", language]) == 0
    listed = capsys.readouterr().out
    assert all(f"{name}.jpg" in listed for name in NAMES)


def test_they_are_a_data_set_that_can_be_verified_and_copied(tmp_path, monkeypatch, capsys):
    photos = catalog.DATA_SETS["photos"]
    assert run(["data", "verify", "photos", "--lang", "en"]) == 0
    assert "photos: " in capsys.readouterr().out
    monkeypatch.setattr(catalog, "cache_folder", lambda: tmp_path / "cache")
    copied = catalog.get(photos, None)
    assert {path.name for path in copied.iterdir()} == {f"{name}.jpg" for name in NAMES}
    (copied / "dog.jpg").write_bytes((FOLDER / "cat.jpg").read_bytes())
    with pytest.raises(DataError, match=r"dog\.jpg"):
        photos.verify(photos.at(copied), None)
    (copied / "cat.jpg").unlink()
    assert photos.at(copied) == {}
    assert set(photos.find(DataOptions())) == set(NAMES)


def test_the_wheel_takes_them_along(tmp_path):
    """The package's own list of files, as the build reads it."""
    project = tmp_path / "project"
    shutil.copytree(FOLDER, project / "pytorch_study" / FOLDER.relative_to(ROOT / "pytorch_study"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE.md", "pytorch_study/__init__.py"):
        shutil.copy(ROOT / name, project / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path), str(project)],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = {name.rpartition("/")[2]: name for name in zipfile.ZipFile(wheel).namelist() if "/photos/" in name}
    assert set(inside) == {LIST.name, *(f"{name}.jpg" for name in NAMES)}
    assert json.loads(zipfile.ZipFile(wheel).read(inside[LIST.name])) == json.loads(LIST.read_text("utf-8"))
