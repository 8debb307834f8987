"""Every sentence in both languages, every sentence used, every used sentence there."""

import re
import string

import pytest
from helpers import ROOT

from pytorch_study import lessons, text
from pytorch_study.data.augment import CHANGES
from pytorch_study.errors import DataError, nearest
from pytorch_study.recipe import fields
from pytorch_study.task import find_task
from pytorch_study.text.page import PAGE
from pytorch_study.text.sentences import SENTENCES

SOURCES = {
    p: p.read_text("utf-8")
    for p in (ROOT / "pytorch_study").rglob("*")
    if p.suffix in (".py", ".js", ".html") and p.parent.name != "text" and p.name != "errors.py"
}
ERRORS = re.compile(r'(?:UsageError|DataError|CheckpointError|DiskError|DivergedError|Stopped|StudyError)\(\s*"(\w+)"')


def blanks(sentence):
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_both_languages_say_the_same(key):
    zh, en = SENTENCES[key]
    assert zh.strip()
    assert en.strip()
    assert blanks(zh) == blanks(en)
    assert not re.search("[一-鿿]", en), "Chinese in the English half"
    if re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", zh):
        assert re.search("[一-鿿]", zh), "no Chinese in the Chinese half"


def used_keys():
    for path, source in SOURCES.items():
        for key in re.findall(r'(?:say|caption|_text)\(\s*"([\w.]+)"', source):
            yield path, key
        for key in re.findall(r'"(page\.(?:\w+\.)*\w+)"', source):
            yield path, key
        for key in ERRORS.findall(source):
            yield path, f"error.{key}"


def test_every_used_sentence_is_there():
    missing = {(path.name, key) for path, key in used_keys() if key not in SENTENCES}
    assert not missing


@pytest.mark.parametrize("name", lessons.SHELF)
def test_the_page_has_words_for_what_each_lesson_is_measured_by(name):
    headline = find_task(lessons.get(name).task).headline
    for key in (f"page.chart.{headline}", f"page.train.test_{headline}", f"page.runs.measure.val_{headline}"):
        assert key in SENTENCES


def test_every_sentence_is_used():
    everything = "\n".join(SOURCES.values())
    said = set(re.findall(r"(?<=[\"'{(])[^\"'{}()\s]+(?=[\"'})])", everything))
    stems = "diagnose|kind|look|metric|mistake|option|report|slip|table"
    formed = re.findall(rf'f"((?:{stems})\.[^"]+)"', everything)  # f"look.{measure}"
    formed += [form.replace("${", "{") for form in re.findall(r"`(page\.[^`]+)`", everything)]  # `page.${room}.tab`
    patterns = [re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(form)) for form in formed]
    families = ("option.",)
    for key in SENTENCES:
        quoted = key in said or f'"{key.removeprefix("error.")}"' in everything
        assert quoted or key.startswith(families) or any(re.fullmatch(pattern, key) for pattern in patterns), (
            f"{key} is never said"
        )


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"PYTORCH_STUDY_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"PYTORCH_STUDY_LANG": "EN"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5", "LC_ALL": ""}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_preferred_language(environ, expected):
    assert text.preferred(environ) == expected


def test_an_error_speaks_the_language_of_the_moment():
    error = DataError("no_rows", path="a.csv")
    assert "no rows" in str(error)
    text.use("zh")
    assert "没有数据" in str(error)
    assert error.exit_code == 3


def test_nearest():
    assert "`mnist`" in nearest("mnits", ["mnist", "regression"])
    assert "Did you mean" not in nearest("zzz", ["mnist", "regression"])


def test_the_page_has_a_box_for_every_change_and_a_name_for_every_field_of_the_shelf():
    """A change without a box was silently left out of a training started on the page."""
    source = (ROOT / "pytorch_study" / "playground" / "page" / "train.js").read_text("utf-8")
    boxes = re.findall(r'"(\w+)"', re.search(r"const AUGMENT = \[(.*)\]", source)[1])
    assert sorted(boxes) == sorted(CHANGES)
    for recipe in (recipe for name in lessons.SHELF for recipe in lessons.get(name).recipes.values()):
        names = [change.partition(":")[0] for change in recipe.augment]
        assert names == [box for box in boxes if box in names], "the boxes' order is the recipes' order"
        assert {f"page.train.field.{field}" for field in fields(recipe)} <= set(PAGE)
    assert {f"page.train.augment.{name}" for name in CHANGES} <= set(PAGE)


def test_what_is_proposed_stands_apart_from_the_next_sentence():
    for key, (zh, en) in SENTENCES.items():
        assert not re.search(r"\{nearest\}\w", en), key
        assert "{nearest} " not in zh, key
