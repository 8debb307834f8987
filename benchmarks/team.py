"""Whether two processes learn as well as one: the real `torchrun`, seed after seed, beside what one process scores."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import accuracy
from pytorch_study import api, measurements
from pytorch_study.artifacts import Run
from pytorch_study.files import write_json

LESSON, PROCESSES = "mnist", 2


def measure(seeds: range, changes: dict[str, Any]) -> dict[str, Any]:
    """Train the lesson's default recipe with each seed and append what it scored to `results/team.json`.

    Args:
        seeds: which; those that are there are skipped.
        changes: fields of the recipe to change, to try the command out.

    Returns:
        The file's content: as `results/mnist.json`, with `processes`.

    Raises:
        subprocess.CalledProcessError: a training failed.
    """
    command = ["python -m benchmarks team", *(f"--set {k}={v}" for k, v in changes.items()), f"--seeds {seeds.stop}"]
    accuracy.measure(LESSON, None, changes, seeds, ("team", " ".join(command)), torchrun)
    path = measurements.RESULTS / "team.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    content = {**{key: content[key] for key in ("lesson", "summary", "runs")}, "processes": PROCESSES}
    write_json(path, content)
    return content


def torchrun(lesson: str, recipe: str, *, seed: int, runs: Path | str, quiet: bool, changes: dict[str, Any]) -> Run:
    """As `tasks.train`, by the command that a user types."""
    del quiet
    words = ["--standalone", f"--nproc-per-node={PROCESSES}", "-m", "pytorch_study", "train", lesson]
    words += ["--recipe", recipe, "--seed", str(seed), "--runs", str(runs), "--quiet"]
    words += [word for field, value in changes.items() for word in ("--set", f"{field}={value}")]
    command = [sys.executable, "-m", "torch.distributed.run", *words]
    subprocess.run(command, cwd=accuracy.ROOT, stdout=subprocess.DEVNULL, check=True)
    (run,) = api.runs(runs)
    return run
