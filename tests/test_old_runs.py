"""Runs of version 0.1.0 (tests/old_runs): whatever one had begun or finished then, this version goes on with."""

import dataclasses
import json
import math
import shutil
from hashlib import sha256

import pytest
from helpers import ROOT
from safetensors.torch import load_file

from benchmarks.fingerprint_worker import nothing_drawn
from pytorch_study import api, lessons
from pytorch_study.__main__ import main
from pytorch_study.errors import UsageError

OLD = ROOT / "tests" / "old_runs"
ENDS = json.loads((OLD / "ends.json").read_text("utf-8"))
UNFINISHED = sorted(path.name for path in (OLD / "unfinished").iterdir())
FINISHED = sorted(path.name for path in (OLD / "finished").iterdir())
SCORES = ("loss", "accuracy", "rmse", "mae", "r2")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A copy, in which we are: the learner's file and the pictures lie beside the runs, as the runs say."""
    shutil.copytree(OLD, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lesson_of(name):
    """What has to be given: the lesson, where the run's was a value in Python."""
    return dataclasses.replace(lessons.get("pictures.py"), file=None) if name.endswith("_given") else None


def close(found, expected, far=1e-3):
    """Equal but for what another processor's rounding makes of it in some dozen steps."""
    return math.isclose(found, expected, rel_tol=far, abs_tol=far / 10)


@pytest.mark.parametrize("name", UNFINISHED)
def test_an_unfinished_run_goes_on_to_the_same_end(place, name, capsys):
    with nothing_drawn():
        run = api.resume(place / "unfinished" / name, lesson=lesson_of(name), quiet=True)
    expected, far = ENDS[name], 0.05 if "muon" in name else 1e-3  # Muon is in bf16 where the processor has it
    losses = [row["train_loss"] for row in run.history]
    assert all(close(*pair, far) for pair in zip(losses, expected["train_losses"], strict=True))
    for key in expected.keys() - {"train_losses"}:
        assert close(run.result[key], expected[key], far), key
    weights = load_file(run.folder / "model.safetensors")
    before = load_file(place / "ends" / f"{name}.safetensors")
    assert weights.keys() == before.keys()
    for key, tensor in before.items():
        apart = (weights[key].double() - tensor.double()).norm()
        assert apart <= far * tensor.double().norm().clamp(min=1e-3), key
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(UsageError):
        api.resume(run, quiet=True)  # it is finished


def test_an_unfinished_run_is_found_and_resumed_by_the_command(place, capsys):
    shutil.rmtree(place / "unfinished" / UNFINISHED[-1])  # that one's lesson was a Python value
    assert main(["resume", "--runs", "unfinished", "--quiet", "--json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["run"].endswith(UNFINISHED[-2])
    assert (place / "unfinished" / UNFINISHED[-2] / "report.html").exists()
    assert close(found["test_loss"], ENDS[UNFINISHED[-2]]["test_loss"])


def test_the_generation_before_is_still_read(place):
    (folder,) = (path.parent for path in (place / "unfinished").glob("*/checkpoint.previous.pt"))
    (folder / "checkpoint.pt").write_bytes(b"cut short")
    with nothing_drawn():
        run = api.resume(folder, quiet=True)  # from its first step, then
    assert close(run.result["test_loss"], ENDS[folder.name]["test_loss"])


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_run_scores_what_it_scored(place, name):
    folder = place / "finished" / name
    before = json.loads((folder / "result.json").read_text("utf-8"))
    found = api.evaluate(folder)
    assert found["count"] == before["test_count"]
    compared = [key for key in SCORES if f"test_{key}" in before]
    assert len(compared) == (2 if "bars" in name else 4)
    for key in compared:
        assert found[key] == pytest.approx(before[f"test_{key}"], rel=1e-4, abs=1e-5), key


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_run_is_exported(place, name):
    folder = place / "finished" / name
    exported = api.export(folder, "safetensors", output=place / "there.safetensors")
    assert exported["max_difference"] == 0
    assert load_file(exported["file"]).keys() == load_file(folder / "model.safetensors").keys()


@pytest.mark.parametrize("name", [name for name in FINISHED if "muon" not in name])
def test_a_finished_run_is_drawn_and_reported(place, name):
    folder = place / "finished" / name
    run = api.report(folder)
    drawn = {path.stem for path in folder.glob("*.png")}
    assert drawn >= ({"curves", "confusion", "mistakes"} if "bars" in name else {"curves", "fit"})
    assert "data:image/png" in run.report.read_text("utf-8")
    assert run.curves().axes


def test_finished_runs_are_compared_with_each_other_and_with_a_fresh_one(place):
    line, cars, bars, muon, images = (place / "finished" / name for name in FINISHED)
    with nothing_drawn():
        fresh = api.train("regression", "cars", seed=3, epochs=6, validation=30, clip=2.0, runs=place, quiet=True)
        again = api.train("pictures.py", "muon", seed=1, runs=place, quiet=True, threads=1)
    found = api.compare([bars, muon, images], picture=place / "compared.png")
    assert found["differences"]["optimizer"] == ["adamw", "muon", "adamw"]
    assert found["differences"]["epochs"] == [8, 6, 3]
    assert all(result["test_loss"] for result in found["results"].values())
    assert (place / "compared.png").stat().st_size > 5000
    found = api.compare([cars, fresh, line], picture=place / "compared.png")
    assert found["differences"]["clip"] == [1.0, 2.0, None]
    assert found["differences"].keys().isdisjoint({"lesson", "task", "optimizer", "ema"})  # they are the same in all
    assert api.compare([cars, fresh], picture=place / "compared.png")["differences"] == {"clip": [1.0, 2.0]}
    assert api.compare([muon, again], picture=place / "compared.png")["differences"].keys() <= {"file"}  # where it lies
    assert close(again.result["test_loss"], api.evaluate(muon)["loss"], 0.05)


@pytest.mark.parametrize("folder", ["finished", "unfinished"])
def test_all_of_them_are_listed(place, folder, capsys):
    names = FINISHED if folder == "finished" else UNFINISHED
    assert [run.name for run in api.runs(folder)] == names
    assert main(["runs", "--runs", folder, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in names)
    assert "damaged" not in said
    assert said.count("regression") == 2


def test_a_finished_run_answers(place):
    picture = place / "my_pictures" / "dark" / "1.png"
    (answer,) = api.predict(place / "finished" / FINISHED[-1], [picture])
    assert answer["label"] in ("dark", "light")
    (answer,) = api.predict(place / "finished" / FINISHED[2], [picture])
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


def test_they_are_what_was_made_then():
    """They name no path of the machine that made them, and the learner's file is still the very same."""
    own = sha256((OLD / "pictures.py").read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    abouts = [json.loads(path.read_text("utf-8")) for path in OLD.glob("*finished/*/recipe.json")]
    assert len(abouts) == len(FINISHED) + len(UNFINISHED)
    for about in abouts:
        assert about["file"] in (None, "pictures.py")
        assert about["images"] in (None, "my_pictures")
        assert about["file_sha256"] in (None, own)
    assert sum(path.stat().st_size for path in OLD.rglob("*")) < 1_500_000
