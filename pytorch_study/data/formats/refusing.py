"""What is there instead of the official data: how many pictures of which part, and what of them is there twice."""

from pathlib import Path

from pytorch_study.data.formats.copies import where_twice
from pytorch_study.data.formats.forms import Form
from pytorch_study.data.formats.gathering import by_role
from pytorch_study.data.formats.readers import Found
from pytorch_study.errors import DataError
from pytorch_study.text import say


def why_not(
    found: list[Found], form: Form, path: Path, copies: list[tuple[Found, Found]], named: tuple[list[Found], list[Path]]
) -> DataError | None:
    """What is there instead of the official data; None if there are no pictures of their size.

    Args:
        found: what is there, without copies.
        form: the official data.
        path: the place that was named.
        copies: what was there twice.
        named: of a file, what it holds itself, and the partners that were read with it.
    """
    if not found:
        return None
    counts = _counts(found)
    train, test, rest = counts["train"] + counts["validation"], counts["test"], counts[""]
    where = found[0].where if len(found) == 1 else path
    if form.name == "MNIST" and 42_000 in (train, rest):
        return DataError("kaggle_digits", path=where)
    expected = {"train": f"{form.train.count:,}", "test": f"{form.test.count:,}"}
    if not test and (train or rest) == form.train.count:
        return DataError("no_test_part", path=where, name=form.name, **expected)
    if (train, test) == (
        form.train.count,
        form.test.count,
    ) or train + test + rest == form.train.count + form.test.count:
        return DataError("other_pictures", path=where, name=form.name, count=f"{train + test + rest:,}")
    twice = say("data.twice_there", **where_twice(copies)) if copies else ""
    there = _listed(counts) + twice
    alone, beside = named
    if alone and beside and _listed(own := _counts(alone)) != _listed(counts):
        names = ", ".join(file.name for file in beside)
        values = {"own": _listed(own), "partners": names, "there": there, "name": form.name, **expected}
        return DataError("other_count_beside", path=path, **values)
    return DataError("other_count", path=where, name=form.name, there=there, **expected)


def _counts(found: list[Found]) -> dict[str, int]:
    """How many labelled pictures there are of each role."""
    return {role: sum(len(one.y) for one in some if one.y is not None) for role, some in by_role(found).items()}


def _listed(counts: dict[str, int]) -> str:
    parts = {
        "data.pictures_train": counts["train"] + counts["validation"],
        "data.pictures_test": counts["test"],
        "data.pictures_rest": counts[""],
    }
    return say("done.comma").join(say(key, count=f"{count:,}") for key, count in parts.items() if count)
