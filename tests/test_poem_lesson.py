"""Lesson 6: its network against independent ones, its score against the definition, and exact resume."""

import math
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from helpers import start, weights
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import pytorch_study as ps
from benchmarks import accuracy, poems_curve, poems_speed, poems_written, what_ifs
from pytorch_study.artifacts import checkpoint
from pytorch_study.data.characters import IGNORED, NEWLINE, UNKNOWN, encode, locate, pack
from pytorch_study.data.poems import PARTS
from pytorch_study.engine import score
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.gradients import count_shards, gradient_of
from pytorch_study.engine.loop import train
from pytorch_study.lesson import Split, Splits
from pytorch_study.lessons.poems import LESSON, Block, Gpt, PoemsRecipe, attend, loss, read
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator

TINY = {"width": 16, "layers": 2, "heads": 2}
RECIPE = PoemsRecipe(**TINY)


@pytest.fixture(scope="module")
def tang():
    return read("tang")


@pytest.fixture(scope="module")
def splits(tang):
    """Two rows of each form, and the test poems."""
    poems_, vocabulary = tang
    some = [poem for form in vocabulary.forms for poem in [p for p in poems_.train if p.form == form][:28]]
    return Splits(train=pack(some, vocabulary, again=True), test=lambda: pack(poems_.test, vocabulary))


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return large(Gpt(RECIPE)).eval()


def large(model):
    """With weights that make a difference; new ones are small."""
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.normal_(parameter, std=0.3)
    return model


def small_lesson(splits, **changes):
    recipe = replace(LESSON.recipes["default"], **TINY, epochs=3, batch_size=4, **changes)
    return replace(LESSON, recipes={"default": recipe}, load=lambda *_: splits)


# ------------------------------------------------------------------------------------------------------------- rows


@pytest.mark.parametrize("collection", ["tang", "sonnets"])
def test_rows_hold_every_poem_once_and_the_test_counts_each_character_once(collection):
    poems_, vocabulary = read(collection)
    assert vocabulary.row == {"tang": 280, "sonnets": 677}[collection]
    first = vocabulary.size - len(vocabulary.forms)
    for part in PARTS:
        given = getattr(poems_, part)
        x, y = pack(given, vocabulary)
        assert x.shape == y.shape == (len(x), vocabulary.row)
        assert (y == IGNORED).sum() == y.numel() - sum(len(poem_tokens(p, vocabulary)) - 1 for p in given)
        found = Counter()
        for row, answers in zip(x.tolist(), y.tolist(), strict=True):
            starts = [i for i, token in enumerate(row) if token >= first]
            assert len({row[i] for i in starts}) == 1  # one form
            size = len(row) // len(starts)
            assert starts == list(range(0, len(row), size))
            for i in starts:
                tokens = [row[i], *(a for a in answers[i : i + size] if a != IGNORED)]
                if len(tokens) > 1:
                    found[tuple(tokens)] += 1
                    assert row[i : i + len(tokens) - 1] == tokens[:-1]  # each is foreseen from those before
        assert found == Counter(tuple(poem_tokens(p, vocabulary)) for p in given)


def poem_tokens(poem, vocabulary):
    return [t for t in encode(poem, vocabulary) if not vocabulary.choices <= t < vocabulary.choices + 2]


def test_training_rows_have_no_blank(tang):
    poems_, vocabulary = tang
    x, y = pack(poems_.train, vocabulary, again=True)
    assert (y != IGNORED).all()
    assert y.max() < vocabulary.choices
    assert len(x) * 280 - sum(len("".join(p.lines)) for p in poems_.train) < 4 * 280


# ------------------------------------------------------------------------------------------------------ the network


def test_attention_is_torchs():
    torch.manual_seed(1)
    q, k, v = torch.randn(3, 2, 4, 9, 8, dtype=torch.float64)
    expected = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    torch.testing.assert_close(attend(q, k, v), expected)
    torch.testing.assert_close(attend(q[:, :, -3:], k, v), expected[:, :, -3:])  # the last three of nine


