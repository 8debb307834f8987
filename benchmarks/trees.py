"""The package as it was at an earlier commit, to be run beside today's."""

import io
import subprocess
import tarfile
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]


def unpacked(commit: str, place: Path) -> Path:
    """Unpack the package and the examples of a commit into a folder, and return it."""
    command = ["git", "archive", commit, "pytorch_study", "examples"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    if done.returncode:
        raise click.ClickException(done.stderr.decode("utf-8", "replace").strip())
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(place, filter="data")
    return place
