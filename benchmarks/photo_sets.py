"""Folders of real photographs, a sub-folder for each class, as a person's own would be, from two of Debian's packages.

    apt-get download gcompris-qt-data tuxpaint-stamps-default
    python -m benchmarks.photo_sets gcompris-qt-data_3.1-2_all.deb photosets
    python -m benchmarks.photo_sets tuxpaint-stamps-default_2022.06.04-1_all.deb photosets

This makes photosets/gcompris/bird and so on. No picture of either set ships with the library. `gcompris` (made from
3.1-2): 7 classes of 12 to 38 photographs with their surroundings, CC0, public domain, CC BY or CC BY-SA; READMEs inside
the package say which, and who took them. `stamps` (made from 2022.06.04-1): 5 classes of 24 to 39 things cut out of
photographs, on white, small; GPL-2 or later as a whole, some under other free licences (the package's changelog). Every
picture was looked at: drawings, mirrored doubles and what fits no class are left out.
"""

import io
import re
import struct
import sys
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

SHORTEST, LONGEST = 64, 512
"""Pixels of the longer side: pictures below it are left out, larger ones are made smaller."""
ANIMALS = r"(erase|explore_(farm|world)_animals)/.*/"
GCOMPRIS = {
    "bird": rf"{ANIMALS}(chicken|duck|gosling|heron|kingfisher|northern_harrier|owl|penguin|scarlet_macaw|spoonbills|"
    "swans|toucan)",
    "building": r"explore_monuments/.*/(france|germany|india)/(?!ajantaCave|konark).*",
    "fish": r"categorization/.*/fishes/.*",
    "household": r"categorization/.*/others/(?!baseball|volleyball|igloo|pencil).*",
    "mammal": rf"{ANIMALS}(alpaca|bison|calf|camels|cat|cheetah|cow|dog|flying_fox|gibbon|giraffe|goat|gorilla|"
    "hedgehog|horse|jaguar|kangaroo|kitten|koala|lemur|long_nosed_monkey|macaque|meerkats|moose|nubian_ibex|panda|pig|pika|"
    "polar_bear|red_panda|rhinoceros|sheep|squirrel)",
    "tool": r"categorization/.*/tools/(?!spray).*",
    "windmill": r"categorization/.*/windmill(?!6).*|details/.*/FanoeWindmill_background",
}
STAMPS = {
    "bird": r"animals/birds/.*",
    "flower": r"plants/flowers/(?!plastic).*",
    "food": r"food/(fruit|vegetables|nuts)/.*",
    "hoofed": r"animals/mammals/(bovines|camel|deer|equines)/.*|animals/mammals/(giraffe|pig|pig_golden2?|wildboar)",
    "object": r"(household|hobbies)/(?!.*(_mirror|rubberduck|glass|mug|highlighter)$).*",
}
"""Class: which files, by their path without its ending; a path goes on to its end."""


def unpack_deb(package: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a Debian package: path, content."""
    content, at = package.read_bytes(), 8
    while at < len(content):
        name, size = content[at : at + 16].strip(b" /"), int(content[at + 48 : at + 58])
        if name.startswith(b"data.tar"):
            with tarfile.open(fileobj=io.BytesIO(content[at + 60 : at + 60 + size])) as files:
                for member in files:
                    if (file := files.extractfile(member) if member.isfile() else None) is not None:
                        yield member.name, file.read()
        at += 60 + size + size % 2


def unpack_rcc(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a resource file of Qt (`rcc --binary`, formats 1 to 3): path, content."""
    version, tree, data, names = struct.unpack(">4I", content[4:20])
    waiting = [(0, "")]
    while waiting:
        number, folder = waiting.pop()
        at = tree + number * (14 if version == 1 else 22)
        name_at, flags = struct.unpack(">IH", content[at : at + 6])
        (length,) = struct.unpack(">H", content[names + name_at : names + name_at + 2])
        start = names + name_at + 6
        path = f"{folder}/{content[start : start + 2 * length].decode('utf-16-be')}" if number else ""
        if flags & 2:  # a folder
            count, first = struct.unpack(">2I", content[at + 6 : at + 14])
            waiting += [(child, path) for child in range(first, first + count)]
            continue
        (file_at,) = struct.unpack(">I", content[at + 10 : at + 14])
        (size,) = struct.unpack(">I", content[data + file_at : data + file_at + 4])
        file = content[data + file_at + 4 : data + file_at + 4 + size]
        if not flags & 4:  # 4: Zstandard, which no picture here is
            yield path, zlib.decompress(file[4:]) if flags & 1 else file


def pictures(package: Path) -> Iterator[tuple[str, bytes]]:
    """The pictures in either package, by their path without what all share and without its ending."""
    for path, content in unpack_deb(package):
        inside = unpack_rcc(content) if path.endswith(".rcc") else [(path, content)]
        for name, picture in inside:
            if name.endswith((".webp", ".png")):
                yield re.sub(r"^.*/(activities|tuxpaint/stamps)/|\.\w+$", "", name), picture


def small(content: bytes) -> Image.Image | None:
    """A picture in RGB, on white where it is transparent, not longer than LONGEST; None if it has too few pixels."""
    with Image.open(io.BytesIO(content)) as picture:
        if max(picture.size) < SHORTEST:
            return None
        whole = picture.convert("RGBA")
    page = Image.new("RGBA", whole.size, "white")
    page.alpha_composite(whole)
    page.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return page.convert("RGB")


def build(package: Path, folder: Path) -> dict[str, int]:
    """Write the set that a package holds as `folder`/SET/CLASS/*.jpg, and return the number of pictures by class."""
    name, classes = ("gcompris", GCOMPRIS) if package.name.startswith("gcompris") else ("stamps", STAMPS)
    counts = dict.fromkeys(classes, 0)
    for path, content in pictures(package):
        for label, pattern in classes.items():
            if re.fullmatch(pattern, path) and "cartoon" not in path and (picture := small(content)) is not None:
                target = folder / name / label / f"{path.replace('/resource', '').replace('/', '_')}.jpg"
                target.parent.mkdir(parents=True, exist_ok=True)
                picture.save(target, quality=92)
                counts[label] += 1
    return counts


if __name__ == "__main__":
    for label, count in build(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(f"{label}: {count}")
