"""The corpus of `diagnose`: what it holds, what proves it, and what is measured with it."""

import ast
import json

import pytest

from benchmarks import cures, diagnose_cures, diagnose_others, diagnose_peers, diagnose_tables, diagnose_worse, figures
from benchmarks import diagnose as corpus
from pytorch_study import measurements
from pytorch_study.diagnosis.judging import KINDS

OWN, APART, OTHERS = (corpus.cases(part) for part in ("cases", "kept_apart", "others"))


def told(case):
    return json.loads((case.folder / "case.json").read_text("utf-8"))


def test_the_corpus_is_as_large_as_the_docs_say():
    both = [*OWN, *APART]
    assert len(both) >= 120
    assert 3 * len(APART) >= len(both)
    assert sum(bool(told(one)["source"]) for one in both) >= 60
    for part in (OWN, APART):
        assert {one.kind for one in part} == set(KINDS)
    assert all(sum(one.kind == kind for one in OWN) >= 2 for kind in KINDS)
    assert all(told(one)["source"] == "" or told(one)["source"].startswith("https://") for one in both)


def test_what_is_proven_is_proven_of_the_scripts_as_they_stand():
    """`python -m benchmarks diagnose worse` runs those that are not, and goes on where it was stopped."""
    proof = json.loads(diagnose_worse.KEPT.read_text("utf-8"))
    for part in diagnose_worse.PARTS:
        there = {one.name: one for one in corpus.cases(part)}
        assert set(proof[part]) <= set(there)
        stale = [n for n, row in proof[part].items() if row["scripts"] != diagnose_worse.fingerprint(there[n])]
        assert not stale
        assert not [n for n, row in proof[part].items() if not row["worse"]]
        for row in proof[part].values():
            assert row["worse"] == diagnose_worse.is_worse(row["sick"], row["twin"])


def test_worse_means_lower_in_the_mean_and_with_four_of_five_seeds():
    assert diagnose_worse.is_worse([1, 1, 1, 1, 3], [2, 2, 2, 2, 2])
    assert not diagnose_worse.is_worse([1, 1, 1, 3, 3], [2, 2, 2, 2, 2])
    assert not diagnose_worse.is_worse([1, 1, 1, 1, 9], [2, 2, 2, 2, 2])
    assert diagnose_worse.is_worse([None, 1, 1, 1, float("nan")], [2, 2, 2, 2, 2])
    assert not diagnose_worse.is_worse([2, 2, 2, 2, 2], [2, 2, 2, 2, 2])


EXACT = {
    "accuracy_wrong_dimension__argmax0": "prediction = output.argmax(dim=1)",
    "clipping_misplaced__after": "loss.backward()\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    "dropout_always_on__functional": "F.dropout(x, p, training=self.training)",
    "graph_kept__total": "total += loss.item()",
    "not_shuffled__loader": "DataLoader(dataset, batch_size=..., shuffle=True)",
    "samples_mixed__batch_first": "nn.LSTM(..., batch_first=True)",
    "step_missing__lstm": "loss.backward()\noptimizer.step()",
    "uint8_wraps__times": "x = x.float()  # before any arithmetic",
    "zero_grad_misplaced__functions": "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    "zero_grad_missing__steps": "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
}
"""Cures as the report states them; applied at the mistake's line they make the healthy twin, word for word."""


@pytest.mark.parametrize("name", EXACT)
def test_a_cure_is_applied_from_its_words_and_its_line(name):
    case = next(one for one in OWN if one.name == name)
    sick, twin = ((case.folder / script).read_text("utf-8") for script in ("sick.py", "twin.py"))
    changed = cures.applied(sick, {"kind": case.kind, "line": case.lines[0], "cure": EXACT[name]})
    assert changed is not None
    assert changed.split() == twin.split()


