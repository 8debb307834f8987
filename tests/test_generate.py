"""What a generative lesson makes: forms kept by construction, honest counts, and one sentence for what cannot be."""

import json
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
import torch
from torch import nn

import pytorch_study as ps
from pytorch_study.__main__ import main
from pytorch_study.artifacts.samples import TEXTS, samples
from pytorch_study.data.characters import encode
from pytorch_study.errors import UsageError
from pytorch_study.generation import make
from pytorch_study.generative import GenerateOption, Made, Request
from pytorch_study.lessons import poem_plan, writing
from pytorch_study.lessons.poem_plan import FORMS, OPTIONS, make_plan
from pytorch_study.lessons.poems import LESSON, Gpt, PoemsRecipe, read
from pytorch_study.lessons.writing import draw, grow, lines_of
from pytorch_study.printing import finished
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator
from pytorch_study.text import Text, speaking
from pytorch_study.trained import load_trained

RECIPE = PoemsRecipe(width=16, layers=2, heads=2)


def untrained(recipe=RECIPE):
    torch.manual_seed(0)
    net = Gpt(recipe)
    for parameter in net.parameters():
        if parameter.ndim > 1:
            nn.init.normal_(parameter, std=0.3)
    return net.eval()


@pytest.fixture(scope="module")
def net():
    return untrained()


@pytest.fixture(scope="module")
def vocabulary():
    return read("tang")[1]


def request(prompt=None, count=1, seed=0, **options):
    """With its options read, as `ps.generate` reads them."""
    values = {k: o.read(options[k]) if k in options else o.default for k, o in OPTIONS.items()}
    return Request(prompt, count, seed, values)


@torch.no_grad()
def written(net, recipe=RECIPE, **given):
    return LESSON.generate(net, recipe, request(**given))


# -------------------------------------------------------------------------------------------------- form, beginning


@pytest.mark.parametrize("form", ["五绝", "七绝", "五律", "七律"])
def test_the_form_is_kept_by_construction(net, form):
    """By a network that has learned nothing, too."""
    lines, width = FORMS[form][0]
    for temperature in (0, 1, 10):
        made = written(net, count=5, form=form, temperature=temperature, top_p=1)
        for poem in made.items:
            assert [len(line) for line in poem["lines"]] == [width] * lines
            assert poem["text"].count("，") == poem["text"].count("。") == lines // 2
            assert poem["form"] == form


@pytest.mark.parametrize("form", ["五绝", "七律"])
def test_an_unknown_character_is_never_written(vocabulary, form):
    """However likely it is: its token stands for 2,047 characters, none of which could be printed."""

    def foresees_it(x, seen=None):
        scores = torch.zeros(*x.shape, vocabulary.choices)
        scores[..., 0] = 100.0
        return scores

    made = writing.write(foresees_it, read("tang")[0], vocabulary, request(form=form, temperature=0))
    lines, width = FORMS[form][0]
    assert made.items[0]["lines"] == [vocabulary.characters[0] * width] * lines  # the next likely


@pytest.mark.parametrize(("name", "form"), [("wujue", "五绝"), ("QIJUE", "七绝"), ("wulü", "五律"), ("8x7", "七律")])
def test_forms_have_english_spellings(net, name, form):
    assert written(net, form=name).items[0]["form"] == form


def test_it_begins_with_the_prompt_and_lines_with_the_name(net):
    (poem,) = written(net, prompt="春风，又绿 江南岸。明月", form="七绝").items
    assert poem["text"].startswith("春风又绿江南岸，明月")
    (poem,) = written(net, acrostic="春江花月", form="五绝").items
    assert [line[0] for line in poem["lines"]] == list("春江花月")
    (poem,) = written(net, prompt="春风又绿江南岸，花", acrostic="春花秋月何时了", form="七律").items
    assert [line[0] for line in poem["lines"]][:7] == list("春花秋月何时了")
    assert poem["lines"][0] == "春风又绿江南岸"
    whole = "春" * 20
    assert "".join(written(net, prompt=whole, form="五绝").items[0]["lines"]) == whole


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ({}, "七绝"),
        ({"prompt": "春" * 29}, "七律"),
        ({"acrostic": "春江花月夜"}, "七律"),
        ({"acrostic": "春江"}, "七绝"),
    ],
)
def test_the_usual_form(net, given, form):
    assert written(net, **given).items[0]["form"] == form


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"prompt": ""}, "generate_empty"),
        ({"prompt": " ，。"}, "generate_empty"),
        ({"acrostic": ""}, "generate_empty"),
        ({"prompt": "春" * 29, "form": "七绝"}, "generate_too_long"),
        ({"prompt": "春" * 10_000}, "generate_too_long"),
        ({"acrostic": "春" * 5, "form": "五绝"}, "generate_too_long"),
        ({"prompt": "hello 春"}, "generate_unknown"),
        ({"prompt": "Z" * 10_000}, "generate_unknown"),
        ({"prompt": "春风", "acrostic": "秋"}, "generate_contradiction"),
        ({"prompt": "春风又绿江南岸，明", "acrostic": "春花"}, "generate_contradiction"),
        ({"form": "词"}, "bad_choice"),
        ({"form": "sonnet"}, "bad_choice"),
        ({"temperature": "hot"}, "generate_number"),
        ({"temperature": "nan"}, "out_of_range"),
        ({"temperature": "-1"}, "out_of_range"),
        ({"top_p": "1.5"}, "out_of_range"),
    ],
)
def test_what_cannot_be_is_one_sentence(net, given, key):
    with pytest.raises(UsageError) as caught:
        written(net, **given)
    assert caught.value.key == key
    for language in ("zh", "en"):
        with speaking(language):
            assert len(str(caught.value)) < 300
            assert "\n" not in str(caught.value)


