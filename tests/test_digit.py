"""Any picture becomes RGB or a clear sentence; any digit becomes MNIST's form."""

import gzip
import os
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

import pytorch_study
from pytorch_study.data import digit
from pytorch_study.data.image_file import open_image, to_rgb
from pytorch_study.errors import DataError, StudyError, UsageError
from pytorch_study.text import use
from pytorch_study.text.reading import READING

RAW = Path(pytorch_study.__file__).parent / "data" / "files" / "MNIST" / "raw"
STEPS = ["reading.gray", "reading.contrast", "reading.ink", "reading.crop", "reading.final"]


@pytest.fixture(scope="module")
def mnist():
    with gzip.open(RAW / "t10k-images-idx3-ubyte.gz") as file:
        return np.frombuffer(file.read(16 + 784 * 60), np.uint8, offset=16).reshape(-1, 28, 28)


def enlarged(pixels, times=8):
    """The digit as a smooth drawing, 0 (paper) to 1 (ink)."""
    side = 28 * times
    picture = Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)
    values = np.asarray(picture.filter(ImageFilter.GaussianBlur(times * 0.3)), dtype=float) / 255
    return 1 / (1 + np.exp(-(values - 0.45) * 18))


def on_page(ink, height=500, width=600, at=(40, 300)):
    page = np.zeros((height, width))
    page[at[0] : at[0] + ink.shape[0], at[1] : at[1] + ink.shape[1]] = ink
    return page


def photo(ink, seed=0):
    """Dark ink on off-white paper: light from one side, texture, noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
    light = 0.7 + 0.4 * (x / ink.shape[1] - 0.5) - 0.3 * (y / ink.shape[0] - 0.5)
    texture = 1 + 0.02 * rng.normal(size=ink.shape)
    return (235 * light * texture * (1 - 0.75 * ink) + 6 * rng.normal(size=ink.shape)).clip(0, 255)


def alike(a, b):
    """The correlation of two 28x28 pictures, at the best shift of at most one pixel."""
    a, b = np.asarray(a, dtype=float).reshape(28, 28), np.asarray(b, dtype=float)
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return max(np.corrcoef(np.roll(a, s, (0, 1)).ravel(), b.ravel())[0, 1] for s in shifts)


def likeness(mnist, transform, count=20):
    """The median and the worst likeness of MNIST's digits to what comes back after `transform`."""
    found = [alike(digit.digit_from_gray(transform(pixels))[0], pixels) for pixels in mnist[:count]]
    return float(np.median(found)), min(found)


# ---- open_picture ----


@pytest.mark.promise("picture")
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "I;16", "F"])
def test_every_mode_a_file_can_have(tmp_path, mode):
    drawing = Image.new("L", (40, 30), 255)
    drawing.paste(0, (10, 10, 30, 20))
    if mode in ("I", "I;16", "F"):
        values = np.asarray(drawing).astype({"I": np.int32, "I;16": np.uint16, "F": np.float32}[mode]) * 200 + 7
        picture = Image.fromarray(values)
    elif mode == "LAB":
        picture = Image.merge("LAB", [drawing] + [Image.new("L", (40, 30), 128)] * 2)
    else:
        picture = drawing.convert("RGB").convert("P" if mode == "PA" else mode)
        if mode == "PA":
            picture = picture.convert("PA")
    assert picture.mode == mode
    path = tmp_path / ("a.png" if mode in ("P", "I;16") else "a.tif")
    try:
        picture.save(path)
    except OSError:  # no format stores PA
        rgb = to_rgb(picture)
    else:
        rgb = open_image(path)
    assert rgb.mode == "RGB"
    assert rgb.size == (40, 30)
    assert max(rgb.getpixel((20, 15))) < 10
    assert min(rgb.getpixel((2, 2))) > 245


@pytest.mark.promise("picture")
@pytest.mark.parametrize("mode", ["La", "RGBa", "HSV", "I;16B", "RGBX"])
def test_modes_that_only_live_in_memory(mode):
    if mode == "I;16B":
        picture = Image.frombytes("I;16B", (2, 1), struct.pack(">HH", 100, 60000))
    else:
        source = Image.new({"La": "LA", "RGBa": "RGBA"}.get(mode, "RGB"), (2, 1), "white")
        source.putpixel((0, 0), {"La": (0, 255), "RGBa": (0, 0, 0, 255)}.get(mode, (0, 0, 0)))
        picture = source.convert(mode)
    rgb = to_rgb(picture)
    assert (rgb.mode, rgb.getpixel((0, 0)), rgb.getpixel((1, 0))) == ("RGB", (0, 0, 0), (255, 255, 255))


