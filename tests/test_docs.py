"""The texts say what is true: figures equal the results, code equals the source, both languages carry the same."""

import ast
import json
import re
import shlex

import pytest
from click.testing import CliRunner
from helpers import ROOT

import pytorch_study
from benchmarks import accuracy, figures, reliability
from pytorch_study import lessons, measurements
from pytorch_study.artifacts.weights import SHIPPED
from pytorch_study.cli import main
from pytorch_study.files import sha256
from pytorch_study.generation import flag
from pytorch_study.lesson import Split, Splits
from pytorch_study.lessons import drawing, poem_plan
from pytorch_study.measurements import measured
from pytorch_study.recipe import change, digest

PAGES = ("diagnose", "learn", "own-data", "play", "processes", "python", "reference", "results", "safety", "teaching")
PAIRS = [("README.md", "README.en.md"), ("CONTRIBUTING.md", "CONTRIBUTING.en.md")]
PAIRS += [(f"docs/zh/{name}.md", f"docs/en/{name}.md") for name in (*lessons.SHELF, *PAGES)]
TEXTS = sorted({path for pair in PAIRS for path in pair})


def read(path):
    return (ROOT / path).read_text("utf-8")


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```", read(path), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_both_languages_carry_the_same(pair):
    zh, en = pair
    for what in (r"^(#+) ", r"<!--(\w[^>]*)-->", r"^(?:!\[|<img ).*?(\w[\w-]*)\.png"):
        assert re.findall(what, read(zh), re.MULTILINE) == re.findall(what, read(en), re.MULTILINE)
    assert len(blocks(zh, "python")) == len(blocks(en, "python"))
    assert blocks(zh, "bash") == blocks(en, "bash") or "docs" in zh


def test_every_quoted_figure_equals_the_results():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        assert path.read_text("utf-8") == figures.filled(path), f"{path.name}: run `python -m benchmarks figures`"
        for _, lesson, label, key, _ in figures.MARK.findall(path.read_text("utf-8")):
            quoted = re.search(rf"<!--{lesson}/{re.escape(label)}/{key}-->(.*?)<!--/-->", path.read_text("utf-8"))[1]
            assert quoted == figures.figure(lesson, label, key), f"{path.name}: run `python -m benchmarks figures`"


def test_every_promise_is_put_to_the_test_and_the_page_tells_the_counts():
    marked = set()
    for path in (ROOT / "tests").glob("test_*.py"):
        marked |= set(re.findall(r'mark\.promise\("(\w+)"\)', path.read_text("utf-8")))
    assert marked == set(reliability.PROMISES)
    assert all(row["tried"] > 0 and not row["failed"] for row in reliability.counted().values())
    assert (ROOT / "docs" / "reliability.md").read_text("utf-8") == reliability.page(), "python -m benchmarks figures"


TRAINED = [
    path.stem for path in sorted(measurements.RESULTS.glob("*.json")) if "recipe_hash" in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", TRAINED)
def test_results_are_their_own_summary_and_of_the_recipes_as_they_are(name):
    content = json.loads((measurements.RESULTS / f"{name}.json").read_text("utf-8"))
    assert content["summary"] == accuracy.summarise(content["runs"])
    recipes = lessons.get(content["lesson"]).recipes
    for run in content["runs"]:
        changes = dict(setting.split("=") for setting in run["label"].split()[1:])
        assert run["recipe_hash"] == digest(change(recipes[run["recipe"]], changes)), run["label"]
        assert run["command"].startswith("python -m benchmarks ")
        assert re.fullmatch("[0-9a-f]{12}( to [0-9a-f]{12})?", run["commit"])  # begun on one, ended on another


@pytest.mark.parametrize("name", lessons.SHELF)
def test_a_lessons_header_is_short_and_tells_what_was_measured(name):
    """At most 15 lines: the question in both languages, the commands, the measured line, where it is explained."""
    source = (ROOT / "pytorch_study" / "lessons" / f"{name}.py").read_text("utf-8")
    header = ast.parse(source).body[0]
    assert (header.lineno, header.end_lineno <= 15) == (1, True)
    said = ast.get_docstring(ast.parse(source)).splitlines()
    assert figures.header(name) in said
    assert "？" in said[0]
    assert "?" in said[1]
    assert any(line.strip().startswith(f"pytorch-study train {name} ") for line in said)
    assert all(f"docs/{language}/{name}.md" in said[-1] for language in ("zh", "en"))


@pytest.mark.parametrize("name", lessons.SHELF)
def test_a_lesson_can_be_read_without_words_to_tools(name):
    """What only a linter or a type checker needs is noise to a newcomer; and no line runs out of the window."""
    source = (ROOT / "pytorch_study" / "lessons" / f"{name}.py").read_text("utf-8")
    assert not re.search(r"# type:|# noqa|^ +del |-\(-", source, re.MULTILINE)
    assert not [line for line in source.splitlines() if len(line) > 120 and line != figures.header(name)]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.json")), ids=lambda path: path.stem)
def test_a_card_tells_the_truth_of_its_weights(path):
    card = json.loads(path.read_text("utf-8"))
    assert card["sha256"] == sha256(path.with_suffix(".safetensors").read_bytes())
    content = json.loads((measurements.RESULTS / f"{card['lesson']}.json").read_text("utf-8"))
    assert card["over_seeds"] == content["summary"][card["recipe"]]
    (seed0,) = (r for r in content["runs"] if r["label"] == card["recipe"] and r["seed"] == 0)
    rounded = card.get("precision") == "float16"  # then its figures are those of the rounded weights
    for key in accuracy.MEANS:
        if not rounded:
            assert card.get(key) == seed0.get(key)
        elif key in card:
            assert card[key] == pytest.approx(seed0[key], abs=0.001)
    assert card["recipe_hash"] == seed0["recipe_hash"]


def test_targets_of_the_first_lessons():
    """What was promised of the measured figures; a figure that falls below is no rounding error."""
    mnist, regression = measured("mnist"), json.loads((measurements.RESULTS / "regression.json").read_text("utf-8"))
    assert mnist["default"]["seeds"] >= 10
    assert mnist["default"]["test_accuracy"][0] >= 0.991
    assert mnist["original epochs=20"]["seeds"] >= 3
    least_squares = next(b for b in regression["baselines"] if b["model"] == "LinearRegression")
    boosting = next(b for b in regression["baselines"] if b["model"] == "GradientBoostingRegressor")
    cars = [run["test_rmse"] for run in regression["runs"] if run["label"] == "cars"]  # split by split, as told
    worse = [sum(b > a for a, b in zip(cars, one["each"], strict=True)) for one in (least_squares, boosting)]
    assert worse == [10, 8]
    assert regression["summary"]["cars"]["seeds"] >= 10
    assert regression["summary"]["cars"]["test_rmse"][0] < least_squares["test_rmse"][0]


def test_the_reference_shows_the_example_as_it_is():
    example = read("examples/my_lesson.py").strip()
    assert len(example.splitlines()) <= 40
    for path in ("docs/zh/reference.md", "docs/en/reference.md"):
        assert example in [block.strip() for block in blocks(path, "python")]


@pytest.mark.parametrize("path", PAIRS[0])
def test_the_readme_calls_functions_that_exist(path):
    (block,) = blocks(path, "python")
    tree = ast.parse(block)
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.value.id == "ps"}
    assert called
    assert called <= set(pytorch_study.__all__)


@pytest.mark.parametrize("path", [path for path in TEXTS if path.startswith("docs/") and "python.md" not in path])
def test_quoted_code_is_the_code(path):
    """Line after line as it stands in one file; `...` is what was left out between two such pieces."""
    files = [*(ROOT / "pytorch_study").rglob("*.py"), *(ROOT / "examples").glob("*.py")]
    sources = ["\n" + file.read_text("utf-8") for file in files]
    for block in blocks(path, "python"):
        pieces = [f"\n{piece}" for piece in re.split(r"^ *\.\.\.\n", block, flags=re.MULTILINE)]
        assert any(all(piece in source for piece in pieces) for source in sources), block


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", lessons.SHELF)
def test_a_lessons_page_shows_first_and_ends_with_what_to_read_next(language, name):
    sections = re.split(r"^## ", read(f"docs/{language}/{name}.md"), flags=re.MULTILINE)
    assert re.search(r"^!\[", sections[1], re.MULTILINE), "the first section shows a picture"
    title, _, text = sections[-1].partition("\n")
    assert title == {"zh": "下一步", "en": "What to read next"}[language]
    following = [*lessons.SHELF, None][[*lessons.SHELF].index(name) + 1]
    assert following is None or f"]({following}.md)" in text
    assert "](https://docs.pytorch.org/" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plain_loop_can_be_called_as_the_page_says(language):
    """The example of lesson 2's page, on a few images."""
    (example,) = blocks(f"docs/{language}/mnist.md", "pycon")
    scope = {}
    for line in example.splitlines():
        exec(line.removeprefix(">>> "), scope)
        if "splits" in scope:
            few = Split(*(part[:64] for part in scope["splits"].train))
            scope["splits"] = Splits(train=few, test=lambda few=few: few)
    assert "plain_accuracy" in example


@pytest.mark.parametrize("path", TEXTS)
def test_commands_in_the_texts_are_commands(path):
    """Every `pytorch-study ...` in a text has a command and options that exist."""
    found = re.findall(r"`(pytorch-study [^`]+)`", read(path)) + re.findall(
        r"^(pytorch-study .+)$", read(path), re.MULTILINE
    )
    assert found or "CONTRIBUTING" in path or "python.md" in path
    for line in found:
        words = shlex.split(line.split("  #")[0])[1:]
        options = [word.split("=")[0] for word in words if word.startswith("--")]
        if words and not words[0].startswith("-"):
            command = main.commands[words.pop(0)]
            while words and words[0] in getattr(command, "commands", {}):  # `data get`
                command = command.commands[words.pop(0)]
            known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
            if command.name == "generate":  # lessons have options of their own
                known |= {flag(name) for own in (poem_plan.OPTIONS, drawing.OPTIONS) for name in own}
            assert set(options) <= known, line


def test_a_figure_of_one_seed_has_no_deviation(tmp_path, monkeypatch):
    monkeypatch.setattr(measurements, "RESULTS", tmp_path)
    scores = {"test_accuracy": 0.9768, "test_rmse": 2.66}
    rest = {"epochs": 1, "parameters": 1, "seconds": 12, "images_per_second": 1, "machine": "-", "threads": 2}
    runs = [{"label": "one", **scores, **rest}, *({"label": "two", "seed": k, **scores, **rest} for k in range(2))]
    runs[2]["test_accuracy"] = 0.1
    (tmp_path / "mnist.json").write_text(json.dumps({"runs": runs, "summary": accuracy.summarise(runs)}), "utf-8")
    assert figures.figure("mnist", "two seed 1", "test_accuracy") == "10.00 %"
    assert figures.figure("mnist", "two seed 0", "seconds") == "12 s"
    assert [figures.figure("mnist", "one", key) for key in scores] == ["97.68 %", "2.660"]
    assert [figures.figure("mnist", "two", key) for key in scores] == ["53.84 ± 62.00 %", "2.660 ± 0.000"]
    assert "one 97.68 % (1 个种子 seed, 12 s); two 97.68 % / 10.00 % (2 个种子 seeds, 12 s)" in figures.header("mnist")
    runs[2]["test_accuracy"] = 0.97
    (tmp_path / "mnist.json").write_text(json.dumps({"runs": runs, "summary": accuracy.summarise(runs)}), "utf-8")
    assert "two 97.34 ± 0.48 % (2 个种子 seeds, 12 s)" in figures.header("mnist")


def test_the_table_of_what_ideas_are_worth(tmp_path, monkeypatch):
    """The recipe first, then what costs most; what was not measured, or with other epochs or seeds, is left out."""
    monkeypatch.setattr(measurements, "RESULTS", tmp_path)
    scores = {
        "small_batches epochs=4": (0.9, 1),
        "small_batches epochs=8 start=random": (0.95, 1),
        "small_batches epochs=4 activation=relu": (0.91, 1),
        "small_batches epochs=4 norm=none lr=0.02": (0.8755, 1),
        "small_batches epochs=4 first=learned": (0.5, 2),
    }
    summary = {
        label: {
            "test_accuracy": [score, 0.0],
            "test_accuracy_flip": [score, 0.0],
            "seeds": seeds,
            "epochs": int(label.split()[1].removeprefix("epochs=")),
        }
        for label, (score, seeds) in scores.items()
    }
    (tmp_path / "cifar10_fast_worth.json").write_text(json.dumps({"runs": [], "summary": summary}), "utf-8")
    _, _, *rows = re.sub("<!--.*?-->", "", figures.worth("en", "cifar10_fast")).splitlines()
    assert rows == [
        "| all of them |  | 90.00 % |  | 90.00 % |",
        "| no normalisation, lr 0.02 | `norm=none` `lr=0.02` | 87.55 % | -2.45 | 87.55 % |",
        "| ReLU | `activation=relu` | 91.00 % | +1.00 | 91.00 % |",
    ]
    page = tmp_path / "zh" / "cifar10_fast.md"
    page.parent.mkdir()
    page.write_text("x\n<!--worth-->\nold\n<!--/worth-->\ny", "utf-8")
    assert figures.filled(page) == f"x\n<!--worth-->\n{figures.worth('zh', 'cifar10_fast')}<!--/worth-->\ny"


def test_links_and_pictures_are_there():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        content = re.sub("^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)  # `layers[-1](x)`
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", content) + re.findall(r'<img src="([^"]+)"', content):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_picture_is_shown():
    pages = "".join(path.read_text("utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    for picture in (ROOT / "docs" / "pictures").glob("*/*.png"):
        assert f"pictures/{picture.parent.name}/{picture.name}" in pages, picture.name


def test_contributing_fits_on_80_lines_and_the_readme_on_120():
    for path, most in [*((path, 80) for path in PAIRS[1]), *((path, 119) for path in PAIRS[0])]:
        assert len(read(path).splitlines()) <= most


@pytest.mark.parametrize("path", PAIRS[0])
def test_the_tree_is_the_tree(path):
    """Every file and folder that the README's tree names is there, and no room of the package is left out."""
    tree = re.search(r"^```\npytorch_study/\n(.*?)^```", read(path), re.MULTILINE | re.DOTALL)[1]
    rooms = set(re.findall(r"^[├└]── ([\w.]+)", tree, re.MULTILINE))
    package = ROOT / "pytorch_study"
    folders = {one.name for one in package.iterdir() if one.is_dir() and one.name != "__pycache__"}
    assert rooms & folders == folders
    files = set(re.findall(r"\w+\.py", tree))
    assert files <= {one.name for one in package.rglob("*.py")}
    assert {room for room in rooms if "." not in room} <= folders
    for folder in re.findall(r"(?:^|(?<= ))(\w+)/", tree[tree.index("\nbenchmarks/") :], re.MULTILINE):
        assert (ROOT / folder).is_dir()


def test_the_documents_name_modules_that_exist():
    """A Python file between backticks is one of ours: `engine/loop.py`, `benchmarks/plain.py`, `rng.py`."""
    folders = [ROOT / name for name in ("pytorch_study", "benchmarks", "tests", "examples")]
    files = [f"/{path.relative_to(ROOT)}" for folder in folders for path in folder.rglob("*.py")]
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        if path.name in ("log.md", "CHANGELOG.md", "GLOSSARY.md"):  # these tell what was
            continue
        for name in re.findall(r"`([\w/]+\.py)\b", path.read_text("utf-8")):
            if not name.endswith(("NAME.py", "名字.py")):
                assert any(file.endswith(f"/{name}") for file in files), f"{path.name}: {name}"


def test_the_first_two_commands_set_everything_up():
    for path in PAIRS[0]:
        train, tests = blocks(path, "bash")[:2]
        for command in (train, tests):
            assert command.count("\n") == 1
            assert "venv" in command
        assert "train mnist" in train
        assert "pytest" in tests
    assert CliRunner().invoke(main, ["lessons"]).exit_code == 0
