"""The known data sets: how each is found, verified, and copied into the cache."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.data import cifar10, mnist
from pytorch_study.data.locations import cache_folder, check_readable, read_bytes
from pytorch_study.data.sample_photos import FOLDER, photos_at, sample_photos, verify_photos
from pytorch_study.data.tables import CARS, CARS_DIGEST, cars_at, verify_cars
from pytorch_study.errors import DataError, UsageError, nearest
from pytorch_study.files import disk, write
from pytorch_study.lesson import DataOptions, Tell
from pytorch_study.text import Text


@dataclass(frozen=True)
class DataSet:
    """A data set.

    Attributes:
        about: contents, authors and licence in one line.
        find: locates the files in the data folders; {} if there are none.
        verify: raises DataError if a file's content is wrong; tells if it is right, but in another order.
        kept_as: maps the path below a data folder, in torchvision's layout, to each file, or to its content.
        at: locates the files from one folder or file that the user has named; {} if there are none.
        fetch: downloads the data to the cache; None for data that ship with the package.
        checksums: (file, algorithm, hexadecimal), published or computed once from files with the published checksums.
        urls: mirrors in the order they are tried; () for data that ship with the package.
    """

    about: Text
    find: Callable[[DataOptions], dict[str, Path]]
    verify: Callable[[dict[str, Path], Tell | None], None]
    kept_as: Callable[[dict[str, Path]], Mapping[str, Path | bytes]]
    at: Callable[[Path], dict[str, Path]]
    fetch: Callable[[Tell | None], dict[str, Path]] | None = None
    checksums: tuple[tuple[str, str, str], ...] = ()
    urls: tuple[str, ...] = ()


def _verify_cars(files: dict[str, Path], _: Tell | None = None) -> None:
    for path in files.values():
        verify_cars(path)


DATA_SETS = {
    "mnist": DataSet(
        Text(
            "70,000 张手写数字，LeCun、Cortes、Burges，许可说法不一（见 NOTICE.md）",
            "70,000 handwritten digits, LeCun, Cortes, Burges; sources disagree about its licence (see NOTICE.md)",
        ),
        mnist.find,
        mnist.verify,
        mnist.kept_as,
        mnist.named,
        checksums=tuple((part.name, "SHA-256", part.digest) for part in mnist.PARTS.values()),
    ),
    "cars": DataSet(
        Text("Auto MPG 的 392 辆车，UCI，CC BY 4.0", "392 cars of Auto MPG, UCI, CC BY 4.0"),
        lambda _: {"cars": CARS},
        _verify_cars,
        lambda files: {path.name: path for path in files.values()},
        cars_at,
        checksums=((CARS.name, "SHA-256", CARS_DIGEST),),
    ),
    "photos": DataSet(
        Text(
            "可以试着识别的照片，CC0 或公有领域（见 NOTICE.md），试试 `pytorch-study predict cifar10 example:cat`",
            "photos to classify, CC0 or public domain (see NOTICE.md); try `pytorch-study predict cifar10 example:cat`",
        ),
        lambda _: photos_at(FOLDER),
        lambda files, _: verify_photos(files),
        lambda files: {f"{FOLDER.name}/{path.name}": path for path in files.values()},
        photos_at,
        checksums=tuple((photo.path.name, "SHA-256", photo.digest) for photo in sample_photos().values()),
    ),
    "cifar10": DataSet(
        Text(
            "60,000 张彩色小图，Krizhevsky、Nair、Hinton，2009，没有写明许可（见 NOTICE.md）",
            "60,000 small colour pictures, Krizhevsky, Nair, Hinton, 2009; no licence is stated (see NOTICE.md)",
        ),
        cifar10.find,
        cifar10.verify,
        cifar10.kept_as,
        cifar10.named,
        cifar10.fetch,
        checksums=(
            (cifar10.CIFAR10.archive.name, "SHA-256", cifar10.CIFAR10.archive.sha256),
            *((batch.name, "MD5", batch.md5) for batch in (*cifar10.CIFAR10.train, *cifar10.CIFAR10.test)),
        ),
        urls=cifar10.CIFAR10.archive.urls,
    ),
}


def chosen(name: str | None) -> dict[str, DataSet]:
    """The data set of that name by its name; all data sets for None.

    Raises:
        UsageError: no data set has that name.
    """
    if name is not None and name not in DATA_SETS:
        raise UsageError("unknown_data", name=name, nearest=nearest(name, DATA_SETS))
    return {key: value for key, value in DATA_SETS.items() if name in (None, key)}


def get(data_set: DataSet, source: Path | None, tell: Tell | None = None) -> Path:
    """Verify a data set, copy it into the user's cache folder, and return the folder that holds it.

    Args:
        data_set: the data set.
        source: a folder that holds it, or one of its files; None: use the data folders, else download.
        tell: called with progress messages during a download; None: never download.

    Raises:
        UsageError: `source` does not exist.
        DataError: `source` holds none of the files or cannot be read, or the data are incomplete or fail verification;
            the cache is not touched.
        DiskError: the cache cannot be written to.
    """
    files = _files(data_set, source, tell)
    data_set.verify(files, tell)
    target = cache_folder()
    for name, kept in data_set.kept_as(files).items():
        target = cache_folder() / name
        if kept == target:
            continue
        with disk(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        write(target, read_bytes(kept) if isinstance(kept, Path) else kept)
    return target.parent


def _files(data_set: DataSet, source: Path | None, tell: Tell | None) -> dict[str, Path]:
    if source is None:
        files = data_set.find(DataOptions())
        return data_set.fetch(tell) if data_set.fetch and not files else files
    if not source.exists():
        raise UsageError("no_file", path=source)
    check_readable(source if source.is_dir() else source.parent)
    if not (files := data_set.at(source)):
        raise DataError("not_in_folder", path=source)
    return files
