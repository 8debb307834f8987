"""One tree's half of `fingerprint.py`: trains the cases with the `pytorch_study` on the path, and notes the numbers.

It runs in the tree of an earlier commit, too. So it uses only what every version has, by the names of version 0.1.0:
public functions, `lessons.get`, and the files of a run. Whoever renames things leaves this file as it is. Real data
are named by PYTORCH_STUDY_DATA, which lessons without files may ignore.
"""

import contextlib
import dataclasses
import hashlib
import importlib
import json
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from matplotlib.figure import Figure
from PIL import Image, ImageDraw
from torch import Tensor
from torch.optim.optimizer import register_optimizer_step_post_hook

import pytorch_study as ps
from pytorch_study import lessons
from pytorch_study.errors import Stopped

TESTED = 60
"""Examples of the test set that are scored."""
COLUMNS = ("epoch", "step", "lr", "train_loss", "train_accuracy", "val_loss", "val_accuracy")
SCORES = ("count", "loss", "accuracy", "confusion", "rmse", "mae", "r2")
ANSWERS = ("value", "label", "probabilities")
CARS = (
    "cylinders,displacement,horsepower,weight,acceleration,year,origin\n8,307,130,3504,12,70,1\n4,97,88,2130,14,71,3\n"
)


def work(wanted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The numbers of every case that this version knows."""
    assert Path(str(ps.__file__)).is_relative_to(wanted["tree"]), ps.__file__
    torch.set_num_threads(1)
    found = {}
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        make_pictures(here / "pictures")
        for name in wanted["shipped"]:
            lesson, recipe = name.split()
            found[f"{name}, as it ships"] = shipped(lesson, recipe, wanted["data"], here)
            print(name, flush=True)
        for case in wanted["cases"]:
            own = {"bars": Path(wanted["own"]), "my_lesson": Path(wanted["tree"], "examples", "my_lesson.py")}
            there = own.get(case["lesson"]) or known(case, wanted["data"])
            if there is not None:
                found[case["name"]] = trained(case, there, here)
                print(case["name"], flush=True)
    return found


def known(case: dict[str, Any], data: str | None) -> Any:
    """The lesson on the shelf, with a slice of its data; None where this version has no such lesson or recipe."""
    if case["lesson"] not in lessons.SHELF or case["recipe"] not in lessons.get(case["lesson"]).recipes:
        return None
    return case["lesson"] if case["images"] else few(lessons.get(case["lesson"]), case["count"], data)


LOADED: dict[Any, Any] = {}


def few(lesson: Any, count: int, data: str | None) -> Any:
    """The lesson with its first `count` training examples and `TESTED` to be tested on."""

    def load(recipe: Any, sources: Any, seed: int) -> Any:
        key = (lesson.load, getattr(recipe, "table", ""), seed)
        if key not in LOADED:
            splits = made() if lesson.name.startswith("cifar10") and not data else lesson.load(recipe, sources, seed)
            LOADED[key] = (splits, splits.test())
        splits, test = LOADED[key]
        train, test = ps.Split(*(all_[:count] for all_ in splits.train)), ps.Split(*(all_[:TESTED] for all_ in test))
        return dataclasses.replace(splits, train=train, test=lambda: test)

    return dataclasses.replace(lesson, load=load)


def made() -> Any:
    """Pictures of CIFAR-10's form with nothing on them."""
    x = torch.randint(256, (128, 3, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    split = ps.Split(x, torch.arange(128) % 10)
    return ps.Splits(train=split, test=lambda: split)


def trained(case: dict[str, Any], lesson: Any, here: Path) -> dict[str, Any]:
    """Train a case; every step's gradients and whatever numbers are left in the run's folder."""
    found: dict[str, Any] = {}
    runs, always = here / case["name"], {"quiet": True, "save_every": 1e9}
    given: dict[str, Any] = {"changes": case["changes"], "seed": case["seed"], "threads": 1, "device": "cpu", **always}
    if case["images"]:
        given["images"] = here / "pictures"
    from_value = isinstance(lesson, ps.Lesson)  # not found again by its name
    with every_step(found, case["stop"]), nothing_drawn():
        try:
            ps.train(lesson, case["recipe"], runs=runs, **given)
        except Stopped:
            (folder,) = runs.iterdir()
            found |= {f"stopped: {name}": value for name, value in left(folder).items()}
            ps.resume(folder, lesson=lesson if from_value else None, **always)
    (folder,) = runs.iterdir()
    assert bool(case["stop"]) == any(name.startswith("stopped") for name in found), case["name"]
    found |= left(folder)
    if not from_value:
        found |= numbers("evaluate", ps.evaluate(folder), SCORES)
    return found


def left(folder: Path) -> dict[str, Any]:
    """The numbers in a run's files."""
    content = torch.load(folder / "checkpoint.pt", weights_only=True)
    found = dict(flat("progress", content["progress"][:2]))  # the step, and this epoch's loss so far
    found |= numbers("", content, ("model", "average", "optimizers"))
    header, *rows = (row.split(",") for row in (folder / "metrics.csv").read_text("utf-8").splitlines())
    for number, row in enumerate(rows, start=1):
        values = {name: float(value) for name, value in zip(header, row, strict=True) if value}
        found |= numbers(f"epoch {number}", values, COLUMNS)
    if (folder / "result.json").exists():
        result = json.loads((folder / "result.json").read_text("utf-8"))
        found |= numbers("result", result, [name for name in result if name.startswith("test_")])
    return found


def numbers(name: str, values: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """Of those values that are there, every number and tensor."""
    picked = {f"{name} {key}".strip(): values[key] for key in wanted if key in values}
    return dict(pair for key, value in picked.items() for pair in flat(key, value))


def flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every number in nested dictionaries and lists, by its way there."""
    if isinstance(value, Tensor):
        yield name, digest([value])
    elif isinstance(value, dict | list | tuple):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(f"{name}.{key}", one)
    else:
        yield name, value


def digest(tensors: Sequence[Tensor]) -> list[Any]:
    """The SHA-256 of all bytes, however they lie in memory; and the norm, which tells how far apart two are."""
    whole, squares = hashlib.sha256(), 0.0
    for tensor in tensors:
        whole.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
        squares += float(tensor.detach().double().square().sum())
    return [whole.hexdigest(), squares**0.5]


@contextlib.contextmanager
def every_step(found: dict[str, Any], stop: int) -> Iterator[None]:
    """Note the gradients of every step of an optimizer; after `stop` steps press Ctrl-C."""

    def look(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        gradients = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        steps = sum(name.endswith("gradients") for name in found) + 1
        found[f"step {steps} gradients"] = digest(gradients)
        if steps == stop:
            signal.raise_signal(signal.SIGINT)

    with register_optimizer_step_post_hook(look):
        yield


@contextlib.contextmanager
def nothing_drawn() -> Iterator[None]:
    """Pictures take most of the time of so short a training; where they fail, it ends without them."""

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("no pictures are wanted")

    before, Figure.__init__ = Figure.__init__, refuse  # type: ignore[method-assign]
    try:
        yield
    finally:
        Figure.__init__ = before  # type: ignore[method-assign]


def shipped(lesson: str, recipe: str, data: str | None, here: Path) -> dict[str, Any]:
    """What shipped weights say of a slice of the test set, and of one picture or a row or two; or what they make."""
    module: Any = importlib.import_module(f"pytorch_study.lessons.{lesson}")
    whole, module.LESSON = module.LESSON, few(module.LESSON, TESTED, data)
    try:
        found = numbers("evaluate", ps.evaluate(f"{lesson}:{recipe}"), SCORES)
    finally:
        module.LESSON = whole
    if getattr(whole, "generate", None):
        made = ps.generate(f"{lesson}:{recipe}", out=here / "made.png")["made"]
        return found | {"made": hashlib.sha256(json.dumps(made).encode()).hexdigest()}
    assert found["evaluate count"] <= TESTED, "the whole test set was scored"
    file = here / "pictures" / "round" / "2.png"
    if lesson == "regression":
        file = here / f"{recipe}.csv"
        file.write_text(CARS if recipe == "cars" else "x\n-1.25\n2\n", "utf-8")
    for number, answer in enumerate(ps.predict(f"{lesson}:{recipe}", file), start=1):
        found |= numbers(f"answer {number}", answer, ANSWERS)
    return found


def make_pictures(place: Path) -> None:
    """A folder of one's own pictures: rings and crosses, a little different each."""
    for name in ("round", "straight"):
        (place / name).mkdir(parents=True)
        for k in range(10):
            image = Image.new("RGB", (48, 48), (250, 250 - 4 * k, 245))
            draw, ink = ImageDraw.Draw(image), (10 * k, 20, 60)
            if name == "round":
                draw.ellipse((10 + k, 8, 36, 40 - k), outline=ink, width=5)
            else:
                draw.line((8 + k, 8, 40 - k, 40), fill=ink, width=5)
                draw.line((24, 6 + k, 24 - k, 42), fill=ink, width=4)
            image.save(place / name / f"{k}.png")


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(work(json.loads(Path(sys.argv[1]).read_text("utf-8")))), "utf-8")
