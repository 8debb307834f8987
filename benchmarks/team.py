"""Whether two processes learn as well as one: real `torchrun` trainings, compared with those of one process."""

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
    """Train the lesson's default recipe with each seed and append the scores to `results/team.json`.

    Args:
        seeds: random seeds; those that are there are skipped.
        changes: recipe fields to change, to try out the command.

    Returns:
        The file's content: that of `results/mnist.json`, with `processes`.

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


def torchrun(
    lesson: str, recipe: str, *, seed: int, runs: Path | str, quiet: bool, changes: dict[str, Any], threads: int
) -> Run:
    """Train like `api.train`, with the command that a user would type."""
    del quiet, threads  # torchrun gives each process one
    arguments = ["--standalone", f"--nproc-per-node={PROCESSES}", "-m", "pytorch_study", "train", lesson]
    arguments += ["--recipe", recipe, "--seed", str(seed), "--runs", str(runs), "--quiet"]
    arguments += [argument for field, value in changes.items() for argument in ("--set", f"{field}={value}")]
    command = [sys.executable, "-m", "torch.distributed.run", *arguments]
    subprocess.run(command, cwd=accuracy.ROOT, stdout=subprocess.DEVNULL, check=True)
    (run,) = api.runs(runs)
    return run