@pytest.mark.promise("picture")
@pytest.mark.parametrize(("ink", "paper"), [((0, 0, 0), 255), ((250, 250, 240), 0), ((200, 30, 30), 255)])
def test_transparency_shows_the_drawing(tmp_path, ink, paper):
    picture = Image.new("RGBA", (40, 40), (*ink, 0))
    picture.paste((*ink, 255), (15, 5, 25, 35))
    picture.save(tmp_path / "a.png")
    rgb = open_image(tmp_path / "a.png")
    assert rgb.getpixel((0, 0)) == (paper,) * 3
    assert rgb.getpixel((20, 20)) == ink


def test_a_white_sheet_with_clear_corners_stays_on_white():
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (4, 4, 36, 36))
    picture.paste((0, 0, 0, 255), (18, 10, 22, 30))
    assert to_rgb(picture).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.promise("picture")
def test_a_palette_with_a_transparent_colour(tmp_path):
    picture = Image.new("P", (20, 20), 0)
    picture.putpalette([10, 20, 30, 0, 0, 0])
    picture.paste(1, (5, 5, 15, 15))
    for transparency in (0, b"\x00\xff"):
        picture.save(tmp_path / "a.png", transparency=transparency)
        rgb = open_image(tmp_path / "a.png")
        assert (rgb.getpixel((0, 0)), rgb.getpixel((10, 10))) == ((255, 255, 255), (0, 0, 0))


@pytest.mark.promise("picture")
def test_float_pictures_with_holes_and_constant_ones():
    values = np.array([[0.1, np.nan, 0.3, np.inf]], dtype=np.float32)
    assert [p[0] for p in np.asarray(to_rgb(Image.fromarray(values)))[0]] == [0, 0, 255, 255]
    for constant in (0.5, np.nan):
        assert to_rgb(Image.fromarray(np.full((3, 3), constant, np.float32))).size == (3, 3)


