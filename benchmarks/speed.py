"""Speed: our training loop against the plain one, measured in the same run, and the cost of everything else.

Every part writes its own section of `results/speed.json`. Results are ratios of medians over alternating rounds.
"""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import torch

from benchmarks import neighbours, plain, step
from benchmarks.accuracy import ROOT, where
from benchmarks.trees import unpacked
from benchmarks.turns import taking_turns
from pytorch_study import lessons, measurements
from pytorch_study.artifacts.environment import simd
from pytorch_study.data.locations import cache_folder
from pytorch_study.data.splits import take
from pytorch_study.engine import loop
from pytorch_study.engine.compute import native_amx, select_device
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions, Lesson, Splits
from pytorch_study.recipe import Recipe, change
from pytorch_study.text.sentences import SENTENCES

RESULT = measurements.RESULTS / "speed.json"
IMAGES = ("mnist", "cifar10")
FAST = "cifar10_fast"
TARGET = 0.978
"""The MNIST accuracy in the project's first README."""
SCORED = SENTENCES["screen.scored"].en.partition("{")[0]
LARGE = {"augment": "alternating_flip,crop:2"}
"""Images of the whole size from the first step on."""
FINETUNE_BATCH = 128
SAMPLE = {"mnist": 40_000, "cifar10": 1_500}
"""Examples per round."""
BESIDE = ("loops", "floors", "finetune", "kept", "side_by_side", "target")
"""Sections of which each instruction set has its own: its ratios say nothing of another's."""
WORSE = 0.85
"""A ratio below this share of the recorded one gives a warning, not a failure, because timings vary."""


def measure(names: Sequence[str] = ()) -> dict[str, Any]:
    """Measure these sections, or all, and write each to `results/speed.json` as soon as it is done."""
    for name in names or [name for name in SECTIONS if name != "side_by_side" or native_amx()]:
        found = SECTIONS[name]()
        section = section_of(name, simd())
        warn(section, found, recorded().get(section, {}))
        write_json(RESULT, {**recorded(), section: {**found, **where(f"python -m benchmarks speed {name}")}})
        click.echo(f"{section}: {json.dumps(found)}")
    return recorded()


def section_of(name: str, instructions: str) -> str:
    """Where a section is recorded: under its own name with AVX512 alone, else with the instruction set after it."""
    if "+ amx" in instructions.lower():  # matrix units, many times as fast in bf16
        return f"{name}_amx" if name in BESIDE else name
    words = instructions.lower().replace("no avx", "no_avx").split(" ≤ ")  # what torch uses, and a limit for oneDNN
    other = next((word for word in reversed(words) if not word.startswith("avx512")), None)
    return f"{name}_{other}" if name in BESIDE and other else name


def recorded() -> dict[str, Any]:
    """The results so far, by section."""
    return dict(json.loads(RESULT.read_text("utf-8"))) if RESULT.exists() else {}


