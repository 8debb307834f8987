"""The benchmarks themselves: what is killed goes on, what is slower is said, and each way has its own process."""

import json

import pytest
import torch
from helpers import ROOT

from benchmarks import ablation, accuracy, neighbours, plain, speed, turns, worth
from pytorch_study import api, lessons, measurements, text
from pytorch_study.errors import Stopped
from pytorch_study.lesson import DataOptions
from pytorch_study.plots import fonts
from pytorch_study.recipe import change
from pytorch_study.signals import StopRequest
from pytorch_study.training import Observer

LINE = {"epochs": "4"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Results, weights and trainings under way go here, and nothing is drawn."""
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(accuracy, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(accuracy, "PICTURES", tmp_path / "pictures")
    monkeypatch.setattr(measurements, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(accuracy.weights, "SHIPPED", tmp_path / "weights")
    monkeypatch.setattr(accuracy, "_draw", lambda *_: None)
    return tmp_path


def rows(folder):
    found = json.loads((folder / "results" / "regression.json").read_text("utf-8"))["runs"]
    return [{k: v for k, v in row.items() if k not in ("seconds", "images_per_second")} for row in found]


def test_a_benchmark_that_is_stopped_goes_on_where_it_was(folder):
    accuracy.measure("regression", "line", LINE, range(1))
    whole = rows(folder)
    (folder / "results" / "regression.json").unlink()

    def stopped(*arguments, **options):
        stop_request = StopRequest()

        def watch(run, state, splits):
            def look(record):
                stop_request.exit_code = 130 if state.step >= 2 else None

            return look

        return api.train(*arguments, **options, view=Observer(watch, lambda *_: None, stop_request))

    recipe = change(lessons.get("regression").recipes["line"], LINE)
    kept = accuracy._folder("regression", "regression", recipe, 0)
    with pytest.raises(Stopped):
        accuracy._trained(kept, lambda: stopped("regression", "line", seed=0, runs=kept, quiet=True, changes=LINE))
    accuracy.measure("regression", "line", LINE, range(1))
    assert rows(folder) == whole
    assert not kept.exists()  # all that is left is the figure
    accuracy.measure("regression", "line", LINE, range(1))
    assert rows(folder) == whole  # what is there is not done again


def test_a_ratio_that_fell_is_told_and_seconds_are_not_compared(capsys):
    before = {"ratio_mnist": 4.0, "ratio_cifar10": 2.0, "seconds_help": 0.1}
    assert speed.warn("loops", {"ratio_mnist": 3.9, "ratio_cifar10": 2.5, "seconds_help": 9.0}, before) == []
    told = speed.warn("loops", {"ratio_mnist": 3.3, "ratio_new": 1.0}, before)
    assert told == ["loops/ratio_mnist: 3.30, recorded 4.00"]
    assert told[0] in capsys.readouterr().err


def test_what_another_instruction_set_gives_stands_beside_and_not_in_its_place():
    assert speed.section_of("loops", "AVX512") == "loops"
    assert speed.section_of("loops", "AVX2") == speed.section_of("loops", "AVX2 ≤ AVX2") == "loops_avx2"
    assert speed.section_of("loops", "AVX512 ≤ AVX2") == "loops_avx2"
    assert speed.section_of("loops", "AVX512 ≤ AVX512_CORE") == "loops"
    assert speed.section_of("loops", "NO AVX") == "loops_no_avx"
    assert speed.section_of("startup", "AVX2") == speed.section_of("startup", "AVX512 + AMX") == "startup"
    assert speed.section_of("loops", "AVX512 + AMX") == "loops_amx"
    assert speed.section_of("loops", "AVX512 ≤ AVX512_CORE_BF16") == "loops"


def test_fine_tuning_is_timed_at_the_size_that_it_is_recorded_under(monkeypatch):
    sides = []

    def ways_of(ways, turns):
        for name, _, _, _, changes in ways.values():
            lesson = lessons.get(name)
            recipe = change(lesson.recipes[lesson.default], changes)
            net = lesson.model(recipe)
            lesson.on_epoch_start(net, recipe, 0)
            sides.append(net.enlarge.training_side)
            assert lesson.frozen(recipe, 0) == []  # all layers are trained
        return {"ours": 3.0, "plain": 2.0}, 1.0

    monkeypatch.setattr(speed, "taking_turns", ways_of)
    found = speed.finetune()
    assert sides == [96, 96, 128, 128]
    assert found["ratio_96"] == found["ratio_128"] == 1.5


def test_ways_take_turns_in_processes_of_their_own():
    ways = {way: ("mnist", way, 32, 64) for way in ("ours", "plain")}
    rates, spread = turns.taking_turns(ways, turns=2)
    assert spread >= 1
    assert set(rates) == {"ours", "plain"}
    assert all(rate > 0 for rate in rates.values())


def test_the_command_is_timed_beside_other_programs(tmp_path):
    with neighbours._beside(((neighbours.BUSY, 5),)) as running:
        assert neighbours.rate(ROOT, "mnist", ("--set", "limit=3000"), tmp_path) > 0
        assert running[0].poll() is None
    assert running[0].poll() is not None


def test_the_plain_loop_learns():
    torch.manual_seed(0)  # from some random weights the network never learns
    lesson = lessons.get("mnist")
    splits = lesson.load(lesson.recipes["default"], DataOptions(), 0)
    few = splits.train._replace(x=splits.train.x[:640], y=splits.train.y[:640])
    test = few._replace(x=few.x[:200], y=few.y[:200])
    seconds, seen = plain.until(lesson.model(lesson.recipes["default"]), few, test, 0.6, 320)
    assert seconds > 0
    assert seen % 320 == 0
    with pytest.raises(RuntimeError, match="40 epochs"):
        plain.until(lesson.model(lesson.recipes["default"]), few._replace(x=few.x[:64], y=few.y[:64]), test, 1.1, 320)


@pytest.mark.parametrize("series", worth.SERIES.values(), ids=worth.SERIES)
def test_every_idea_of_a_lesson_can_be_left_out(series):
    recipe = lessons.get(series.lesson).recipes[series.recipe]
    all_of_them, *without = [change(recipe, changes) for _, changes in series.rows]
    assert all_of_them == recipe
    assert all(one != recipe for one in without)
    assert len({str(one) for one in without}) == len(without)


def test_our_loop_counts_the_examples_that_it_sees():
    lesson = lessons.get("regression")
    count = len(lesson.load(lesson.recipes[lesson.default], DataOptions(), 0).train.y)
    steps = turns._ours(lesson, change(lesson.recipes[lesson.default], {"batch_size": 100}), None)
    an_epoch = [next(steps) for _ in range(-(-count // 100))]
    assert sum(an_epoch) == count
    assert next(steps) == 100


def test_seconds_of_another_machine_are_not_thrown_in():
    rest = {"label": "one", "test_accuracy": 0.9, "epochs": 1, "parameters": 1, "images_per_second": 1, "threads": 2}
    runs = [{**rest, "seconds": seconds, "machine": name} for seconds, name in ((10, "a"), (99, "b"), (12, "a"))]
    assert (
        accuracy.summarise(runs)["one"] | {"seconds": 11, "machine": "a", "seeds": 3} == accuracy.summarise(runs)["one"]
    )


@pytest.mark.parametrize("font", [None, "there"])
def test_the_picture_of_ideas_is_english_where_no_font_has_chinese(monkeypatch, font):
    monkeypatch.setattr(fonts, "chinese_font", lambda: font and fonts.LATIN)
    text.use("zh")
    figure = ablation.draw(worth.IDEAS, measurements.RESULTS / "cifar10_fast_worth.json", 4)
    (axes,) = figure.axes
    said = "".join(one.get_text() for one in axes.texts) + axes.get_xlabel()
    assert ("不白化" in said and "测试集" in said) == bool(font)
    assert ("no whitened layer" in said) != bool(font)
    assert said.isascii() != bool(font)