@pytest.mark.promise("picture")
def test_exif_turns_the_picture(tmp_path):
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste((0, 0, 0), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise: the left side comes to the top
    picture.save(tmp_path / "a.jpg", exif=exif)
    rgb = open_image(tmp_path / "a.jpg")
    assert rgb.size == (20, 40)
    assert max(rgb.getpixel((10, 5))) < 20 < 230 < min(rgb.getpixel((10, 35)))


@pytest.mark.promise("picture")
def test_damaged_exif_turns_nothing(tmp_path):
    Image.new("RGB", (40, 20), "white").save(tmp_path / "a.jpg", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f broken")
    assert open_image(tmp_path / "a.jpg").size == (40, 20)


@pytest.mark.promise("picture")
def test_the_first_frame_of_an_animation(tmp_path):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert open_image(tmp_path / "a.gif").getpixel((4, 4)) == (255, 0, 0)


def png(width, height):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


@pytest.mark.promise("picture")
@pytest.mark.parametrize("side", [7_100, 10_000, 50_000, 2_000_000_000])
def test_a_bomb_is_refused_by_its_header(tmp_path, side, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    (tmp_path / "a.png").write_bytes(png(side, side))
    with pytest.raises(DataError) as error:
        open_image(tmp_path / "a.png")
    assert error.value.key == "picture_too_large"


def broken(folder):
    Image.effect_noise((200, 200), 50).save(folder / "whole.png")
    Image.effect_noise((200, 200), 50).save(folder / "whole.jpg")
    files = {"empty.png": b"", "text.png": b"not a picture at all", "ps.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n"}
    files |= {"cut.png": (folder / "whole.png").read_bytes()[:9000], "head.png": png(5, 5)[:30], "zero.png": png(0, 0)}
    files["cut.jpg"] = (folder / "whole.jpg").read_bytes()[:3000]
    files["short.png"] = png(100, 100)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return list(files)


@pytest.mark.promise("picture")
def test_broken_files(tmp_path):
    for name in broken(tmp_path):
        with pytest.raises(DataError) as error:
            open_image(tmp_path / name)
        key = "picture_empty" if name == "empty.png" else "picture_not_readable"
        assert (error.value.key, error.value.exit_code) == (key, 3), name
        assert name in str(error.value)


@pytest.mark.promise("picture")
@pytest.mark.parametrize("name", ["none.png", "file/none.png", "null\0.png"])
def test_no_such_file(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as error:
        open_image(tmp_path / name)
    assert error.value.exit_code == 2


@pytest.mark.promise("picture")
def test_a_folder_and_a_pipe(tmp_path):
    with pytest.raises(DataError, match=r"folder|文件夹"):
        open_image(tmp_path)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError):
            open_image(tmp_path / "pipe")


@pytest.mark.promise("picture")
def test_permission_denied(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(png(5, 5))

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError) as error:
        open_image(tmp_path / "a.png")
    assert error.value.key == "picture_not_allowed"


def test_sentences_have_the_same_blanks():
    for key, text in READING.items():
        blanks = [{part.split("}")[0] for part in half.split("{")[1:]} for half in text]
        assert blanks[0] == blanks[1], key
    assert set(STEPS) <= set(READING)


# ---- digit ----


def test_mnist_itself_comes_through_unchanged(mnist, tmp_path):
    for pixels in mnist:
        result, steps = digit.digit_from_gray(pixels)
        assert np.array_equal(result[0], pixels)
        assert list(steps) == ["reading.gray", "reading.final"]
    Image.fromarray(mnist[0]).save(tmp_path / "a.png")
    assert np.array_equal(digit.read_digit(tmp_path / "a.png")[0][0], mnist[0])


def test_the_form_and_the_steps(mnist, tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.uint8(250 - 240 * on_page(enlarged(mnist[0])))).save(path)
    result, steps = digit.read_digit(path)
    assert (result.shape, result.dtype) == ((1, 28, 28), torch.uint8)
    assert list(steps) == STEPS
    assert all(step.dtype == torch.uint8 and step.ndim == 2 for step in steps.values())
    assert torch.equal(steps["reading.final"], result[0])
    y, x = torch.nonzero(result[0] > 40, as_tuple=True)
    assert max(y.max() - y.min(), x.max() - x.min()) + 1 in (19, 20)
    weight = result[0].float() / result.float().sum()
    centre = [(weight.sum(axis) * torch.arange(28)).sum() for axis in (0, 1)]
    assert all(abs(float(c) - 14) <= 0.6 for c in centre)
    assert result.max() == 255


@pytest.mark.parametrize(
    ("name", "transform", "middle", "worst"),
    [
        ("dark on light", lambda p: 255.0 - p, 0.92, 0.8),
        ("shifted", lambda p: np.roll(p, (3, -2), (0, 1)).astype(float), 0.9, 0.8),
        (
            "16 pixels",
            lambda p: 255.0 - np.asarray(Image.fromarray(p).resize((16, 16), Image.Resampling.BOX)),
            0.85,
            0.65,
        ),
        ("8 pixels", lambda p: 255.0 - np.asarray(Image.fromarray(p[2:26, 2:26]).resize((8, 8))), 0.75, 0.1),
        ("page, light", lambda p: 245 - 235 * on_page(enlarged(p)), 0.92, 0.8),
        ("page, dark", lambda p: 20 + 220 * on_page(enlarged(p)), 0.92, 0.8),
        ("small on a page", lambda p: 245 - 225 * on_page(enlarged(p, 3), 1200, 900, (1000, 20)), 0.9, 0.8),
        ("photo", lambda p: photo(on_page(enlarged(p))), 0.9, 0.75),
    ],
)
def test_the_digit_is_found_again(mnist, name, transform, middle, worst):
    found = likeness(mnist, transform)
    assert found[0] >= middle, found
    assert found[1] >= worst, found


def test_thousands_of_pixels(mnist, tmp_path):
    page = on_page(enlarged(mnist[0], 20), 3000, 4000, (2000, 300))
    Image.fromarray(np.uint8(240 - 200 * page)).save(tmp_path / "a.jpg")
    assert alike(digit.read_digit(tmp_path / "a.jpg")[0], mnist[0]) > 0.9


def test_a_hard_shadow(mnist):
    ink = on_page(enlarged(mnist[0]))
    y, x = np.mgrid[0:500, 0:600]
    assert alike(digit.digit_from_gray(photo(ink) * np.where(x + y / 2 < 300, 0.7, 1))[0], mnist[0]) > 0.85


def test_specks_and_edges_are_left_out(mnist):
    ink, rng = on_page(enlarged(mnist[0])), np.random.default_rng(0)
    clean = digit.digit_from_gray(250 - 240 * ink)[0][0]
    for y, x in rng.integers(5, 490, (25, 2)):
        ink[y : y + 4, x : x + 4] = 1
    ink[40:264, 300:524] = np.maximum(ink[40:264, 300:524] > 0.5, 0) * enlarged(mnist[0])  # none on the digit itself
    ink[:, :6] = ink[:7] = 1  # the frame of a scan
    ink[-5:] = 0.8
    assert alike(digit.digit_from_gray(250 - 240 * ink)[0], clean) > 0.98


def test_both_parts_of_a_digit_are_kept():
    """A 5 whose top stroke is loose."""
    ink = np.zeros((400, 400))
    ink[100:116, 150:260] = 1
    ink[130:200, 150:166] = ink[185:200, 150:250] = ink[185:290, 240:256] = ink[275:290, 150:250] = 1
    steps = digit.digit_from_gray(250 - 240 * ink)[1]
    assert steps["reading.ink"][108, 200] > 200
    assert steps["reading.ink"][282, 200] > 200


def test_thin_strokes_become_as_wide_as_mnists():
    ink = np.zeros((600, 600))
    ink[100:500, 299:301] = 1  # a 1, drawn 1/200 as wide as high
    row = digit.digit_from_gray(250 - 240 * ink)[0][0, 14].float() / 255
    assert 2 <= float(row.sum()) <= 4
    ink[100:500, 270:330] = 1  # a thick one stays: 60/400 of 20 pixels
    row = digit.digit_from_gray(250 - 240 * ink)[0][0, 14].float() / 255
    assert 2.5 <= float(row.sum()) <= 3.5


@pytest.mark.parametrize(
    "gray",
    [
        np.zeros((28, 28)),
        np.full((300, 200), 255.0),
        np.full((1, 1), 90.0),
        np.full((1, 3000), 90.0),
        np.linspace(80, 240, 400 * 300).reshape(400, 300),
        photo(np.zeros((400, 300))),
        np.random.default_rng(0).normal(200, 8, (300, 300)),
    ],
    ids=["black", "white", "pixel", "line", "slope", "photo", "noise"],
)
def test_a_blank_picture(gray):
    with pytest.raises(DataError) as error:
        digit.digit_from_gray(gray)
    assert error.value.key == "no_digit"


def test_odd_shapes_do_not_crash():
    rng = np.random.default_rng(0)
    for shape in [(1, 1), (1, 50), (2000, 2), (3, 3), (8, 8), (28, 28), (5, 1500)]:
        for gray in (rng.uniform(0, 255, shape), (rng.random(shape) > 0.7) * 255.0):
            try:
                result, _ = digit.digit_from_gray(gray)
            except StudyError:
                continue
            assert result.shape == (1, 28, 28)


def test_a_small_picture_with_many_marks_has_a_box_around_each(tmp_path):
    """It is enlarged to be read, so that a mark may be less than a pixel of the picture itself."""
    stripes = (np.indices((60, 28)).sum(0) % 7 < 3) * 255
    Image.fromarray(stripes.astype(np.uint8)).save(tmp_path / "stripes.png")
    parts = digit.read_digits(tmp_path / "stripes.png")
    assert len(parts) > 1
    for left, top, right, bottom in (part.box for part in parts):
        assert 0 <= left < right <= 28
        assert 0 <= top < bottom <= 60


def test_errors_speak_both_languages(tmp_path):
    said = []
    for language in ("zh", "en"):
        use(language)
        try:
            said.append((str(DataError("no_digit")), str(UsageError("picture_not_found", path=tmp_path / "x.png"))))
        finally:
            use(None)
    assert all(zh != en for zh, en in zip(*said, strict=True))
    assert all("x.png" in second for _, second in said)
