"""Photos that ship with the package, to try a model on: `example:cat` in place of an image file.

Who took them, their licences and the packages that they come from stand in `photos.json`, and in NOTICE.md.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pytorch_study.data.locations import PACKAGE, read_bytes
from pytorch_study.errors import DataError, UsageError, nearest
from pytorch_study.files import sha256
from pytorch_study.text import Text

FOLDER = PACKAGE / "photos"
LIST = FOLDER / "photos.json"
PREFIX = "example:"
LICENCES = {
    "CC0-1.0": Text("CC0 1.0", "CC0 1.0"),
    "public-domain": Text("公有领域", "public domain"),
}


@dataclass(frozen=True)
class SamplePhoto:
    """A photo that ships.

    Attributes:
        name: what stands after `example:`.
        about: what it shows.
        title: its name at its source.
        author: who took it.
        licence: a key of LICENCES.
        source: the page that says so.
        package: where our copy was taken from, before it was made smaller.
        digest: SHA-256 of the file.
    """

    name: str
    about: Text
    title: str
    author: str
    licence: str
    source: str
    package: str
    digest: str

    @property
    def path(self) -> Path:
        """The JPEG file."""
        return FOLDER / f"{self.name}.jpg"


@cache
def sample_photos() -> dict[str, SamplePhoto]:
    """All of them by name, in the order in which they are shown."""
    return {
        one["name"]: SamplePhoto(about=Text(one.pop("zh"), one.pop("en")), digest=one.pop("sha256"), **one)
        for one in json.loads(LIST.read_text("utf-8"))
    }


def find_sample(file: Path) -> Path:
    """The shipped photo that `example:NAME` means; any other path as it is, and so a file that has this very name.

    Raises:
        UsageError: no photo has that name.
    """
    written = str(file).replace("：", ":")  # as a Chinese keyboard types it
    if not written.startswith(PREFIX) or file.exists():
        return file
    name = written.removeprefix(PREFIX)
    if name not in sample_photos():
        raise UsageError("no_sample", name=name, nearest=nearest(name, sample_photos()))
    return sample_photos()[name].path


def photos_at(path: Path) -> dict[str, Path]:
    """The photos by name, given their folder or one of them; {} if not all are there."""
    folder = path if path.is_dir() else path.parent
    files = {name: folder / photo.path.name for name, photo in sample_photos().items()}
    return files if all(file.is_file() for file in files.values()) else {}


def verify_photos(files: dict[str, Path]) -> None:
    """Verify the checksum of every photo.

    Raises:
        DataError: one cannot be read, or was changed.
    """
    for name, path in files.items():
        expected = sample_photos()[name].digest
        if (found := sha256(read_bytes(path))) != expected:
            raise DataError("wrong_digest", path=path, name=sample_photos()[name].title, expected=expected, found=found)