def test_a_blocks_attention_is_torchs_multihead_attention():
    torch.manual_seed(2)
    block = large(Block(RECIPE)).double()
    theirs = nn.MultiheadAttention(16, 2, bias=False, batch_first=True, dtype=torch.float64)
    theirs.load_state_dict({"in_proj_weight": block.qkv.weight, "out_proj.weight": block.out.weight})
    nn.init.zeros_(block.down.weight)  # only the attention is left
    x = torch.randn(3, 7, 16, dtype=torch.float64)
    y = block.norm1(x)
    later = torch.ones(7, 7, dtype=torch.bool).triu(1)
    expected, _ = theirs(y, y, y, attn_mask=later, need_weights=False)
    torch.testing.assert_close(block(x, None), x + expected)


@pytest.mark.parametrize("place", [1, 5, 27])
def test_nobody_looks_ahead(net, splits, place):
    x = splits.train.x[3].view(10, 28)[:4].clone()
    before = net(x)
    x[:, place] = (x[:, place] + 17) % net.vocabulary.choices
    after = net(x)
    assert torch.equal(before[:, :place], after[:, :place])
    assert not torch.isclose(before[:, place:], after[:, place:]).all(-1).any()


def test_a_row_of_poems_is_its_poems(net, splits, tang):
    """Poems in one row know nothing of each other."""
    _, vocabulary = tang
    x, y = splits.train.x[2:5], splits.train.y[2:5]
    _, each = loss(net, x, y, RECIPE, make_generator(0))
    one, after = (x >= vocabulary.size - 4).sum(1).tolist(), []
    for row, answers, count in zip(x, y, one, strict=True):
        for poem, wanted in zip(row.view(count, -1), answers.view(count, -1), strict=True):
            paid = F.cross_entropy(net(poem[None])[0], wanted, reduction="none")
            after += (paid + (wanted == UNKNOWN) * math.log(vocabulary.outside)).tolist()
    assert sorted(after) == pytest.approx(sorted(each.tolist()), abs=1e-5)


def test_line_and_place_are_told_by_the_form(net, tang):
    _, vocabulary = tang
    for number, (lines, width) in enumerate(vocabulary.forms):
        seen = []
        hooks = [
            e.register_forward_hook(lambda _, given, __, s=seen: s.append(given[0])) for e in (net.lines, net.places)
        ]
        net(torch.tensor([[vocabulary.first_form + number] + [1] * (lines * width - 1)]))
        for hook in hooks:
            hook.remove()
        assert seen[0][0].tolist() == [line for line in range(lines) for _ in range(width)]
        assert seen[1][0].tolist() == list(range(width)) * lines


def test_line_and_place_of_free_lines_are_counted_by_their_newlines():
    poems_, vocabulary = read("sonnets")
    for split in (poems_.train[:20], poems_.test):
        x, y = pack(split, vocabulary)
        lines, places = (found.tolist() for found in locate(x, vocabulary))
        for row, answers in enumerate(y.tolist()):
            line = place = 0
            for at, answer in enumerate(answers):
                if answer != IGNORED:
                    assert (lines[row][at], places[row][at]) == (line, min(place, vocabulary.widest - 1))
                line, place = (line + 1, 0) if answer == vocabulary.tokens[NEWLINE] else (line, place + 1)
    behind = locate(torch.full((1, 99), vocabulary.tokens[NEWLINE]), vocabulary)[0]
    assert behind.max() == 13  # what stands behind a poem's end needs a line, too


def test_the_output_layer_is_the_table_of_characters():
    model = Gpt(LESSON.recipes["default"])
    assert 2e6 < sum(p.numel() for p in model.parameters()) < 4e6
    assert not [name for name, _ in model.named_parameters() if "head" in name or "logits" in name]
    x = torch.tensor([[model.vocabulary.first_form, 3]])
    before = model.eval()(x)
    with torch.no_grad():
        model.tokens.weight[7] += 1.0  # a character that is not read here
    after = model(x)
    changed = (before != after).any(1)[0].nonzero()[:, 0]
    assert changed.tolist() == [7]
    loss(model, x, x.clamp(max=5), LESSON.recipes["default"], make_generator(0))[0].backward()
    assert (model.tokens.weight.grad[: model.vocabulary.choices] != 0).any(1).all()


