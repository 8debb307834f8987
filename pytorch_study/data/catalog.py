"""The data sets that the house knows: where each is, whether it is whole, and how it comes into the cache."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.data import mnist
from pytorch_study.data.sources import cache, read_bytes
from pytorch_study.data.tables import CARS
from pytorch_study.errors import DataError, UsageError, nearest
from pytorch_study.files import disk, sha256, write
from pytorch_study.lesson import Sources
from pytorch_study.text import Text

CARS_DIGEST = "0bd76cc3669bba63a74742493b2d02cc496165ae8c1ab6bbd0bb282787dbd85d"


@dataclass(frozen=True)
class DataSet:
    """A data set.

    Attributes:
        about: what it holds, its makers and its licence, in a line.
        find: where its files are.
        verify: raises DataError where a file is not what it should be.
        place: its folder below a data folder, in torchvision's layout.
    """

    about: Text
    find: Callable[[Sources], dict[str, Path]]
    verify: Callable[[dict[str, Path]], None]
    place: Path


def _verify_mnist(files: dict[str, Path]) -> None:
    for key, path in files.items():
        mnist.read(path, mnist.PARTS[key])


def _verify_cars(files: dict[str, Path]) -> None:
    for path in files.values():
        # Line ends are not counted: git may change them on Windows.
        if (found := sha256(read_bytes(path).replace(b"\r\n", b"\n"))) != CARS_DIGEST:
            raise DataError("wrong_digest", path=path, expected=CARS_DIGEST, found=found)


DATA_SETS = {
    "mnist": DataSet(
        Text(
            "70,000 张手写数字，LeCun、Cortes、Burges，CC BY-SA 3.0（见 NOTICE.md）",
            "70,000 handwritten digits, LeCun, Cortes, Burges, CC BY-SA 3.0 (see NOTICE.md)",
        ),
        mnist.find,
        _verify_mnist,
        Path("MNIST/raw"),
    ),
    "cars": DataSet(
        Text("Auto MPG 的 392 辆车，UCI，CC BY 4.0", "392 cars of Auto MPG, UCI, CC BY 4.0"),
        lambda _: {"cars": CARS},
        _verify_cars,
        Path(),
    ),
}


def chosen(name: str | None) -> dict[str, DataSet]:
    """The data set of that name; all of them for None.

    Raises:
        UsageError: there is no such data set.
    """
    if name is not None and name not in DATA_SETS:
        raise UsageError("unknown_data", name=name, nearest=nearest(name, DATA_SETS))
    return {key: value for key, value in DATA_SETS.items() if name in (None, key)}


def get(data_set: DataSet, source: Path | None) -> Path:
    """Put a data set into the user's cache folder, verified first; returns where it is.

    Args:
        data_set: which.
        source: a folder that holds it, or one of its files; None: wherever it is found, at last the package itself.

    Raises:
        DataError: it is incomplete, or its content is not what it should be; the cache is not touched.
        DiskError: the cache cannot be written to.
    """
    if source is not None and source.is_file():
        source = source.parent
    files = data_set.find(Sources(folder=source))
    data_set.verify(files)
    target = cache() / data_set.place
    with disk(target):
        target.mkdir(parents=True, exist_ok=True)
    for path in files.values():
        if path.parent != target:
            write(target / path.name, read_bytes(path))
    return target
