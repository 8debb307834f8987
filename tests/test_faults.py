"""Faults outside the training itself that were found by reading: each happened to a plausible user."""

import importlib.metadata
import io
import signal
import threading

import pytest
import torch

from pytorch_study import api, printing, signals
from pytorch_study.artifacts import checkpoint, folder
from pytorch_study.artifacts.environment import environment
from pytorch_study.errors import UsageError
from pytorch_study.lessons import regression
from pytorch_study.prediction import predict
from pytorch_study.preparation import _as_split
from pytorch_study.recipe import Recipe
from pytorch_study.trained import describe_output, load_trained


def test_a_table_prints_brackets_as_they_are(capsys):
    """A run may be called `best [2]`; to a library that prints tables, `[/old]` would end a colour that never began."""
    printing.table(["name [x]"], [["best [bold]"], ["[/old]"]])
    assert capsys.readouterr().out.split() == ["name", "[x]", "best", "[bold]", "[/old]"]


def test_a_prediction_that_is_no_number_is_null_and_told():
    trained = load_trained("regression")
    answer = describe_output(trained, torch.tensor([float("nan")]))
    assert answer["value"] is None  # NaN is no JSON
    (line,) = printing.prediction(answer, "cars.csv:3", trained.info)
    assert line.startswith("cars.csv:3")
    assert "nan" not in line.lower()


def test_a_handler_that_python_has_not_installed_is_replaced_by_the_default(monkeypatch):
    """Programs in other languages that hold a Python have some; `signal.signal` then answers None."""
    restored = []

    def set_handler(number, handler):
        restored.append(handler)

    assert threading.current_thread() is threading.main_thread()
    monkeypatch.setattr(signal, "signal", set_handler)
    with signals.handle_signals():
        del restored[:]
    assert restored == [signal.SIG_DFL] * len(signals.CODES)


def test_a_package_that_another_stands_in_for_has_no_version(monkeypatch):
    """As pillow-simd for pillow."""
    known = importlib.metadata.version

    def version(name):
        if name == "pillow":
            raise importlib.metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    found = environment()
    assert found["pillow"] is None
    assert found["numpy"] == known("numpy")


def test_too_little_memory_is_no_foreign_checkpoint(tmp_path, monkeypatch):
    packed = checkpoint.seal(_zip())

    def load(*_, **__):
        raise MemoryError

    monkeypatch.setattr(torch, "load", load)
    with pytest.raises(MemoryError):
        checkpoint.unpack(packed, tmp_path / "checkpoint.pt")


def _zip():
    stream = io.BytesIO()
    torch.save({"x": torch.zeros(300)}, stream)
    return stream.getvalue()


def test_another_number_of_processes_is_told():
    content = {"place": ("cpu", "fp32", 1), "processes": 2}
    _, notes = checkpoint.compute_for(content, Recipe(), "classify", 1, 1)
    assert any("2" in one and "1" in one for one in notes)
    _, notes = checkpoint.compute_for(content, Recipe(), "classify", 1, 2)
    assert notes == []


def test_what_another_process_has_just_finished_is_not_resumed(tmp_path, monkeypatch):
    """It ends while this one waits for the lock."""
    run = api.train("regression", "line", runs=tmp_path, quiet=True, changes={"epochs": 2})
    result = (run.folder / "result.json").read_bytes()
    (run.folder / "result.json").unlink()
    locked = folder.lock

    def lock(chosen):
        (run.folder / "result.json").write_bytes(result)
        return locked(chosen)

    monkeypatch.setattr(folder, "lock", lock)
    with pytest.raises(UsageError) as caught:
        api.resume(run.folder, quiet=True)
    assert caught.value.key == "already_finished"
    assert (run.folder / "result.json").read_bytes() == result


def test_data_that_a_learner_loads_onto_an_accelerator_come_back():
    """A class of tensors stands in for one: a copy on the CPU is asked for."""
    asked = []

    class Far(torch.Tensor):
        def cpu(self):
            asked.append(self.shape)
            return torch.zeros(self.shape)

    x = torch.zeros(3, 4).as_subclass(Far)
    split = _as_split((x, x[:, 0].as_subclass(Far)))
    assert asked == [(3, 4), (3,)]
    assert type(split.x) is torch.Tensor


def test_a_value_far_outside_all_numbers_has_an_answer_in_json(tmp_path):
    """-3.4e38 is what maps write where they know nothing."""
    (tmp_path / "rows.csv").write_text(
        ",".join(regression.COLUMNS) + "\n" + ",".join(["-3.4028234e38"] * len(regression.COLUMNS)) + "\n", "utf-8"
    )
    (answer,) = predict("regression", tmp_path / "rows.csv")
    assert answer["value"] is None