def test_unknown_characters_are_named(net):
    with pytest.raises(UsageError, match=r"3\): h i 龘"):
        written(net, prompt="h春i龘h")
    with pytest.raises(UsageError, match=r"雲"):  # traditional: the poems are simplified
        written(net, prompt="雲")


# ------------------------------------------------------------------------------------------------------- the drawing


@pytest.mark.parametrize("form", ["五绝", "七律"])
def test_what_is_kept_gives_the_same_poems(net, vocabulary, form):
    plan = make_plan(request(prompt="春江", form=form), vocabulary)
    chances = torch.rand(6, plan.length, generator=make_generator("kept"))
    with torch.no_grad():
        kept, again = (grow(net, plan, chances, 1.0, 0.95, cached=cached) for cached in (True, False))
    assert torch.equal(kept, again)


def test_draws_follow_the_probabilities():
    scores = torch.tensor([[2.0, 0.0, 1.0, -1.0]])
    chances = (torch.arange(10_000) + 0.5)[:, None] / 10_000
    for temperature in (0.5, 1.0, 2.0):
        found = draw(scores.expand(10_000, -1), chances, temperature, 1.0)[:, 0].bincount(minlength=4) / 10_000
        torch.testing.assert_close(found, (scores[0] / temperature).softmax(0), atol=2e-4, rtol=0)
    likely = scores[0].softmax(0)  # 0.64, 0.09, 0.24, 0.03
    found = draw(scores.expand(10_000, -1), chances, 1.0, 0.8)[:, 0].bincount(minlength=4) / 10_000
    torch.testing.assert_close(found, likely * torch.tensor([1, 0, 1, 0]) / (likely[0] + likely[2]), atol=2e-4, rtol=0)
    for temperature, top_p in ((0.0, 1.0), (1.0, 0.0), (1e-6, 1.0), (1e-308, 1.0)):
        assert draw(scores.expand(10_000, -1), chances, temperature, top_p).unique().tolist() == [0]
    last = torch.full((1, 1), 1 - 2**-24)
    assert draw(scores, last, 1.0, 1.0).tolist() == [[3]]


def test_each_poem_has_chances_of_its_own(net):
    five, three = (written(net, count=count, seed=4).items for count in (5, 3))
    assert [one["lines"] for one in five[:3]] == [one["lines"] for one in three]
    assert len({one["text"] for one in five}) == 5
    assert written(net, seed=5).items[0]["text"] != five[0]["text"]


def test_more_poems_than_grow_together(net):
    assert len({one["text"] for one in written(net, count=writing.TOGETHER + 3, form="五绝").items}) == 67


def test_what_stands_in_the_training_poems_is_counted(vocabulary):
    """By a model that recites a training poem but for one line."""
    tang = read("tang")[0]
    poem = next(poem for poem in tang.train if poem.form == (4, 7))
    row = [token for token in encode(poem, vocabulary) if not vocabulary.choices <= token < vocabulary.choices + 2]
    row[10] = 1 + row[10] % 1000  # in the second line

    def recites(x, seen=None):
        scores = torch.zeros(*x.shape, vocabulary.choices)
        scores[:, -1, row[x.shape[1]]] = 100.0
        return scores

    made = writing.write(recites, tang, vocabulary, request(count=2))
    assert [item["copied"] for item in made.items] == [[1, 3, 4]] * 2
    assert made.facts == {"lines": 8, "lines_in_training": 6, "share_in_training": 0.75}
    with speaking("en"):
        assert writing.write(recites, tang, vocabulary, request()).notes[0] == (
            "Of 4 lines, 3 (75%) stand word for word in the training poems."
        )


# ----------------------------------------------------------------------------------------------------------- English


