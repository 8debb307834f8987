"""Folders of pictures as people have them: what is understood, what is told, and what is refused with the way out."""

import os
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from pytorch_study.data import image_file, image_folder
from pytorch_study.errors import DataError

SHADES = {"cat": 40, "dog": 200, "eel": 120}


def picture(path, shade, form=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(path, form)


def classes(folder, names=("cat", "dog"), count=5):
    for name in names:
        for number in range(count):
            picture(folder / name / f"{number}.png", SHADES[name])


def load(folder):
    """The splits, and what was told."""
    said = []
    read = lambda path: (image_file.read_fitted(path, (3, 4, 4)), {})  # noqa: E731
    return image_folder.load_image_folder(folder, read, 0, lambda message, _: said.append(message)), said


def right(split, labels):
    """Whether every picture has the label of its shade."""
    return [SHADES[labels[label]] for label in split.y] == split.x[:, 0, 0, 0].tolist()


def test_a_fifth_of_each_class_is_the_test_set(tmp_path):
    classes(tmp_path, count=10)
    splits, said = load(tmp_path)
    assert said == []
    assert torch.bincount(splits.train.y).tolist() == [8, 8]
    assert torch.bincount(splits.test().y).tolist() == [2, 2]
    assert right(splits.train, splits.info.labels)


def test_formats_are_told_by_content_and_files_that_are_not_used_are_counted(tmp_path):
    classes(tmp_path)
    for name in ("cat", "dog"):
        picture(tmp_path / name / "a.jpe", SHADES[name], "JPEG")
        picture(tmp_path / name / "more" / "b", SHADES[name], "PPM")
        picture(tmp_path / name / "more" / "c.txt", SHADES[name], "WEBP")
        (tmp_path / name / "IMG_1.HEIC").write_bytes(b"\0\0\0\x18ftypheic" + bytes(200))
        (tmp_path / name / "notes.docx").write_bytes(b"PK\x03\x04")
        (tmp_path / name / "README").write_text("mine", "utf-8")
    splits, said = load(tmp_path)
    assert len(splits.train.y) + len(splits.test().y) == 16
    assert f"{tmp_path}: 6 files were not used (HEIC 2, - 2, .docx 2)." in said
    assert any("pip install pillow-heif" in message for message in said)


@pytest.mark.parametrize(
    "names",
    [("train", "test"), ("Training", "testing"), ("train", "val"), ("training_set", "test_set"), ("训练集", "测试集")],
)
def test_train_and_test_are_parts_and_no_classes(tmp_path, names):
    classes(tmp_path / names[0], ("cat", "dog", "eel"))
    classes(tmp_path / names[1], ("cat", "eel"), 2)
    splits, said = load(tmp_path)
    assert splits.info.labels == ("cat", "dog", "eel")
    assert splits.validation is None
    assert (len(splits.train.y), len(splits.test().y)) == (15, 4)
    assert right(splits.test(), splits.info.labels)
    assert f"{names[0]}/, {names[1]}/" in said[0]


def test_a_validation_folder_beside_both_is_one(tmp_path):
    classes(tmp_path / "train")
    classes(tmp_path / "test", count=3)
    classes(tmp_path / "valid", count=2)
    splits, said = load(tmp_path)
    assert (len(splits.train.y), len(splits.validation.y), len(splits.test().y)) == (10, 4, 6)
    assert "train/, valid/, test/" in said[0]


def test_a_class_of_the_test_alone_is_refused(tmp_path):
    classes(tmp_path / "train")
    classes(tmp_path / "test", ("cat", "eel"))
    with pytest.raises(DataError, match="lack: eel"):
        load(tmp_path)


@pytest.mark.parametrize("pattern", ["cat.{}", "cat_{}", "cat ({})", "cat-{:04}"])
def test_classes_by_name_where_there_are_no_folders(tmp_path, pattern):
    for name in ("cat", "dog"):
        for number in range(6):
            picture(tmp_path / "train" / f"{pattern.replace('cat', name).format(number)}.png", SHADES[name])
    (tmp_path / "test1").mkdir()
    picture(tmp_path / "test1" / "0.png", 0)
    splits, said = load(tmp_path)
    assert splits.info.labels == ("cat", "dog")
    assert right(splits.train, splits.info.labels)
    assert any("file names tell them: cat, dog" in message for message in said)
    assert f"{tmp_path}: folders that were not used: test1/" in said
    assert load(tmp_path / "train")[0].info.labels == ("cat", "dog")


@pytest.mark.parametrize("inside", ["", "steam", "steam diesel"])
def test_a_class_may_be_called_train(tmp_path, inside):
    classes(tmp_path, ("cat", "dog"))
    for name in inside.split() or [""]:
        for number in range(4):
            picture(tmp_path / "train" / name / f"train_{number}.png", 90)
    splits, said = load(tmp_path)
    assert splits.info.labels == ("cat", "dog", "train")
    assert said == []


@pytest.mark.parametrize(("beside", "validation"), [("test", True), ("test", False), ("test1", False)])
def test_pictures_to_be_named_beside_train_are_no_class_and_no_test_set(tmp_path, beside, validation):
    classes(tmp_path / "train", count=10)
    for number in range(6):
        picture(tmp_path / beside / f"{number}.png", 60)
    if validation:
        classes(tmp_path / "val")
    splits, said = load(tmp_path)
    assert splits.info.labels == ("cat", "dog")
    assert f"{tmp_path}: folders that were not used: {beside}/" in said
    assert (len(splits.train.y), len(splits.test().y)) == ((20, 10) if validation else (16, 4))
    assert right(splits.test(), splits.info.labels)


def test_a_test_folder_without_a_picture_is_named(tmp_path):
    classes(tmp_path / "train")
    for name in ("cat", "dog"):
        (tmp_path / "test" / name).mkdir(parents=True)
    with pytest.raises(DataError, match=r"No picture in .*test can be read"):
        load(tmp_path)


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="such names exist on Linux alone")
def test_folders_named_by_a_chinese_windows_are_read_as_they_were_meant(tmp_path):
    for name in ("cat", "dog"):
        classes(tmp_path, (name,))
        meant = {"cat": "猫", "dog": "狗"}[name]  # the bytes of 猫 are è in UTF-8, those of 狗 nothing
        (tmp_path / name).rename(tmp_path / os.fsdecode(meant.encode("gb18030")))
    splits, said = load(tmp_path)
    assert splits.info.labels == ("狗", "猫")
    assert said == []


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="there, both are one folder")
def test_names_that_differ_by_a_capital_are_two_classes(tmp_path):
    for name, shade in (("Cat", 40), ("cat", 200)):
        for number in range(5):
            picture(tmp_path / name / f"{number}.png", shade)
    assert load(tmp_path)[0].info.labels == ("Cat", "cat")


