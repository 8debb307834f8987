"""Pictures that are small as files and huge as pictures, or none at all, through the commands' own way."""

import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from helpers import ROOT
from PIL import Image

from pytorch_study import api
from pytorch_study.data import digit, photo
from pytorch_study.data.image_file import MAX_PIXELS
from pytorch_study.errors import DataError, StudyError
from pytorch_study.trained import load_trained

LESSONS = ("mnist", "cifar10")


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(side, more=b"", depth=1, colour=0, zeros=None):
    """A real, whole, black PNG, built row by row."""
    packer, row = zlib.compressobj(1), bytes(1 + side * depth // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) if zeros is None else packer.compress(bytes(zeros))
    header = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + more + chunk(b"IDAT", packed + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def gif(screen, frame, at=0):
    head = b"GIF89a" + struct.pack("<HHBBB", screen, screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHHB", at, at, frame, frame, 0) + b"\x02\x02\x44\x01\x00;"


def webp(side):
    """An animation whose canvas is huge, and whose only frame is small."""
    still = b"\x2f\x0f\xc0\x03\x00\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01\x00"  # 16x16, one colour, lossless

    def part(name, body):
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    size = struct.pack("<I", side - 1)[:3] * 2
    frame = bytes(6) + struct.pack("<I", 15)[:3] * 2 + bytes(4) + part(b"VP8L", still)
    body = b"WEBP" + part(b"VP8X", b"\x02\0\0\0" + size) + part(b"ANIM", bytes(6)) + part(b"ANMF", frame)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(side, data=b"", **tags):
    """Grey, packed with zlib; a keyword such as `t277=9` changes a tag, its count too if it is a pair."""
    data = zlib.compress(data)
    plain = {256: side, 257: side, 258: 8, 259: 8, 262: 1, 273: 8, 277: 1, 278: side, 279: len(data)}
    plain |= {int(name[1:]): value for name, value in tags.items()}
    entries = b""
    for tag, value in sorted(plain.items()):
        count, value = value if isinstance(value, tuple) else (1, value)
        entries += struct.pack("<HHII", tag, 4, count, value)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + struct.pack("<H", len(plain)) + entries + bytes(4)


def ico(inside):
    return struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inside), 22) + inside


def bmp(side, bits, packing):
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 1000, 0, 0, 54, 40, side, side, 1, bits, packing, 0, 0, 0, 0, 0)


TOO_LARGE = {
    "50,000 x 50,000.png": lambda: png(50_000),
    "screen.gif": lambda: gif(65_535, 65_535),
    "frame.gif": lambda: gif(10, 65_535),
    "far away.gif": lambda: gif(10, 5, at=60_000),
    "animation.webp": lambda: webp(16_383),
    "a.tif": lambda: tiff(50_000),
    "inside.ico": lambda: ico(png(50_000)),
    "a.bmp": lambda: bmp(50_000, 24, 0),
    "a.ppm": lambda: b"P6 50000 50000 255\n" + bytes(100),
    "a.tga": lambda: bytes([0, 0, 10, *[0] * 9]) + struct.pack("<HH", 50_000, 50_000) + bytes([24, 0]) + bytes(99),
}
DAMAGED = {
    "empty.png": lambda: b"",
    "text.jpg": lambda: b"<html>not a picture</html>" * 40,
    "pickle.jpg": lambda: b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    "zeros.png": lambda: bytes(100_000),
    "noise.jpg": lambda: np.random.default_rng(0).bytes(100_000),
    "words.png": lambda: png(28, chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(10**8)))),
    "profile.png": lambda: png(28, chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(10**8)))),
    "cut.png": lambda: png(2000, depth=8)[:200],
    "count.tif": lambda: tiff(28, t700=(2**32 - 1, 8)),
    "samples.tif": lambda: tiff(28, t277=65_535),
    "strips.tif": lambda: tiff(28, t273=(2**30, 8)),
    "cut.webp": lambda: webp(16)[:60],
    "run lengths.bmp": lambda: bmp(7000, 8, 1) + bytes(1024),
    "digits.ppm": lambda: b"P3 28 28 255\n" + b"1" * 10**6,
    "ends.gif": lambda: gif(40, 40)[:20],
}
LARGEST = {  # what is allowed: no more memory than these
    "1 bit.png": lambda: png(7000),
    "8 bits.png": lambda: png(7000, depth=8),
    "16 bits.png": lambda: png(7000, depth=16),
    "colours.png": lambda: png(7000, depth=8, colour=3, more=chunk(b"PLTE", bytes(768))),
}


@pytest.fixture(scope="module")
def models():
    return {name: load_trained(name) for name in LESSONS}


