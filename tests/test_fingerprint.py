"""What compares two versions to the bit: it notices whatever differs, and nothing that may be trained is left out."""

import pytest
import torch

from benchmarks import fingerprint, fingerprint_worker
from benchmarks.fingerprint import ROOT, cases, differences
from benchmarks.fingerprint_worker import digest, flat
from pytorch_study import lessons
from pytorch_study.data.augment import CHANGES
from pytorch_study.recipe import change, choices
from pytorch_study.renamed import modern_augment


def numbers(**content):
    return dict(pair for name, value in content.items() for pair in flat(name, value))


@pytest.fixture
def before():
    rng = torch.Generator().manual_seed(0)
    model = {"weight": torch.randn(4, 3, 5, 5, generator=rng), "count": torch.tensor(7)}
    optimizers = [{"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999)}]}]
    return {"model": model, "average": None, "optimizers": optimizers, "epoch 1 train_loss": 0.25}


@pytest.mark.parametrize("bit", [0, 13, 31])
def test_one_flipped_bit_of_a_tensor_is_noticed(before, bit):
    same = numbers(**before)
    bits = before["model"]["weight"].view(-1).view(torch.int32)
    bits[17] ^= torch.tensor(1 << bit if bit < 31 else -(1 << 31), dtype=torch.int32)
    (line,) = differences(same, numbers(**before))
    assert line.startswith("model.weight: ")
    assert ("(the norm; other bits)" in line) == (bit == 31)  # another sign


def test_any_other_number_is_noticed_and_what_is_gone_or_new(before):
    same = numbers(**before)
    assert differences(same, numbers(**before)) == []
    assert differences(same, same | {"epoch 1 train_loss": 0.25000000000000006}) == [
        "epoch 1 train_loss: 0.25 → 0.25000000000000006"
    ]
    assert differences(same, same | {"optimizers.0.param_groups.0.betas.0": 0.91}) == [
        "optimizers.0.param_groups.0.betas.0: 0.9 → 0.91"
    ]
    assert differences(same, {k: v for k, v in same.items() if k != "model.count"}) == ["model.count: gone"]
    assert differences(same, same | {"model.bias": digest([torch.zeros(2)])}) == ["model.bias: new"]
    assert differences(same, same | {"average": digest([torch.zeros(2)])})
    assert differences(same, same | {"result test_perplexity": 3.5}) == []  # a later version may say more


def test_how_a_tensor_lies_in_memory_is_no_difference():
    x = torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(0))
    assert digest([x]) == digest([x.to(memory_format=torch.channels_last)])
    assert digest([torch.tensor(1.0)]) != digest([torch.tensor(1.0, dtype=torch.bfloat16)])


def trained_recipes():
    """(lesson, recipe as it is trained) of every case."""
    for case in cases():
        name = {"bars": "tests/old_runs/pictures.py", "my_lesson": "examples/my_lesson.py"}.get(case["lesson"])
        lesson = lessons.get(str(ROOT / name) if name else case["lesson"])
        yield lesson, change(lesson.recipes[case["recipe"]], case["changes"])


def test_the_cases_cover_every_recipe_of_the_shelf():
    plain = {case["name"] for case in cases()}
    assert {f"{name} {recipe}" for name in lessons.SHELF for recipe in lessons.get(name).recipes} <= plain
    assert len(plain) == len(cases())
    ship = {path.stem.replace("-", " ") for path in (ROOT / "pytorch_study" / "weights").glob("*.json")}
    assert ship == set(fingerprint.SHIPPED)


def test_the_cases_cover_whatever_a_recipe_can_say():
    trained = list(trained_recipes())
    said = {(field, getattr(recipe, field)) for _, recipe in trained for field in choices(recipe)}
    can = {(field, word) for _, recipe in trained for field, words in choices(recipe).items() for word in words}
    assert said == can  # every optimizer, schedule, scaling and precision, and what lessons add
    augmented = [modern_augment(one) for _, recipe in trained for one in recipe.augment]  # of before, the old names
    assert {one.partition(":")[0] for one in augmented} == set(CHANGES)
    assert {one.partition(":")[0] for one in augmented if ":" not in one} == set(CHANGES)
    most = {one.partition(":")[0]: one.count(":") for one in sorted(augmented, key=lambda one: one.count(":"))}
    assert sorted(most.values()) == [0, 1, 1, 1, 1, 2]  # each with as many amounts as it takes
    for field in ("ema", "clip", "label_smoothing", "weight_decay", "validation", "limit"):
        assert len({bool(getattr(recipe, field)) for _, recipe in trained}) == 2, field
    for lesson in ("regression", "mnist", "cifar10_fast", "bars"):
        assert any(case["stop"] for case in cases((lesson,)))


def test_the_worker_gets_the_same_numbers_twice_and_others_from_another_seed(tmp_path):
    wanted = cases(("regression",))
    wanted = [case for case in wanted if case["name"] == "regression line" or case["stop"]]
    given = {"tree": str(ROOT), "data": None, "own": "", "shipped": ["regression cars"], "cases": wanted}
    threads = torch.get_num_threads()
    try:
        first = fingerprint_worker.work(given)
        second = fingerprint_worker.work({**given, "cases": [wanted[0], {**wanted[1], "seed": 1}]})
    finally:
        torch.set_num_threads(threads)
    shipped, line, stopped = first
    assert first[shipped] == second[shipped]
    assert first[line] == second[line]
    assert first[stopped]["stopped: progress.0"] == 8
    assert first[stopped]["progress.0"] == 18
    losses = [f"epoch {k} train_loss" for k in range(1, 7)]
    assert all(first[stopped][name] != second[stopped][name] for name in losses)
    assert {"step 18 gradients", "model.layers.0.weight", "result test_rmse"} <= first[stopped].keys()