def test_a_folder_beside_train_and_test_is_told(tmp_path):
    for name in ("train", "test", "extra"):
        classes(tmp_path / name)
    _, said = load(tmp_path)
    assert f"{tmp_path}: folders that were not used: extra/" in said


def test_files_beside_the_classes_are_counted(tmp_path):
    classes(tmp_path)
    picture(tmp_path / "loose.png", 0)
    (tmp_path / "labels.csv").write_text("a", "utf-8")
    assert any("2 files were not used" in message for message in load(tmp_path)[1])


def test_the_same_folders_in_every_class_are_told(tmp_path):
    classes(tmp_path / "2023")
    classes(tmp_path / "2024")
    splits, said = load(tmp_path)
    assert splits.info.labels == ("2023", "2024")
    assert any("holds the same cat, dog" in message for message in said)


def test_one_folder_too_high_or_too_low_is_told_with_the_one_to_give(tmp_path):
    classes(tmp_path / "pets")
    with pytest.raises(DataError, match=r"Give --images .*pets instead"):
        load(tmp_path)
    with pytest.raises(DataError, match=r"Give --images .*pets instead"):
        load(tmp_path / "pets" / "cat")
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError, match="has 0 subfolders"):
        load(tmp_path / "none")


def test_one_bad_picture_stops_nobody_and_is_named(tmp_path):
    classes(tmp_path)
    bad = tmp_path / "cat" / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    splits, said = load(tmp_path)
    assert len(splits.train.y) + len(splits.test().y) == 10
    assert len(said) == 1
    assert said[0].startswith(f"{bad} was not used: ")
    for number in range(4):
        (tmp_path / "cat" / f"{number}.png").write_bytes(bad.read_bytes())
    with pytest.raises(DataError, match="has 1 image"):
        load(tmp_path)


def test_names_in_chinese(tmp_path):
    rng = np.random.default_rng(0)
    for name in ("猫", "狗"):
        for number in range(3):
            (tmp_path / name).mkdir(exist_ok=True)
            Image.fromarray(rng.integers(0, 256, (8, 8, 3), np.uint8)).save(tmp_path / name / f"{number}.png")
    assert load(tmp_path)[0].info.labels == ("狗", "猫")
