"""`steps.csv`: the loss of single steps, the same file whether a training was interrupted or not."""

import itertools
import math
from pathlib import Path

import pytest

from pytorch_study import api, files, signals
from pytorch_study.artifacts import checkpoint, steps
from pytorch_study.artifacts.judgement import judge_training
from pytorch_study.artifacts.pace import Pace
from pytorch_study.engine.records import End, Step
from pytorch_study.errors import CheckpointError, DiskError, DivergedError, Stopped
from pytorch_study.training import Observer


class Killed(BaseException):
    """Nothing catches it, so nothing is saved on the way out: as if the process were killed."""


def watching(look, stop_request=None):
    stop_request = stop_request or signals.StopRequest()
    return Observer(lambda *_: lambda record: look(record, stop_request), lambda *_: None, stop_request)


def line(runs, **more):
    """Lesson 1's smallest recipe: a step an epoch."""
    return api.train("regression", "line", runs=runs, threads=1, quiet=True, **{"epochs": 40, **more})


def text(run):
    return (run.folder / "steps.csv").read_text("utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A training that nobody interrupted, and the steps that it told of."""
    seen = []
    run = line(tmp_path_factory.mktemp("whole"), view=watching(lambda record, _: seen.append(record)))
    return run, [record for record in seen if isinstance(record, Step)]


@pytest.mark.parametrize("total", [1, 2, 3, 1999, 2000, 2001, 3999, 4000, 4001, 18_750, 1_000_003])
def test_what_is_kept_is_evenly_spaced_and_some_thousand_rows_at_most(total):
    kept = [step for step in range(1, total + 1) if steps.is_kept(step, total)]
    assert (kept[0], kept[-1]) == (1, total)
    assert min(total, steps.ROWS / 2) <= len(kept) <= steps.ROWS + 2
    assert len({later - earlier for earlier, later in itertools.pairwise(kept[1:-1])}) <= 1


def test_a_short_training_keeps_every_step_to_the_last_digit(whole):
    run, told = whole
    assert text(run).splitlines()[0] == "step,lr,loss"
    assert run.steps == [{"step": one.step, "lr": one.lr, "loss": one.loss} for one in told]
    assert [row["step"] for row in run.steps] == list(range(1, 41))
    assert judge_training([(row["step"], row["loss"]) for row in run.steps], run.history) is None


@pytest.mark.parametrize("rows", [steps.ROWS, 7])
@pytest.mark.parametrize("save_every", [0.5, 1000.0])
@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_interrupted_and_resumed_it_is_the_same_file(whole, tmp_path, monkeypatch, rows, save_every, how):
    monkeypatch.setattr(steps, "ROWS", rows)
    # Either every step is saved and no table written by the way, or only the first checkpoint is there to begin from.
    monkeypatch.setattr(Pace, "due", lambda self: self.every == 0.5)
    expected = text(whole[0])
    if rows == 7:
        header, *lines = expected.splitlines(keepends=True)
        expected = header + "".join(one for one in lines if int(one.split(",")[0]) in (1, *range(6, 40, 6), 40))

    def interrupt_at(step):
        def look(record, stop_request):
            if isinstance(record, Step) and record.step == step:
                if how == "killed":
                    raise Killed
                stop_request.exit_code = 130

        return watching(look)

    with pytest.raises((Killed, Stopped)):
        line(tmp_path, view=interrupt_at(11), save_every=save_every)
    (run,) = api.runs(tmp_path)
    for step in (12, 13, 30):
        with pytest.raises((Killed, Stopped)):
            api.resume(run, view=interrupt_at(step), save_every=save_every)
    api.resume(run, quiet=True)
    assert text(run) == expected


def test_more_epochs_than_at_first(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "ROWS", 10)

    def look(record, stop_request):
        if record.step == 20:
            stop_request.exit_code = 130

    with pytest.raises(Stopped):
        line(tmp_path, view=watching(look))  # every fourth step
    (run,) = api.runs(tmp_path)
    assert [row["step"] for row in run.steps] == [1, 4, 8, 12, 16, 20]
    api.resume(run, quiet=True, changes={"epochs": 80}, allow_changes=True)  # every eighth
    assert [row["step"] for row in run.steps] == [1, *range(8, 81, 8)]
    assert run.steps[1]["loss"] == whole[1][7].loss


def test_a_training_that_diverges_leaves_what_it_had(tmp_path):
    with pytest.raises(DivergedError) as caught:
        line(tmp_path, lr=1e30, schedule="constant")
    (run,) = api.runs(tmp_path)
    assert [row["step"] for row in run.steps] == list(range(1, caught.value.values["step"]))
    verdict = judge_training([(row["step"], row["loss"]) for row in run.steps])
    assert verdict is None or verdict.key == "judgement.diverges"  # it may take one step only


def test_one_that_somebody_has_edited_stops_no_training(whole, tmp_path):
    def look(record, stop_request):
        if record.step == 20:
            stop_request.exit_code = 130

    with pytest.raises(Stopped):
        line(tmp_path, view=watching(look))
    (run,) = api.runs(tmp_path)
    (run.folder / "steps.csv").write_text("a,b\n1\n", "utf-8")
    with pytest.raises(CheckpointError, match=r"steps\.csv"):
        _ = run.steps
    api.resume(run, quiet=True)
    assert run.steps == whole[0].steps[20:]
    (run.folder / "steps.csv").unlink()
    assert run.steps == []  # as in a run of an older version


def test_one_that_somebody_has_open_stops_no_training(whole, tmp_path):
    """On Windows a spreadsheet may hold it; here a folder stands in its place."""

    def look(record, _):
        (table,) = [run.folder / "steps.csv" for run in api.runs(tmp_path)]
        if isinstance(record, Step) and record.step == 1:
            table.unlink(missing_ok=True)
            table.mkdir()
        elif isinstance(record, End):
            table.rmdir()

    assert text(line(tmp_path, view=watching(look), save_every=0.0)) == text(whole[0])


@pytest.mark.parametrize("table", ["steps.csv", "metrics.csv"])
def test_one_that_is_still_open_at_the_end_is_told_and_costs_no_result(whole, tmp_path, table, monkeypatch, capsys):
    def look(record, _):
        if isinstance(record, Step) and record.step == 2:
            monkeypatch.setattr(Path, "replace", locked)

    def locked(path, to):
        if Path(to).name == table:
            raise PermissionError(13, "Permission denied")
        return replace(path, to)

    replace = Path.replace
    monkeypatch.setattr(files, "PATIENCE", 0)
    run = line(tmp_path, view=watching(look))
    assert run.result["test_rmse"] == whole[0].result["test_rmse"]
    assert f"{table}: " in capsys.readouterr().err


def test_a_checkpoint_that_cannot_be_written_says_what_is_saved_and_how_to_go_on(tmp_path, monkeypatch):
    def refuse(folder, state):
        if state.step > 8:
            raise DiskError("cannot_write", path=folder, why="...", advice="...")
        save(folder, state)
        saved.append(state.step)

    save, saved = checkpoint.save, []
    monkeypatch.setattr(checkpoint, "save", refuse)
    with pytest.raises(DiskError) as caught:
        line(tmp_path, save_every=0.0)
    (run,) = api.runs(tmp_path)
    assert (caught.value.key, caught.value.values["step"]) == ("cannot_write_saved", saved[-1])
    assert f"resume {run.folder}" in str(caught.value)


def test_writing_that_fails_is_not_tried_at_every_step():
    pace = Pace(1000.0, -math.inf)
    assert pace.due()
    with pytest.raises(DiskError):
        pace.write(lambda: (_ for _ in ()).throw(DiskError("disk_full", path="x")))
    assert not pace.due()
