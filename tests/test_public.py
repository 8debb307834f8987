"""What `import pytorch_study` promises: every public name, however often it is asked for, and those of before."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest
import torch
from helpers import ROOT

import pytorch_study as ps
from pytorch_study import renamed
from pytorch_study.data.augment import CHANGES, augment
from pytorch_study.engine import score
from pytorch_study.errors import UsageError
from pytorch_study.recipe import change, digest, fields


def modules():
    found = pkgutil.walk_packages(ps.__path__, "pytorch_study.")
    return sorted(one.name for one in found if not one.name.endswith("__main__"))


def refused(function, **given):
    with pytest.raises(UsageError):
        function(**given)


def test_no_module_hides_a_public_function(tmp_path):
    """`ps.runs()` failed the second time, once the package `runs` had been imported."""
    for name in modules():
        importlib.import_module(name)
    calls = {
        "train": lambda: ps.train("regression", "line", epochs=1, runs=tmp_path, quiet=True),
        "runs": lambda: ps.runs(tmp_path),
        "resume": lambda: refused(ps.resume, runs=tmp_path),  # all are finished
        "evaluate": lambda: ps.evaluate(ps.runs(tmp_path)[0]),
        "predict": lambda: ps.predict(ps.runs(tmp_path)[0], tmp_path / "x.csv"),
        "summary": lambda: ps.summary("regression"),
        "report": lambda: ps.report(ps.runs(tmp_path)[0]),
        "compare": lambda: ps.compare(ps.runs(tmp_path)[:2], runs=tmp_path),
        "export": lambda: ps.export(ps.runs(tmp_path)[0], "safetensors", output=tmp_path / "x.safetensors", force=True),
    }
    calls["diagnose"] = ps.diagnose
    calls["generate"] = lambda: refused(ps.generate, target=ps.runs(tmp_path)[0])  # a line makes nothing
    (tmp_path / "x.csv").write_text("x\n1\n", "utf-8")
    assert set(calls) == {name for name in ps.__all__ if name[0].islower()}
    calls["train"]()  # two runs, so that there is something to compare
    for _ in range(2):
        for call in calls.values():
            call()
    assert not {name for name in modules() if name.removeprefix("pytorch_study.") in ps.__all__}
    for name in ps.__all__:
        assert getattr(ps, name) is getattr(ps, name)


def test_importing_the_package_costs_no_torch():
    code = "import sys, pytorch_study; pytorch_study.Text; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "False", done.stderr


@pytest.fixture
def said(monkeypatch, capsys):
    """What has been told of renamed things since the last question."""
    monkeypatch.setattr(renamed, "_said", set())
    return lambda: [line for line in capsys.readouterr().err.splitlines() if "is now called" in line]


def split(count=8):
    return ps.Split(torch.zeros(count, 2), torch.arange(count) % 2)


def test_old_keywords_of_a_lesson_and_its_data_work_with_a_line(said):
    def adapt(model, train): ...

    lesson = ps.Lesson(
        name="own", task="classify", recipes={}, load=None, model=None, adapt=adapt, read=str
    )  # as it was called before
    assert (lesson.init_from_data, lesson.read_image) == (adapt, str)
    assert said() == [
        "adapt= is now called init_from_data=; the old name still works.",
        "read= is now called read_image=; the old name still works.",
    ]
    assert lesson.adapt is adapt
    import dataclasses

    assert dataclasses.replace(lesson, read=repr).read_image is repr
    info = ps.DataInfo(labels=("a", "b"))
    splits = ps.Splits(train=split(), test=split, names=info, disputed=frozenset({3}), doubt="me")
    assert splits.info is splits.names is info
    assert splits.test_notes == {3: "me"}
    with pytest.raises(AttributeError, match="nonsense"):
        splits.nonsense  # noqa: B018


def test_old_fields_and_changes_of_a_recipe_work_with_a_line(said):
    recipe = ps.Recipe(inputs="raw", augment=("turns", "shrink:16:0.5"))
    assert recipe.scaling == recipe.inputs == "raw"
    assert len(said()) == 2
    changed = change(ps.Recipe(), {"inputs": "raw", "augment": "turns,shrink:16:0.5"})
    assert changed.scaling == "raw"
    assert changed.augment == ("alternating_flip", "progressive_resize:16:0.5")
    assert said() == [
        "inputs is now called scaling; the old name still works.",
        "turns is now called alternating_flip; the old name still works.",
        "shrink is now called progressive_resize; the old name still works.",
    ]
    assert digest(changed) == digest(recipe)
    assert fields(changed) == fields(change(recipe, fields(recipe)))


def test_an_augmentation_of_before_is_the_same_augmentation():
    from pytorch_study.data.augment import AugmentContext
    from pytorch_study.rng import make_generator

    x = torch.rand(4, 1, 8, 8)
    for old, new in renamed.AUGMENT.items():
        assert new in CHANGES
        changed = [
            augment((name,))(x, AugmentContext(make_generator(0), 0, torch.arange(4), 0, 0.0)) for name in (old, new)
        ]
        assert torch.equal(*changed)


@pytest.mark.parametrize(("old", "names"), [(old, renamed.SYMBOLS.get(old, {})) for old in renamed.MODULES])
def test_modules_of_before_are_found_by_their_old_names(said, old, names):
    module = importlib.import_module(f"pytorch_study.{old}")
    new = importlib.import_module(f"pytorch_study.{renamed.MODULES[old]}")
    for before, now in names.items():
        assert getattr(module, before) is getattr(new, now)
        assert any(f"pytorch_study.{old}.{before} " in line and f".{now}" in line for line in said())


def test_an_old_module_does_not_hide_the_function_of_its_name(tmp_path):
    import pytorch_study.runs

    from pytorch_study import api

    assert pytorch_study.runs.Run is ps.Run
    assert ps.runs(tmp_path) == []
    assert inspect.signature(ps.runs) == inspect.signature(api.runs)


def test_every_old_name_leads_to_a_new_one():
    for old, names in renamed.SYMBOLS.items():
        module = importlib.import_module(f"pytorch_study.{renamed.MODULES.get(old, old)}")
        for now in names.values():
            assert hasattr(module, now), f"{module.__name__}.{now}"


def test_old_names_that_stayed_in_their_module(said):
    from pytorch_study.engine.batches import scale_pixels, scaled
    from pytorch_study.lesson import DataInfo, DataOptions, Names, Sources

    assert (Names, Sources) == (DataInfo, DataOptions)
    assert (ps.Names, ps.Sources) == (DataInfo, DataOptions)
    assert scaled is scale_pixels


def test_scoring_takes_its_old_keyword(said):
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 2))
    lesson = ps.Lesson(name="own", task="classify", recipes={}, load=None, model=None)
    x = torch.randint(255, (5, 3, 2, 2), dtype=torch.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renamed, "_said", set())
        old = score.predict(model, x, lesson, ps.Recipe(), flip=True)
    assert torch.equal(old, score.predict(model, x, lesson, ps.Recipe(), tta_flip=True))
    assert len(said()) == 1


def test_a_module_that_never_was_is_not_found():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pytorch_study.nonsense")
