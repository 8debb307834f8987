"""Code and texts obey GLOSSARY.md: no banned name is defined, no banned phrase is written, terms correspond."""

import ast
import re
from collections import defaultdict

import pytest
from helpers import ROOT

from pytorch_study.text.sentences import SENTENCES

GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf-8")
PACKAGE = ROOT / "pytorch_study"
CODE = [path for room in ("pytorch_study", "benchmarks", "examples") for path in sorted((ROOT / room).rglob("*.py"))]
EXEMPT = PACKAGE / "renamed.py"
"""Old names of learners' files go on working there."""
PAGE = [path for path in (PACKAGE / "playground" / "page").iterdir() if path.suffix in (".js", ".html", ".css")]
TEXTS = [path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.name != "GLOSSARY.md"]


def tables():
    """Heading: the rows below it, each a list of cells; the heads of tables left out."""
    found, heading = defaultdict(list), ""
    for line in GLOSSARY.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| ") and not line.startswith(("| English", "| banned")):
            found[heading].append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


TABLES = tables()
BANNED = [(row[0].strip("`"), row[1], row[2].strip("`")) for row in TABLES.pop("不再使用的标识符 · Banned identifiers")]
BANNED_ZH = TABLES.pop("不再使用的中文说法 · Banned Chinese variants")
BANNED_EN = TABLES.pop("不再使用的英文说法 · Banned English phrases")
TERMS = [row for rows in TABLES.values() for row in rows]


def arguments(node):
    every = node.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    return {one.arg for one in named if one}


def stored(nodes):
    """What assignments, loops, `with` and imports under these nodes bind."""
    found = set()
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name | ast.Attribute) and isinstance(one.ctx, ast.Store):
                found.add(one.id if isinstance(one, ast.Name) else one.attr)
            elif isinstance(one, ast.alias):
                found.add(one.asname or one.name.split(".")[-1])
            elif isinstance(one, ast.ExceptHandler) and one.name:
                found.add(one.name)
    return found


FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign)


def definitions(tree):
    """Scope: the names that a module defines in it; `*`: all of them, `""`: at its top level."""
    found = defaultdict(set)
    found["*"] |= stored([tree])
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTION, ast.ClassDef)):
            found["*"].add(node.name)
        if isinstance(node, (*FUNCTION, ast.Lambda)):
            found["*"] |= arguments(node)
        if isinstance(node, FUNCTION):
            found[f"def {node.name}"] |= arguments(node)
        if isinstance(node, ast.ClassDef):
            body = found[f"class {node.name}"]
            body |= {one.name for one in node.body if isinstance(one, FUNCTION)}
            body |= stored([one for one in node.body if isinstance(one, SIMPLE)])
            body |= {
                one.attr
                for one in ast.walk(node)
                if isinstance(one, ast.Attribute)
                and isinstance(one.ctx, ast.Store)
                and isinstance(one.value, ast.Name)
                and one.value.id == "self"
            }
    found[""] |= {one.name for one in tree.body if isinstance(one, (*FUNCTION, ast.ClassDef))}
    found[""] |= stored([one for one in tree.body if isinstance(one, SIMPLE)])
    return found


DEFINED = {path: definitions(ast.parse(path.read_text("utf-8"))) for path in CODE if path != EXEMPT}


@pytest.mark.parametrize(("name", "use", "scope"), BANNED, ids=lambda value: value)
def test_a_banned_identifier_is_not_defined(name, use, scope):
    """Also that the scope exists: a ban on a module or class that is not there would check nothing."""
    if scope in ("file", "data"):
        folder = PACKAGE / "data" if scope == "data" else PACKAGE
        assert not [path for path in folder.rglob(name) if "__pycache__" not in path.parts], f"use {use}"
        return
    if scope.endswith(".py"):
        assert (PACKAGE / scope).exists()
        assert name not in DEFINED[PACKAGE / scope][""], f"use {use}"
        return
    assert scope == "*" or any(scope in found for found in DEFINED.values())
    assert not [str(path.relative_to(ROOT)) for path, found in DEFINED.items() if name in found[scope]], f"use {use}"


def test_a_definition_is_seen_wherever_it_stands():
    source = (
        "import torch as bird\nA: int = 1\nB = C = 2\n"
        "def walk(one, *two, three=lambda four: 4, **five):\n    six = 6\n    for seven, eight in (): pass\n"
        "class Dog:\n    nine: int\n    def ten(self): self.eleven = (twelve := 12)\n"
    )
    found = definitions(ast.parse(source))
    assert found[""] == {"A", "B", "C", "walk", "Dog"}
    assert found["class Dog"] == {"nine", "ten", "eleven"}
    assert found["def walk"] == {"one", "two", "three", "five"}
    assert found["*"] >= {"bird", "four", "six", "seven", "eight", "twelve"} | found[""] | found["class Dog"]


def found_in(paths, phrase, flags=0):
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(phrase, line, flags):
                yield f"{path.relative_to(ROOT)}:{number}"


@pytest.mark.parametrize(("phrase", "use"), BANNED_ZH, ids=lambda value: value)
def test_a_banned_chinese_variant_is_not_written(phrase, use):
    assert not [*found_in([*TEXTS, *CODE, *PAGE], re.escape(phrase))], f"写“{use}”"


@pytest.mark.parametrize(("phrase", "use"), BANNED_EN, ids=lambda value: value)
def test_a_banned_english_phrase_is_not_written(phrase, use):
    said = [*TEXTS, *(path for path in PAGE if path.suffix == ".html"), *(PACKAGE / "text").glob("*.py")]
    assert not [*found_in(said, rf"\b{re.escape(phrase)}(ed|s|ing)?\b", re.IGNORECASE)], f"write: {use}"


def test_the_glossary_is_whole():
    assert 80 <= len(TERMS) <= 130
    assert all(len(row) == 4 and all(row) for row in TERMS)
    for column in (0, 1):
        terms = [row[column].strip("*").lower() for row in TERMS]
        assert len(set(terms)) == len(terms), [term for term in terms if terms.count(term) > 1]
    assert len(BANNED) >= 60
    assert len(BANNED_ZH) >= 10


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row[0])
def test_a_term_is_used(row):
    """Code and texts use it, in English or in Chinese; `batch size` stands for `batch_size` and `BatchSize`, too."""
    english = re.sub(r"[ -]", "[ _-]?", re.escape(row[0].strip("*")).replace("\\ ", " ").replace("\\-", "-"))
    assert [*found_in([*TEXTS, *CODE], f"(?i:{english})|{re.escape(row[1])}")]


@pytest.mark.parametrize("row", [row for row in TERMS if row[0].startswith("**")], ids=lambda row: row[0])
def test_a_term_has_one_chinese_word_in_all_sentences(row):
    english, chinese = row[0].strip("*"), row[1]
    word = re.compile(rf"\b{english.replace(' ', '[ -]')}s?\b", re.IGNORECASE)
    said = {key: zh for key, (zh, en) in SENTENCES.items() if word.search(re.sub("`[^`]*`|{[^}]*}", "", en))}
    assert said
    assert not {key: zh for key, zh in said.items() if chinese not in zh and not word.search(zh)}
