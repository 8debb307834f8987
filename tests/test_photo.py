"""Any photo becomes 32x32 pixels in three colours, the way CIFAR-10's makers would have shrunk it."""

import numpy as np
import pytest
import torch
from PIL import Image

from pytorch_study.data import photo
from pytorch_study.data.image_file import open_image
from pytorch_study.errors import DataError, UsageError
from pytorch_study.text import say

RED, GREEN, BLUE = (230, 20, 10), (20, 200, 30), (10, 30, 220)


def scene(width=120, height=90):
    """Something with a direction: red on the left, blue at the bottom right."""
    picture = Image.new("RGB", (width, height), GREEN)
    picture.paste(RED, (0, 0, width // 2, height))
    picture.paste(BLUE, (width // 2, height // 2, width, height))
    return picture


def read(picture, path, **options):
    picture.save(path, **options)
    return photo.read_photo(path)[0]


def near(pixel, colour, by=8):
    return all(abs(int(a) - b) <= by for a, b in zip(pixel, colour, strict=True))


def test_a_picture_of_32x32_stays_as_it_is_and_each_step_is_kept(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    x, steps = photo.read_photo(tmp_path / "a.png")
    assert (x.dtype, x.shape) == (torch.uint8, (3, 32, 32))
    assert (x.permute(1, 2, 0).numpy() == pixels).all()
    assert list(steps) == ["reading.photo", "reading.square", "reading.pixels"]
    assert torch.equal(steps["reading.pixels"], x)
    assert all(say(name) != name for name in steps)


@pytest.mark.promise("picture")
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_every_mode(tmp_path, mode):
    grey = np.zeros((60, 80), np.uint8)
    grey[:, 40:] = 255
    picture = Image.fromarray(grey)
    if mode in ("I;16", "F"):
        picture = Image.fromarray(grey.astype({"I;16": np.uint16, "F": np.float32}[mode]) * 200)
    else:
        picture = picture.convert("RGB").convert(mode)
    assert picture.mode == mode
    x = read(picture, tmp_path / ("a.tif" if mode in ("CMYK", "YCbCr", "F") else "a.png"))
    assert x.shape == (3, 32, 32)
    assert x[:, :, :12].max() < 12
    assert x[:, :, 20:].min() > 243


def test_what_is_transparent_becomes_white_even_behind_something_light(tmp_path):
    swan = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    swan.paste((240, 240, 235, 255), (16, 16, 48, 48))
    x = read(swan, tmp_path / "a.png")
    assert x[:, 0, 0].tolist() == [255] * 3
    assert near(x[:, 16, 16], (240, 240, 235), 2)
    assert open_image(tmp_path / "a.png").getpixel((0, 0)) == (0, 0, 0)  # a drawing's reader wants to see it


def test_the_middle_is_cut_out(tmp_path):
    for size, box in (((300, 100), (100, 0, 200, 100)), ((100, 300), (0, 100, 100, 200))):
        picture = Image.new("RGB", size, RED)
        picture.paste(GREEN, box)
        x = read(picture, tmp_path / "a.png")
        assert (x == torch.tensor(GREEN, dtype=torch.uint8)[:, None, None]).all()


@pytest.mark.promise("picture")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_cameras_note_of_how_it_was_held_is_followed(tmp_path, orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # the sensor lay so; showing it needs the opposite turn
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = scene()
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    x = read(stored, tmp_path / "a.jpg", exif=exif, quality=95)
    expected = read(upright, tmp_path / "b.png").float()
    assert (x.float() - expected).abs().mean() < 4
    assert near(x[:, 16, 2], RED)
    assert near(x[:, 29, 29], BLUE)


def test_shrinking_averages_and_does_not_pick(tmp_path):
    fine = np.indices((640, 640)).sum(0) % 2 * 255  # a chessboard of single pixels is grey from afar
    x = read(Image.fromarray(fine.astype(np.uint8)), tmp_path / "a.png").float()
    assert (x - 127.5).abs().max() < 2


def test_shrinking_agrees_with_the_plain_mean_of_each_block(tmp_path):
    y, x = np.mgrid[0:320, 0:320] / 320
    smooth = np.stack([x, y, 0.5 + 0.4 * np.sin(6 * x) * np.cos(5 * y)], -1) * 255
    picture = smooth.round().astype(np.uint8)
    blocks = picture.reshape(32, 10, 32, 10, 3).mean((1, 3)).transpose(2, 0, 1)  # -> (3, 32, 32)
    found = read(Image.fromarray(picture), tmp_path / "a.png").numpy()
    assert np.abs(found - blocks).mean() < 1
    assert np.abs(found - blocks).max() < 6  # the border: there are no pixels beyond it


@pytest.mark.promise("picture")
@pytest.mark.parametrize("size", [(1, 1), (8, 8), (5000, 1), (1, 3), (33, 31), (3000, 2000)])
def test_any_size(tmp_path, size):
    x = read(Image.new("RGB", size, BLUE), tmp_path / "a.png")
    assert (x == torch.tensor(BLUE, dtype=torch.uint8)[:, None, None]).all()


@pytest.mark.promise("picture")
def test_of_a_moving_picture_the_first_frame(tmp_path):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert near(photo.read_photo(tmp_path / "a.gif")[0][:, 5, 5], RED)


@pytest.mark.promise("picture")
def test_what_is_no_picture_is_said_in_a_sentence(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"<html>not a picture</html>")
    with pytest.raises(DataError, match=r"a\.jpg"):
        photo.read_photo(tmp_path / "a.jpg")
    with pytest.raises(UsageError, match=r"b\.jpg"):
        photo.read_photo(tmp_path / "b.jpg")
    whole = tmp_path / "c.jpg"
    scene().save(whole)
    whole.write_bytes(whole.read_bytes()[:300])
    with pytest.raises(DataError):
        photo.read_photo(whole)