@pytest.mark.promise("picture")
@pytest.mark.parametrize("name", [*TOO_LARGE, *DAMAGED])
def test_a_bomb_or_a_broken_picture_is_a_clear_error(tmp_path, models, name):
    path = tmp_path / name
    path.write_bytes({**TOO_LARGE, **DAMAGED}[name]())
    told = {"empty.png": "picture_empty", "text.jpg": "file_not_picture"}
    key = "picture_too_large" if name in TOO_LARGE else told.get(name, "picture_not_readable")
    for trained in models.values():
        with pytest.raises(DataError) as caught:
            api.predict(trained, [path])
        assert (caught.value.key, caught.value.exit_code) == (key, 3)
        assert str(path) in str(caught.value)


@pytest.mark.promise("picture")
@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_no_file_is_a_clear_error(tmp_path, models, lesson):
    (tmp_path / "folder.png").mkdir()
    names = {"folder.png": 3, "none.png": 2}
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.png")
        (tmp_path / "link.png").symlink_to("link.png")
        names |= {"pipe.png": 3, "link.png": 2}
    for name, code in names.items():
        with pytest.raises(StudyError) as caught:
            api.predict(models[lesson], [tmp_path / name])
        assert caught.value.exit_code == code
        assert name in str(caught.value)


@pytest.mark.promise("picture")
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "I;16", "F"])
def test_every_mode_is_answered(tmp_path, models, mode):
    drawing = np.full((60, 60), 250, np.uint8)
    drawing[10:50, 27:33] = 10  # a one
    if mode in ("I", "I;16", "F"):
        picture = Image.fromarray(drawing.astype({"I": np.int32, "I;16": np.uint16, "F": np.float32}[mode]) * 200)
    elif mode == "LAB":
        picture = Image.merge("LAB", [Image.fromarray(drawing)] + [Image.new("L", (60, 60), 128)] * 2)
    else:
        picture = Image.fromarray(drawing).convert("RGB").convert(mode)
    path = tmp_path / ("a.png" if mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else "a.tif")
    picture.save(path)
    (answer,) = api.predict(models["mnist"], [path])
    assert answer["label"] == "1"
    (answer,) = api.predict(models["cifar10"], [path])
    assert 0.99 < sum(answer["probabilities"].values()) < 1.01


@pytest.mark.promise("picture")
@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "tif"])
def test_a_picture_lying_on_its_side_is_turned_before_it_is_answered(tmp_path, models, kind):
    drawing = np.full((90, 90), 250, np.uint8)
    drawing[10:80, 42:49] = 10
    lying, exif = Image.fromarray(drawing).convert("RGB").transpose(Image.Transpose.ROTATE_90), Image.Exif()
    exif[0x0112] = 6
    lying.save(tmp_path / f"a.{kind}", exif=exif)
    assert api.predict(models["mnist"], [tmp_path / f"a.{kind}"])[0]["label"] == "1"


MEMORY = """
import resource, sys, torch
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from pytorch_study.errors import DataError
from pytorch_study.data import digit, photo
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
for read in (photo.read_photo, digit.read_digit):
    try:
        read(Path({small!r}))
    except DataError:
        pass
before = peak()
for kind in sys.argv[1:]:
    for path in Path(kind).iterdir():
        for read in (photo.read_photo, digit.read_digit):
            try:
                read(path)
            except DataError:
                pass
    print(peak() - before)
"""
MEGABYTES = {"too large": (TOO_LARGE, 60), "damaged": (DAMAGED, 60), "largest": (LARGEST, MAX_PIXELS * 18 / 1e6)}
"""What pictures of each kind may cost at the very most; 18 bytes a pixel where they are allowed."""


@pytest.fixture(scope="module")
def peaks(tmp_path_factory):
    """How much a process has grown at the most after each kind, one after the other; the system knows."""
    place = tmp_path_factory.mktemp("peaks")
    for kind, (files, _) in MEGABYTES.items():
        (place / kind).mkdir()
        for name, content in files.items():
            (place / kind / name).write_bytes(content())
    (place / "small.png").write_bytes(png(32))
    code = MEMORY.format(root=str(ROOT), tests=str(ROOT / "tests"), small=str(place / "small.png"))
    command = [sys.executable, "-c", code, *MEGABYTES]
    done = subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return dict(zip(MEGABYTES, map(float, done.stdout.split()), strict=True))


@pytest.mark.promise("picture")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a process's largest size this way")
@pytest.mark.parametrize("kind", MEGABYTES)
def test_no_picture_costs_more_memory_than_the_largest_allowed(peaks, kind):
    assert peaks[kind] < MEGABYTES[kind][1]


def test_the_largest_pictures_are_read(tmp_path):
    """Or the memory would be that of a refusal."""
    (tmp_path / "a.png").write_bytes(png(7000, depth=16))
    assert photo.read_photo(tmp_path / "a.png")[0].shape == (3, 32, 32)
    with pytest.raises(DataError, match="No digit"):
        digit.read_digit(tmp_path / "a.png")