def test_keys_and_values_that_are_kept_change_nothing(net):
    x = torch.cat(
        [
            torch.full((3, 1), net.vocabulary.first_form + 3),
            torch.randint(1, 999, (3, 55), generator=make_generator(0)),
        ],
        1,
    )
    whole = net(x)
    seen = [[] for _ in net.blocks]
    steps = [net(x[:, :5], seen), *(net(x[:, : t + 1], seen) for t in range(5, 56))]
    assert [step.shape[1] for step in steps] == [5, *[1] * 51]
    torch.testing.assert_close(torch.cat(steps, 1), whole, rtol=1e-4, atol=1e-5)


# --------------------------------------------------------------------------------------------- the task, and training


def test_the_score_is_its_definition(net, splits, tang):
    """Nats a character of the test poems: poem by poem, from softmax over the choices, an unknown one at its cost."""
    poems_, vocabulary = tang
    few = replace(splits, test=lambda: pack(poems_.test[:150], vocabulary)).test()
    found = score.evaluate(net, few, LESSON, RECIPE)
    total = count = 0
    with torch.no_grad():
        for poem in poems_.test[:150]:
            row = torch.tensor([poem_tokens(poem, vocabulary)])
            chances = net(row[:, :-1])[0].double().softmax(-1)
            assert chances.shape == (row.shape[1] - 1, vocabulary.choices)
            for chance, token in zip(chances, row[0, 1:].tolist(), strict=True):
                total -= math.log(chance[token] / (vocabulary.outside if token == UNKNOWN else 1))
                count += 1
    assert found.count == count == sum(len("".join(p.lines)) for p in poems_.test[:150])
    assert found.metrics["nats"] == pytest.approx(total / count, abs=1e-4)
    assert found.loss == pytest.approx(found.metrics["nats"])


@pytest.mark.parametrize(("row", "met"), [(0, 20), (2, 28), (5, 40), (9, 56)])
def test_the_floor_is_counted_right(splits, row, met):
    """By torch's counter, which sees attention that is written out."""
    x, y = (tensor[row : row + 1] for tensor in splits.train)
    net = Gpt(RECIPE)
    with FlopCounterMode(display=False) as counter:
        loss(net, x, y, RECIPE, make_generator(0))[0].backward()
    assert counter.get_total_flops() == poems_speed.operations(RECIPE, 280, met)


def test_english_counts_newlines_and_no_blank():
    poems_, vocabulary = read("sonnets")
    recipe = change(RECIPE, {"collection": "sonnets"})
    test = pack(poems_.test[:2], vocabulary)
    found = score.evaluate(Gpt(recipe), test, LESSON, recipe)
    assert found.count == sum(len(line) + 1 for poem in poems_.test[:2] for line in poem.lines)


def test_it_learns_by_heart_what_is_small(splits):
    few = replace(splits, train=Split(*(tensor[:2] for tensor in splits.train)))
    state, splits = start(small_lesson(few), lr=0.01, optimizer="adamw", width=64, epochs=120, batch_size=2)
    losses = [record.loss for record in train(state, splits) if hasattr(record, "loss")]
    assert losses[0] > 7
    assert losses[-1] < 2


def test_a_resumed_training_ends_with_the_same_bits(splits, tmp_path):
    lesson = small_lesson(splits, dropout=0.1)
    whole, given = start(lesson)
    list(train(whole, given))
    broken, given = start(lesson)
    for record in train(broken, given):
        if record.step == 3:
            checkpoint.save(tmp_path, broken)
            break
    resumed, given = start(lesson)
    content, _ = checkpoint.load(tmp_path)
    checkpoint.restore(resumed, content, tmp_path)
    list(train(resumed, given))
    assert all(torch.equal(weights(whole)[name], tensor) for name, tensor in weights(resumed).items())


