"""The house keeps its order: rooms import downwards, files stay small, dependencies stay few."""

import re
import subprocess
import sys
import tomllib

from helpers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_a_room_imports_only_from_rooms_below_it():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env=None,
        timeout=600,
    )
    assert "1 kept, 0 broken" in done.stdout, done.stdout + done.stderr


def test_every_module_is_in_the_order():
    (contract,) = PROJECT["tool"]["importlinter"]["contracts"]
    listed = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    rooms = {p.stem for p in (ROOT / "pytorch_study").glob("*.py")} - {"__init__"}
    rooms |= {p.parent.name for p in (ROOT / "pytorch_study").glob("*/__init__.py")}
    assert listed == {f"pytorch_study.{room}" for room in rooms}


def test_the_engine_knows_no_lesson_no_file_no_screen():
    for path in (ROOT / "pytorch_study" / "engine").glob("*.py"):
        source = path.read_text("utf-8")
        assert not re.search(r"mnist|regression|cifar|open\(|write\(|print\(|Path\b", source, re.IGNORECASE), path.name


def test_files_stay_small():
    long = {p.name for p in (ROOT / "pytorch_study").rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 300}
    assert not long
    for room in ("lessons", "engine"):
        for path in (ROOT / "pytorch_study" / room).glob("*.py"):
            assert len(path.read_text("utf-8").splitlines()) <= 230, path.name


def test_every_dependency_is_pinned_and_none_is_torchvision():
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").split() if "==" in line)
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [one for some in (PROJECT["project"]["dependencies"], *extras) for one in some]
    names = [re.match(r"[\w-]+", one)[0] for one in wanted if not one.startswith("pytorch_study[")]
    assert {name.lower() for name in names} <= {pin.lower() for pin in pins}
    assert pins["torch"] == "2.13.0"
    assert not [name for name in pins if "torchvision" in name.lower()]
