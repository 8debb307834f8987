"""The folders of photographs that a benchmark makes from packages: here from packages that the test makes."""

import io
import struct
import tarfile
import zlib

from PIL import Image

from benchmarks.photo_sets import LONGEST, build, unpack_rcc


def picture(size, mode="RGB", kind="WEBP"):
    buffer = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 0)[: len(mode)]).save(buffer, kind)
    return buffer.getvalue()


def packed_rcc(path, content, flags):
    """One file in folders, as `rcc --binary` writes it (format 2)."""
    names, data, nodes = b"", b"", []
    for number, name in enumerate(["", *path.split("/")]):
        nodes.append((len(names), 0 if number == path.count("/") + 1 else 2, number + 1))
        names += struct.pack(">HI", len(name), 0) + name.encode("utf-16-be")
    body = struct.pack(">I", len(content)) + zlib.compress(content) if flags & 1 else content
    data = struct.pack(">I", len(body)) + body
    tree = b""
    for at, folder, child in nodes:
        tree += struct.pack(">IH", at, folder or flags)
        tree += struct.pack(">II", 1, child) if folder else struct.pack(">HHI", 0, 0, 0)
        tree += bytes(8)  # when it was changed
    start = 20 + len(tree)
    return b"qres" + struct.pack(">4I", 2, 20, start, start + len(data)) + tree + data + names


def packed_deb(path, files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    whole = b"!<arch>\n"
    for name, content in ((b"debian-binary", b"2.0\n "), (b"data.tar.xz", buffer.getvalue())):
        whole += name.ljust(48) + str(len(content)).encode().ljust(10) + b"`\n" + content + b"\n" * (len(content) % 2)
    path.write_bytes(whole)
    return path


def test_a_resource_file_is_read_compressed_and_plain():
    for flags in (0, 1):
        (only,) = unpack_rcc(packed_rcc("a/é/c.webp", b"content" * 9, flags))
        assert only == ("/a/é/c.webp", b"content" * 9)


def test_each_picture_goes_to_its_class_small_and_on_white(tmp_path):
    inside = "gcompris/src/activities/erase/resource"
    files = {
        "./a.rcc": packed_rcc(f"{inside}/owl.webp", picture((1000, 500)), 0),
        "./b.rcc": packed_rcc(f"{inside}/question.webp", picture((100, 100)), 0),
    }
    counts = build(packed_deb(tmp_path / "gcompris-qt-data_1_all.deb", files), tmp_path)
    assert (counts["bird"], sum(counts.values())) == (1, 1)
    (path,) = (tmp_path / "gcompris").rglob("*.jpg")
    assert path.parent.name == "bird"
    with Image.open(path) as made:
        assert made.size == (LONGEST, LONGEST // 2)
    stamps = "./usr/share/tuxpaint/stamps"
    files = {
        f"{stamps}/animals/birds/crow.png": picture((80, 70), "RGBA", "PNG"),
        f"{stamps}/animals/birds/tiny.png": picture((40, 40), "RGBA", "PNG"),
        f"{stamps}/animals/birds/cartoon/duck.png": picture((80, 70), "RGBA", "PNG"),
        f"{stamps}/household/tools/saw_mirror.png": picture((80, 70), "RGBA", "PNG"),
    }
    counts = build(packed_deb(tmp_path / "tuxpaint-stamps-default_1_all.deb", files), tmp_path)
    assert (counts["bird"], sum(counts.values())) == (1, 1)
    with Image.open(tmp_path / "stamps" / "bird" / "animals_birds_crow.jpg") as made:
        assert made.getpixel((40, 35)) == (255, 255, 255)  # what is transparent