def test_sonnets_have_fourteen_lines():
    recipe = change(RECIPE, {"collection": "sonnets"})
    made = written(untrained(recipe), recipe, count=3, top_p=1, prompt="Shall I ", acrostic="SWIFT")
    for poem in made.items:
        assert len(poem["lines"]) == 14
        assert all(poem["lines"])
        assert poem["text"].startswith("Shall I ")
        assert [line[0] for line in poem["lines"][:5]] == list("SWIFT")
        assert max(map(len, poem["lines"])) <= writing.LONGEST_LINE
    again = written(untrained(recipe), recipe, count=3, top_p=1, prompt="Shall I ", acrostic="SWIFT")
    assert again.items == made.items
    with pytest.raises(UsageError, match="é"):
        written(untrained(recipe), recipe, prompt="é")


def test_a_sonnet_that_finds_no_end_is_ended():
    _, vocabulary = read("sonnets")
    plan = make_plan(request(), vocabulary)

    def babbles(x, seen=None):
        scores = torch.zeros(*x.shape, vocabulary.choices)
        scores[..., 2] = 100.0
        return scores

    lines = lines_of(grow(babbles, plan, torch.rand(1, plan.length), 1.0, 1.0)[0].tolist(), plan)
    assert len(lines) == 14
    assert all(lines)


# ------------------------------------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    changes = {"width": 16, "layers": 1, "heads": 2, "limit": 8, "batch_size": 8}
    return ps.train("poems", epochs=1, threads=1, quiet=True, runs=tmp_path_factory.mktemp("runs"), changes=changes)


@pytest.mark.parametrize(("language", "heading"), [("zh", "它写的"), ("en", "What it makes")])
def test_the_report_shows_what_it_writes(run, language, heading):
    with speaking(language):
        page = ps.report(run).report.read_text("utf-8")
    assert f"<h2>{heading}</h2>" in page
    for item in ps.generate(run, count=TEXTS)["made"]:
        assert all(f"<td>{line}</td>" in page for line in item["text"].splitlines())


def test_a_finished_training_says_how_to_let_it_write(run, capsys):
    finished(run, as_json=False)
    assert f"pytorch-study generate {run.folder}" in capsys.readouterr().out


def test_a_lesson_that_makes_nothing_unasked_has_a_report_without_samples(run):
    def refuse(*_):
        raise UsageError("generate_empty", name="prompt")

    trained = load_trained(run)
    assert samples(trained.lesson, trained.recipe, trained.model)[0]
    for generate in (refuse, None, lambda *_: Made([])):
        assert samples(replace(trained.lesson, generate=generate), trained.recipe, trained.model) == ([], None)


def test_samples_that_fail_cost_the_report_nothing_else(run, capsys):
    trained = load_trained(run)
    needs_a_prompt = replace(trained.lesson, generate=lambda _, __, request: request.prompt.strip())
    assert samples(needs_a_prompt, trained.recipe, trained.model) == ([], None)
    assert "'NoneType' object has no attribute 'strip'" in capsys.readouterr().err


def test_a_lesson_makes_things_on_the_cpu_wherever_it_was_trained(run):
    class Far(nn.Linear):
        def cpu(self):
            return self.to_empty(device="cpu")

    seen = []
    trained = load_trained(run)
    lesson = replace(trained.lesson, generate=lambda model, *_: seen.append(model) or Made([]))
    samples(lesson, trained.recipe, far := Far(1, 1, device="meta"))
    samples(lesson, trained.recipe, trained.model)
    assert [one.weight.device.type for one in (far, seen[0])] == ["meta", "cpu"]
    assert seen[-1] is trained.model  # where it is there already, it is not copied


@pytest.mark.parametrize("value", ["abc", None, [1]])
def test_an_option_that_is_read_as_a_number_refuses_what_is_none(run, value):
    trained = load_trained(run)
    option = GenerateOption(Text("步数", "steps"), int, 3)
    asked = []
    lesson = replace(
        trained.lesson,
        generate=lambda *given: asked.append(given[2].options["steps"]) or Made([]),
        generate_options={"steps": option},
    )
    own = replace(trained, lesson=lesson)
    make(own, Request(options={"steps": "4"}))
    assert asked == [4]
    if value is not None:  # nothing given: the default
        with pytest.raises(UsageError, match="`steps` must be a number"):
            make(own, Request(options={"steps": value}))


