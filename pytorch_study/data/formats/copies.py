"""The same data twice: an archive beside what was unpacked from it; and which files are one set."""

import re
from collections import Counter, defaultdict

from pytorch_study.data.formats.forms import ordered_digest
from pytorch_study.data.formats.readers import Found
from pytorch_study.text import say

ROLE_WORDS = {
    "train": re.compile(r"(?<![a-z])x?y?_?(train|training|data_?batch)(?![a-z])"),
    "validation": re.compile(r"(?<![a-z])x?y?_?(val|valid|validation)(?![a-z])"),
    "test": re.compile(r"(?<![a-z])x?y?_?(test|testing|t10k)(?![a-z])"),
}
PARTNER = re.compile(
    r"train(ing)?|valid(ation)?|val|test(ing)?|t10k|data|batch|images?|imgs?|pictures?|pixels|features|labels?|targets?|"
    r"class(es)?|idx|训练|测试|验证|图片|标签|集|\d+|[^a-z\u4e00-\u9fff]+|(?<![a-z])[xy](?![a-z])|(?<=train)[xy]|(?<=test)[xy]"
)
"""What may differ between the names of files that are one set: x_train.npy and y_test.npy."""
PACKED = re.compile(r"(\.(gz|bz2|xz|z))+$")
COPY = re.compile(r"([\s_-]*(copy|副本|复制)(\s*\d+)?|\s*\(\d+\))+(?=\.|$)")
"""What systems and browsers add to the name of a second copy."""


def role_of(names: tuple[str, ...]) -> str:
    """Whether names tell a training, validation or test set; the last name that tells counts."""
    for name in reversed(names):
        for role, word in ROLE_WORDS.items():
            if word.search(name.lower()):
                return role
    return ""


def family(name: str) -> str:
    """What is left of a file's name without the words that tell the parts of a set apart; partners have the same."""
    return PARTNER.sub("", PACKED.sub("", name.lower()))


def once(found: list[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """What was found without copies, and each copy with what it is a copy of.

    The same pictures with the same labels are a copy, but not as training and as test set. Where all pictures are
    alike, as in a stand-in, files beside each other may be equal without being copies: the same number of them in
    another folder or archive is one.
    """
    size = Counter(len(one.x) for one in found if one.x is not None)
    kept: list[Found] = []
    copies: list[tuple[Found, Found]] = []
    seen: dict[str, list[Found]] = defaultdict(list)
    places: Counter[tuple[str, str, str]] = Counter()
    for one in sorted(found, key=lambda one: not role_of(one.names)):  # those that tell their role first
        if one.x is None or one.y is None or size[len(one.x)] == 1:
            kept.append(one)
            continue
        digest, role = ordered_digest(one.x, one.y), role_of(one.names)
        same = [other for other in seen[digest] if role in ("", role_of(other.names))]
        if not (one.x == one.x[:1]).all():
            original = same[0] if same else None
        else:
            places[digest, role, one.source] += 1
            named = [other for other in same if other.source == one.source and _plain(other) == _plain(one)]
            others = [other for other in same if other.source != one.source]
            counted = places[digest, role, one.source] <= len(same) and bool(others)
            original = named[0] if named else others[0] if counted else None
        if original is None:
            kept.append(one)
            seen[digest].append(one)
        else:
            copies.append((original, one))
    order = {id(one): place for place, one in enumerate(found)}
    return sorted(kept, key=lambda one: order[id(one)]), copies


def where_twice(copies: list[tuple[Found, Found]]) -> dict[str, str]:
    """The places of copies and of their originals, for a sentence: folders or archives, or files of one place."""
    several = any(a.source != b.source for a, b in copies)
    both = ([pair[which] for pair in copies] for which in (0, 1))
    kept, twice = (list(dict.fromkeys((one.source if several else one.where).rstrip("/: ") for one in s)) for s in both)
    return {"kept": _some(kept), "copies": _some(twice)}


def _some(places: list[str]) -> str:
    if len(places) > 3:
        return say("data.and_more", first=places[0], count=len(places))
    return say("done.comma").join(places)


def _plain(one: Found) -> str:
    """The name of a file without what marks a copy, or that it is packed."""
    return "/".join(COPY.sub("", PACKED.sub("", name.lower())) for name in one.names)