def warn(name: str, found: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Print and return the ratios that are worse than the recorded ones; seconds are never compared."""
    worse = [
        f"{name}/{key}: {value:.2f}, recorded {before[key]:.2f}"
        for key, value in found.items()
        if key.startswith("ratio") and key in before and value < WORSE * before[key]
    ]
    for line in worse:
        click.echo(f"slower than recorded: {line}", err=True)
    return worse


def loops() -> dict[str, Any]:
    """Images per second of both loops with the same model, at the recipe's batch size and at 32."""
    found: dict[str, Any] = {}
    for name in IMAGES:
        batch = _batch(name)
        few = SAMPLE[name]
        rates, found[f"spread_{name}"] = taking_turns(
            {
                "ours": (name, "ours", batch, few),
                "ours_32": (name, "ours", 32, few),
                "plain": (name, "plain", batch, few),
                "plain_32": (name, "plain", 32, few),
            }
        )
        found |= {f"images_per_second_{name}_{key}": value for key, value in rates.items()}
        found[f"batch_{name}"] = batch
        found[f"ratio_{name}"] = rates["ours"] / rates["plain_32"]
        found[f"ratio_{name}_same_batch"] = rates["ours"] / rates["plain"]
        found[f"ratio_{name}_batch_32"] = rates["ours_32"] / rates["plain_32"]
    return found


def kept() -> dict[str, Any]:
    """The speed-up from reusing freed memory in the next step."""
    return _against("handing_back", SAMPLE, {})


def side_by_side() -> dict[str, Any]:
    """The speed-up from laying small images side by side for the weight gradient, see `engine/convolution.py`."""
    if not native_amx():
        raise click.ClickException("images are laid side by side only on processors with AMX")
    return _against("one_by_one", {name: 2 * _batch(name) for name in ("cifar10", FAST)}, LARGE)


def _against(other: str, few: Mapping[str, int], changes: Mapping[str, str]) -> dict[str, Any]:
    """Ours against another way, for each lesson with so many examples per round."""
    found: dict[str, Any] = {}
    for name, count in few.items():
        ways = {way: (name, way, _batch(name), count, changes) for way in ("ours", other)}
        rates, found[f"spread_{name}"] = taking_turns(ways)
        found |= {f"images_per_second_{name}_{key}": value for key, value in rates.items()}
        found[f"ratio_{name}"] = rates["ours"] / rates[other]
    return found


def finetune(turns: int = 3) -> dict[str, Any]:
    """Images per second of lesson 5 against the plain loop: all layers, the same network, size and batch, fp32.

    The plain loop has batch normalisation, which the lesson folds into the convolutions. How fast a step is does not
    depend on the weights, so both begin with random ones.
    """
    found: dict[str, Any] = {}
    for side in (96, 128):
        same = {"init": "none", "precision": "fp32", "side": str(side), "early_share": "0", "late_freeze": "-1"}
        ways = {
            "ours": ("finetune", "ours", FINETUNE_BATCH, 3 * FINETUNE_BATCH, same),
            "plain": ("finetune", "plain", FINETUNE_BATCH, 2 * FINETUNE_BATCH, {**same, "norm": "batch"}),
        }
        rates, found[f"spread_{side}"] = taking_turns(ways, turns)
        found |= {f"images_per_second_{side}_{key}": value for key, value in rates.items()}
        found[f"ratio_{side}"] = rates["ours"] / rates["plain"]
    return found


def _batch(lesson_name: str) -> int:
    lesson = lessons.get(lesson_name)
    return lesson.recipes[lesson.default].batch_size


def target(times: int = 3) -> dict[str, Any]:
    """Seconds from starting the command to reaching TARGET, including start-up and test, against the plain loop.

    The two alternate. The plain loop's time is that of its training alone, and it stops as soon as it reaches TARGET.
    """
    ours, plain_seconds, plain_seen = [], [], []
    lesson = lessons.get("mnist")
    recipe = lesson.recipes[lesson.default]
    splits = lesson.load(recipe, DataOptions(), 0)
    for seed in range(times):
        ours.append(_command(ROOT, seed, "--recipe", "quick"))
        torch.manual_seed(seed)
        spent, seen = plain.until(lesson.model(recipe), splits.train, splits.test(), TARGET, 10_000)
        plain_seconds.append(spent)
        plain_seen.append(seen)
    until_scored = [each["scored"] for each in ours]
    median, plain_median = statistics.median(until_scored), statistics.median(plain_seconds)
    return {
        "target": TARGET,
        "seconds": median,
        "seconds_with_pictures": statistics.median(each["exit"] for each in ours),
        "spread": max(until_scored) / min(until_scored),
        "test_accuracies": [each["accuracy"] for each in ours],
        "plain_seconds": plain_median,
        "plain_epochs": statistics.median(plain_seen) / len(splits.train.y),
        "plain_spread": max(plain_seconds) / min(plain_seconds),
        "ratio_to_target": plain_median / median,
    }


def _command(tree: Path, seed: int, *options: str) -> dict[str, float]:
    """Train MNIST by the command, with the code in `tree`.

    Returns:
        Seconds from its start to the first accuracy on the screen (`first`), to the test set's (`scored`) and to its
        end (`exit`); and the test set's `accuracy`.
    """
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as runs:
        command = [sys.executable, "-P", "-m", "pytorch_study", "--lang", "en", "train", "mnist", "--device", "cpu"]
        command += ["--seed", str(seed), "--runs", runs, *options]
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        started = time.perf_counter()
        with subprocess.Popen(
            command, cwd=runs, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as run:
            for line in run.stderr or ():
                seconds = time.perf_counter() - started
                if "accuracy" in line:
                    found.setdefault("first", seconds)
                if line.startswith(SCORED):  # the accuracy is printed; drawing comes after it
                    found["scored"] = seconds
                    found["accuracy"] = float(line.removeprefix(SCORED).partition("%")[0]) / 100
    found["exit"] = time.perf_counter() - started
    return found


def first_win(times: int = 3) -> dict[str, Any]:
    """Seconds from the first command, `train mnist`, and from `quick`, to their scores; and the same before.

    Before is the commit `neighbours.BASE`; the two take turns.
    """
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place:
        trees = {"before": unpacked(neighbours.BASE, Path(place)), "now": ROOT}
        for recipe in ("quick", "default"):
            runs: dict[str, list[dict[str, float]]] = {way: [] for way in trees}
            for seed in range(times):
                for way, tree in trees.items():
                    runs[way].append(_command(tree, seed, "--recipe", recipe))
            for way, each in runs.items():
                for key in ("first", "scored"):
                    found[f"seconds_{recipe}_{key}_{way}"] = statistics.median(one[key] for one in each)
                found[f"test_accuracies_{recipe}_{way}"] = [one["accuracy"] for one in each]
            found[f"ratio_{recipe}"] = found[f"seconds_{recipe}_scored_before"] / found[f"seconds_{recipe}_scored_now"]
    return found


def floors() -> dict[str, Any]:
    """The step of each lesson: operations per second, relative to the peak of a large matrix product."""
    found = {name: step.usual(name) for name in (*IMAGES, FAST)}
    # one peak per precision for all lessons, because the measured peak varies too
    peaks: dict[str, float] = {}
    for each in found.values():
        peaks[each["precision"]] = max(each["peak"], peaks.get(each["precision"], 0.0))
    return {
        **{f"of_peak_{name}": each["per_second"] / peaks[each["precision"]] for name, each in found.items()},
        **{f"images_per_second_{name}": each["images_per_second"] for name, each in found.items()},
        **{f"peak_per_second_{precision}": peak for precision, peak in peaks.items()},
    }


CHILD = """
import sys, tempfile
from pytorch_study import api
import torch._dynamo, matplotlib.figure, matplotlib.backends.backend_agg  # whatever a training imports later
if sys.argv[1] != "imports":
    few = {"limit": 5000} if "cifar10" in sys.argv[1] else {}
    with tempfile.TemporaryDirectory() as runs:
        api.train(sys.argv[1], runs=runs, quiet=True, epochs=1, **few)
import resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
if sys.platform == "linux":  # where a child's maxrss begins at its parent's
    peak = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak)
"""


def memory() -> dict[str, Any]:
    """Peak memory in bytes of a training with its report: one epoch, for CIFAR-10 of 5,000 images.

    `part_of_before` is what lies above the imports, against the same of the commit `neighbours.BASE`.
    """
    if importlib.util.find_spec("resource") is None:  # Windows
        return {}
    with tempfile.TemporaryDirectory() as place:
        trees = {"before": unpacked(neighbours.BASE, Path(place)), "now": ROOT}
        names = ("imports", "regression", *IMAGES, FAST)
        peaks = {(way, name): _peak(tree, name) for name in names for way, tree in trees.items()}
    found: dict[str, Any] = {f"bytes_{name}": peaks["now", name] for name in names}
    found |= {f"bytes_{name}_before": peaks["before", name] for name in names}
    for name in names[1:]:
        above = {way: peaks[way, name] - peaks[way, "imports"] for way in trees}
        found[f"part_of_before_{name}"] = above["now"] / above["before"]
    return found


def _peak(tree: Path, name: str) -> int:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-P", "-c", CHILD, name]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=True, text=True)
    return int(done.stdout.split()[-1])


def startup(times: int = 7) -> dict[str, Any]:
    """Start-up seconds of commands that do not import torch, and of imports that do."""
    commands = {
        "python": ["-c", "pass"],
        "help": ["-m", "pytorch_study", "--help"],
        "lessons": ["-m", "pytorch_study", "lessons"],
        "import": ["-c", "import pytorch_study"],
        "torch": ["-c", "import torch"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(times):
        for name, arguments in commands.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
            seconds[name].append(time.perf_counter() - started)
    return {f"seconds_{name}": statistics.median(found) for name, found in seconds.items()}


def loading(times: int = 3) -> dict[str, Any]:
    """Seconds from files to tensors, with the files in the system's cache and, where it can be cleared, without."""
    found = {}
    for name in IMAGES:
        lesson = lessons.get(name)
        recipe = lesson.recipes[lesson.default]

        def load(lesson: Lesson = lesson, recipe: Recipe = recipe) -> float:
            started = time.perf_counter()
            lesson.load(recipe, DataOptions(), 0).test()
            return time.perf_counter() - started

        load()
        found[f"seconds_{name}_warm"] = statistics.median(load() for _ in range(times))
        if hasattr(os, "posix_fadvise"):
            forget()
            found[f"seconds_{name}_cold"] = load()
    return found


def forget() -> None:
    """Ask the system to drop the data files from its cache."""
    folders = [measurements.RESULTS.parent / "data" / "files", cache_folder()]
    if folder := os.environ.get("PYTORCH_STUDY_DATA"):
        folders.append(Path(folder))
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def growth() -> dict[str, Any]:
    """How lesson 2 scales: images per second by batch size and threads, and seconds per epoch by images."""
    lesson = lessons.get(name := "mnist")
    recipe = lesson.recipes[lesson.default]
    usual = select_device(recipe, lesson.task, "cpu")
    batches = {str(batch): (name, "ours", batch, 16384) for batch in (16, 64, 256, 1024, 4096)}
    threads = {str(count): (name, f"threads {count}", recipe.batch_size, 16384) for count in {1, usual.threads}}
    whole, seconds = lesson.load(recipe, DataOptions(), 0), {}
    for count in (7500, 15000, 30000, 60000):
        splits = Splits(train=take(whole.train, torch.arange(count)), test=whole.test)
        for _ in range(2):  # the first is a warm-up
            started = time.perf_counter()
            for _ in loop.train(loop.init_state(lesson, change(recipe, {"epochs": 1}), splits, usual, 0), splits):
                pass
            seconds[str(count)] = time.perf_counter() - started
    by_batch, spread = taking_turns(batches)
    by_threads, spread_threads = taking_turns(threads)
    return {
        "images_per_second_by_batch": by_batch,
        "images_per_second_by_threads": by_threads,
        "spread_by_batch": spread,
        "spread_by_threads": spread_threads,
        "seconds_an_epoch_by_images": seconds,
    }


SECTIONS: dict[str, Callable[[], dict[str, Any]]] = {
    "loops": loops,
    "kept": kept,
    "side_by_side": side_by_side,
    "finetune": finetune,
    "target": target,
    "floors": floors,
    "memory": memory,
    "startup": startup,
    "loading": loading,
    "growth": growth,
    "neighbours": neighbours.measure,
    "first_win": first_win,
}