def test_rows_without_a_blank_may_be_shared_out(splits):
    """The gradient of a batch is the sum of its rows', so each core computes rows of its own."""
    state, _ = start(small_lesson(splits), **{**TINY, "width": 128, "batch_size": 8})
    two = Compute("cpu", "fp32", 2)
    assert count_shards(state.model, state.lesson, state.recipe, splits, two) == 8
    x, y = splits.train.x[:8], splits.train.y[:8]
    grads = []
    for compute in (state.compute, replace(two, shards=8)):
        state.compute = compute
        with gradient_of(state) as gradient:
            gradient(x, y, 1.0)
        grads.append([p.grad.clone() for p in state.model.parameters()])
    for a, b in zip(*grads, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-6)


# ---------------------------------------------------------------------------------------- what is recorded and drawn


@pytest.fixture(scope="module")
def run(splits, tmp_path_factory):
    with_own = replace(splits, validation=splits.train)
    lesson = replace(small_lesson(splits), load=lambda *_: with_own)
    return ps.train(lesson, runs=tmp_path_factory.mktemp("runs"), quiet=True, threads=1)


def test_the_way_of_the_loss_is_recorded_by_characters_read(run):
    course = accuracy.course(run)["course"]
    an_epoch, rows = 280 * 4, run.history
    steps = [row["step"] for row in rows]
    assert course["validation"] == [[an_epoch * step, row["val_loss"]] for step, row in zip(steps, rows, strict=True)]
    read, losses = zip(*course["train"], strict=True)
    assert list(read) == sorted(set(read))
    assert read[-1] <= an_epoch * steps[-1]
    assert losses[0] == pytest.approx(math.log(4285), abs=0.3)
    assert losses[-1] < losses[0]


def test_what_it_writes_is_judged_like_the_training_poems(monkeypatch, tmp_path):
    """An untrained network rhymes by chance, and writes no line of a training poem."""
    torch.manual_seed(0)
    trained = SimpleNamespace(lesson=LESSON, recipe=RECIPE, model=Gpt(RECIPE).eval())
    monkeypatch.setattr(poems_written, "load_trained", lambda _: trained)
    monkeypatch.setattr(poems_written, "RESULT", tmp_path / "written.json")
    monkeypatch.setattr(accuracy, "PICTURES", tmp_path)
    summary = poems_written.measure("poems", 5)["summary"]
    assert {summary[f"form {lines}x{width}"]["poems"] for lines in (4, 8) for width in (5, 7)} == {5}
    assert summary["lines"]["share_in_training"] == 0
    assert all((tmp_path / language / "poems_written.png").stat().st_size > 10_000 for language in ("zh", "en"))


def test_its_loss_is_drawn_beside_what_counting_can_do():
    (axes,) = poems_curve.draw().axes
    levels = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    assert levels == sorted(levels, reverse=True)
    assert len(levels) == 4
    first, last = axes.lines[0].get_ydata()[[0, -1]]
    assert first > levels[1] > levels[3] > last  # it begins above the unigram and ends below the trigram


@pytest.mark.parametrize("name", ["poems no positions", "poems no mask"])
def test_what_is_left_out_is_left_out(name, splits):
    """With one layer; with more, who came first shows in what the layers before have gathered."""
    what_if = what_ifs.WHAT_IFS[name]
    x = splits.train.x[:1, :20]
    other = x.clone()
    other[0, 1:3] = x[0, 1:3].flip(0)  # the first two characters change places
    with what_if.during():
        torch.manual_seed(0)
        model = large(what_if.lesson.model(replace(RECIPE, layers=1))).eval()
        if name == "poems no positions":
            for table in (model.lines, model.places):
                nn.init.zeros_(table.weight)
        one, two = model(x), model(other)
    assert torch.allclose(one[0, 5:], two[0, 5:], atol=1e-5) == (name == "poems no positions")
    other = x.clone()
    other[0, -1] += 1
    with what_if.during():
        assert torch.allclose(model(x)[0, 0], model(other)[0, 0]) == (name == "poems no positions")