def test_a_cure_in_words_is_not_counted_as_proven():
    finding = {"kind": "best_on_test", "line": 3, "cure": "# choose the epoch on a validation set"}
    assert cures.applied("a = 1\nb = 2\nc = 3\n", finding) is None
    assert not diagnose_cures.same("# weight the classes", "a = 1\n", "weight = 2\n")
    assert diagnose_cures.same("criterion = nn.CrossEntropyLoss(weight=1 / counts)", "a = 1\n", "a = f(weight=2)\n")
    words = {"case": "x", "kind": "y", "way": "words", "gone": False, "reached": False}
    done = {**words, "way": "applied", "gone": True, "reached": True}
    counts = diagnose_cures.count([words, done, {**done, "reached": False}])
    assert counts == {
        "cases": 3, "applied": 2, "same": 0, "words": 1, "gone": 2, "healed": 1, "applied_healed": 1,
    }  # fmt: skip


def test_a_cured_score_reaches_the_twins_or_nearly():
    proof = {"sick": [0.0] * 5, "twin": [1.0, 1.0, 1.0, 1.0, 0.8]}
    assert diagnose_cures.reaches([0.8, 0.8, 0.8], proof)
    assert not diagnose_cures.reaches([0.7, 0.7, 0.7], proof)
    assert not diagnose_cures.reaches([0.9, None, 0.9], proof)
    assert not diagnose_cures.reaches([0.9, 0.9, 0.9], None)


def test_every_script_of_other_libraries_has_a_kind_a_line_and_a_twin():
    assert len(OTHERS) == 20
    for one in OTHERS:
        sick, twin = ((one.folder / name).read_text("utf-8") for name in ("sick.py", "twin.py"))
        assert one.kind in KINDS
        assert sick != twin
        assert all(0 < line <= len(sick.splitlines()) for line in one.lines)
        nodes = list(ast.walk(ast.parse(sick)))
        imported = {name.name.split(".")[0] for one in nodes if isinstance(one, ast.Import) for name in one.names}
        imported |= {one.module.split(".")[0] for one in nodes if isinstance(one, ast.ImportFrom)}
        assert imported & set(diagnose_others.VERSIONS)


def test_peers_are_counted_by_the_kinds_that_their_rules_mean():
    case = next(one for one in APART if one.kind == "softmax_twice")
    twin = str(case.folder / "twin.py")
    remarks = [(str(case.folder / "sick.py"), "TG005", case.lines[0]), (twin, "missing_clip", None)]
    summary = diagnose_peers.count(remarks)["summary"]
    assert (summary["found"], summary["line"], summary["false"]) == (1, 1, 0)
    assert summary["kept_apart_found"] == 1
    assert diagnose_peers.count([(twin, "TG005", 1)])["summary"]["false"] == 1
    assert set(diagnose_peers.MEANS.values()) <= set(KINDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_by_kind_holds_every_kind_and_its_misses(language, tmp_path):
    table = diagnose_tables.by_kind(language)
    assert all(f"| `{kind}` |" in table for kind in KINDS)
    counts = json.loads((measurements.RESULTS / "diagnose.json").read_text("utf-8"))["parts"]["kept_apart"]["summary"]
    assert f"{counts['found']} / {counts['cases']}" in table.splitlines()[-1]
    (tmp_path / language).mkdir()
    page = tmp_path / language / "page.md"
    page.write_text("x\n<!--kinds-->\nold\n<!--/kinds-->\ny", "utf-8")
    assert figures.filled(page) == f"x\n<!--kinds-->\n{table}<!--/kinds-->\ny"
    page.write_text("<!--measures-->\n<!--/measures-->", "utf-8")
    assert "diagnose worse" in figures.filled(page)


def test_the_rows_of_the_table_by_kind_add_up_to_its_last():
    """Those of the other tools too: they may have read the corpus when it was smaller."""
    cells = [[cell.strip(" *") for cell in row.split("|")[2:-1]] for row in diagnose_tables.by_kind("en").splitlines()]
    *rows, totals = cells[2:]
    pairs = [
        [[int(n) for n in cell.split(" / ")] if "/" in cell else [0, 0] for cell in row] for row in [*rows, totals]
    ]
    *each, whole = pairs
    assert [[sum(row[i][k] for row in each) for k in (0, 1)] for i in range(len(whole))] == whole
    assert len(whole) == 4 + len(diagnose_peers.VERSIONS)