def test_the_command_writes_and_tells(run, capsys):
    words = ["generate", str(run.folder), "--prompt", "月", "--form", "wujue", "--count", "2", "--top-p=0.5"]
    assert main([*words, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    poems = out.split("\n\n")
    assert [poem.startswith("月") for poem in poems] == [True, True, False]
    assert "Of 8 lines, " in poems[2]
    assert "nobody means anything" in poems[2]
    assert main([*words, "--lang", "zh"]) == 0
    assert "没有谁想借它们说什么" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [item["text"] for item in found["made"]] == [poem.strip() for poem in poems[:2]]
    assert (found["lesson"], found["prompt"], found["seed"], found["lines"]) == ("poems", "月", 0, 8)
    assert (found["form"], found["top_p"]) == ("wujue", 0.5)
    assert ps.generate(run, prompt="月", count=2, form="五绝", top_p=0.5)["made"] == found["made"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--prompt", "龘"], "龘"),
        (["--prompt", ""], "no character"),
        (["--prompt", "春" * 10_000], "10000 characters"),
        (["--count", "0"], "[1, 10,000]"),
        (["--count", "100000"], "[1, 10,000]"),
        (["--seed", "-1"], "seed"),
        (["--fom", "七绝"], "Did you mean `--form`?"),
        (["--form"], "needs a value"),
        (["春"], "--prompt 春"),
        (["--temperature", "x"], "must be a number"),
    ],
)
def test_the_command_refuses_in_a_sentence(run, capsys, words, said):
    assert main(["generate", str(run.folder), *words, "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said in err
    assert len(err) < 700
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("target", "given", "key"),
    [
        ("poems", {"count": 1.5}, "generate_whole"),
        ("poems", {"seed": None}, "generate_whole"),
        ("flow", {"steps": 1.5}, "generate_whole"),
        ("flow", {"out": "a.jpg"}, "generate_png"),
        ("poems", {"out": "a.png"}, "generate_text"),
    ],
)
def test_values_of_the_wrong_kind_are_one_sentence(target, given, key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        ps.generate(target, **given)
    assert caught.value.key == key
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lesson", ["poems", "flow"])
def test_weights_are_exported_and_what_cannot_be_is_one_sentence(lesson, tmp_path):
    found = ps.export(lesson, "safetensors", output=tmp_path / "a.safetensors")
    assert found["max_difference"] == 0
    for format_ in ("onnx", "web"):
        with pytest.raises(UsageError) as caught:
            ps.export(lesson, format_, output=tmp_path / "b")
        assert caught.value.key == "export_generative"
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_what_is_no_generative_run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, said in (
        (["mnist"], "makes nothing"),
        (["nowhere"], "nowhere"),
        ([str(tmp_path)], ""),
        (["latest"], ""),
        (["--form", "七绝", "mnist"], ""),
        ([], "generate latest --count 3"),
    ):
        assert main(["generate", *words, "--lang", "en"]) == 2, words
        assert said in capsys.readouterr().err
    (tmp_path / "a.txt").write_text("x", "utf-8")
    assert main(["generate", "a.txt", "--lang", "en"]) == 2


@pytest.mark.parametrize(("language", "named"), [("zh", "可选的有：十四行诗。"), ("en", "Available: sonnet.")])
def test_forms_are_listed_in_the_readers_language(language, named):
    with speaking(language):
        with pytest.raises(UsageError) as told:
            poem_plan._read_form("abc", SimpleNamespace(forms=((14, 0),)))
        assert named in str(told.value)


@pytest.mark.parametrize("name", ["--target", "--progress"])
def test_an_option_named_as_a_parameter_of_python_is_unknown_like_any_other(name, capsys):
    assert main(["generate", "poems", name, "3", "--lang", "en"]) == 2
    assert f"has no option `{name}` for `poems`" in capsys.readouterr().err


def test_no_training_line_is_longer_than_a_line_may_be():
    assert max(len(line) for poem in read("sonnets")[0].train for line in poem.lines) <= writing.LONGEST_LINE


def test_the_architecture_table_knows_that_tokens_are_whole_numbers():
    assert "Embedding" in ps.summary("poems")


def test_every_option_is_told_in_both_languages():
    assert all(a != b for option in OPTIONS.values() for a, b in pairwise(option.about))


def test_many_poems_tell_how_far_they_are(run, capsys):
    count = str(writing.TOGETHER + 1)
    assert main(["generate", str(run.folder), "--count", count, "--form", "五绝", "--json", "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.err.split("\n")[:2] == [f"{n} of {count} made" for n in (writing.TOGETHER, count)]
    assert len(json.loads(told.out)["made"]) == writing.TOGETHER + 1


def test_what_is_named_in_an_error_can_be_read(run, capsys):
    for words, expected in (
        (["--form", "sonnet"], "cannot be `sonnet`. Available: 七律 (qilü), 七绝 (qijue), 五律 (wulü), 五绝 (wujue)."),
        (["--prompt", "\x01"], "has characters that the model has not learned (1): U+0001."),
        (["--prompt", "春" * 21, "--form", "五绝"], "but wujue has room for 20 at most."),
    ):
        assert main(["generate", str(run.folder), *words, "--lang", "en"]) == 2
        assert expected in capsys.readouterr().err
