"""Mistakes between training and test: the same examples, other examples each time, a scaler or a choice that saw both."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.kinds.shared import find, sets
from pytorch_study.diagnosis.records import Finding, Records, Site

CUTS = (
    r"train_test_split|random_split|Subset\(|(x|y|X|Y|data|idx|index|perm|order|rows|ids)\w*\[\s*\w*\s*:\s*\w*\]"
    r"|test\w*\s*=.*(\[|cat|concat)|choice\("
)
RANDOM = re.compile(r"rand|normal|shuffle|choice|uniform|bernoulli|dropout")


def test_in_training(r: Records) -> Iterator[Finding]:
    """Examples of the test set were trained on."""
    for one in sets(r):
        if one["columns"] < 3 or 2 ** min(one["bits"], 60) < 100 * one["distinct"] or one["bits"] < 12:
            continue  # equal examples are no surprise
        for ev in one["evaluations"]:
            share, mirrored = ev["overlap"], ev["mirrored"]
            if ev["count"] < 10 or ev["apart"] or ev["covered"] > 0.9:
                continue  # two sets in turn; or all that there is, as a graph is
            if not one["floating"] and ev["distinct"] < 0.98 * ev["count"]:
                continue  # words come again
            names = _names(r, ev)
            said = flow.means(names, flow.TEST) or flow.means(names, flow.VALIDATION)
            nearest = _nearest(r, ev)  # around `accuracy(net, val_x, val_y)` there may be `train(x, y, val_x, val_y)`
            discrete = (one["integers"] or one["coarse"]) and one["bits"] < 64  # such rows come again by nature
            if share > 0.05 and (share <= 0.98 or (said and not flow.means(nearest, flow.TRAIN))) and not discrete:
                yield Finding(
                    "test_in_training",
                    0.1 < share <= 0.98 and said,
                    _split_line(r, ev),
                    {"share": share, "examples": int(share * ev["count"])},
                    "train, test = x[:n], x[n:]  # no example in both",
                )
                return
            if mirrored > 0.1 and share <= 0.98 and one["distinct"] > 20:
                seen = {"share": mirrored, "mirrored": True}
                cure = "# split first, mirror the training part only"
                yield Finding("test_in_training", True, _split_line(r, ev), seen, cure)
                return
    cut = [one for one in r.facts.get("loaders", ()) if "base" in one]
    for k, one in enumerate(cut):
        for two in cut[k + 1 :]:
            both = one["indices"] & two["indices"]
            small = min(len(one["indices"]), len(two["indices"]))
            if (
                one["base"] == two["base"]
                and one["trained"] != two["trained"]  # else two trainings, each with its part
                and both
                and len(both) < len(one["indices"] | two["indices"])
                and small
                and len(both) > 0.02 * small
                and len(cut) <= 4  # more of them: folds
                and not _of_the_training(r, *((one, two) if one["trained"] else (two, one)), cut)
            ):
                yield Finding(
                    "test_in_training",
                    True,
                    find(r, CUTS) or two["site"],
                    {"examples": len(both)},
                    "train, test = random_split(dataset, [n, m])",
                )
                return


def _of_the_training(r: Records, trained: dict[str, Any], other: dict[str, Any], cut: list[dict[str, Any]]) -> bool:
    """Whether a loader is there to see the training accuracy: it says so, or another one is there for the test."""
    names = flow.names_at(r.sources, other["site"]) if other["site"] else set()
    said = [flow.means(names, which) for which in (flow.TRAIN, flow.TEST, flow.VALIDATION)]
    if said == [True, False, False]:
        return True
    apart = [
        one
        for one in cut
        if not one["trained"] and one["base"] == trained["base"] and not one["indices"] & trained["indices"]
    ]
    return not any(said[1:]) and other["indices"] <= trained["indices"] and bool(apart)


def _names(r: Records, ev: dict[str, Any]) -> set[str]:
    """The names in the lines that led to an evaluation."""
    return set().union(*(flow.names_at(r.sources, site) for site in ev["chain"]), set())


def _nearest(r: Records, ev: dict[str, Any]) -> set[str]:
    """The names of the innermost line that says which set an evaluation is of."""
    for site in ev["chain"]:
        names = flow.names_at(r.sources, site)
        if any(flow.means(names, which) for which in (flow.TRAIN, flow.VALIDATION, flow.TEST)):
            return names
    return set()


def _split_line(r: Records, ev: dict[str, Any]) -> Site | None:
    """The line that says which examples the test gets."""
    for site in ev["chain"]:
        for place, _ in flow.origins(r.sources, site):
            if re.search(CUTS, r.sources.line(*place).split("#")[0]):
                return place
    return find(r, CUTS) or ev["site"]


def test_augmented(r: Records) -> Iterator[Finding]:
    """The test's examples are changed at random, too."""
    random_sites = r.facts.get("random_items", {})
    cure = "test_set = Dataset(..., transform=None)"
    for one in r.facts.get("loaders", ()):
        waits = [w for w in r.facts.get("waits", ()) if w["site"] == one["site"]]
        shuffled = one["sampler"] == "RandomSampler"
        near = random_sites.get(one["site"])
        changed = near is not None and (near < 0.7 or _changes(r, one["class"]))
        if changed and not shuffled and not one["trained"] and waits and len(r.facts["loaders"]) > 1:
            yield Finding("test_augmented", False, one["site"], {"same_example_twice": "different"}, cure)
            return
    # Where one network's inputs stay the same, those of another one in the same line are made from its outputs.
    steady = {ev["chain"] for one in sets(r) for ev in one["evaluations"] if ev["moments"] > 1 and ev["changes"] <= 0.5}
    for one in sets(r):
        for ev in one["evaluations"]:
            if ev["count"] < 10 or ev["overlap"] > 0.5 or ev["chain"] in steady:
                continue
            if ev["changes"] > 0.5 and ev["moments"] > 1 and not ev["training"]:
                seen = {"changed_between_evaluations": ev["changes"], "passes": ev["passes"]}
                yield Finding("test_augmented", False, ev["site"], seen, "# augment the training batches only")
                return
            place = _augmenting(r, ev)
            if place is not None:
                yield Finding("test_augmented", False, place, {"passes": ev["passes"]}, cure)
                return


def _changes(r: Records, name: str) -> bool:
    """Whether a data set's class speaks of changing the examples that it has: else it makes them up."""
    for file in r.sources.files:
        tree = r.sources.tree(file)
        for one in ast.walk(tree) if tree else ():
            if isinstance(one, ast.ClassDef) and one.name == name:
                return bool(re.search(r"transform|aug|flip|crop|roll|jitter|rotat|\btrain", ast.unparse(one)))
    return False


def _augmenting(r: Records, ev: dict[str, Any]) -> Site | None:
    """A line before an evaluation that hands its examples to something that changes them at random."""
    said = re.compile(r"aug|flip|jitter|crop|rotat|distort")
    if not any(said.search(r.sources.text(file).lower()) for file in r.sources.files):
        return None
    chain: tuple[Site, ...] = ev["chain"]
    for site in chain:
        for place, names in [(site, flow.names_at(r.sources, site)), *flow.origins(r.sources, site, steps=2)]:
            called = {name for name in names if said.search(name.lower())}
            tree = r.sources.tree(place.file)
            for one in ast.walk(tree) if tree and called else ():
                if isinstance(one, ast.FunctionDef) and one.name in called and RANDOM.search(ast.unparse(one)):
                    return place
    return None


def scaler_before_split(r: Records) -> Iterator[Finding]:
    """Mean and deviation were taken over training and test examples together."""
    for one in sets(r):
        for ev in one["evaluations"]:
            u = ev["union"]
            if not u or u["new"] < 10 or one["columns"] < 2:
                continue
            standard = u["mean"] < 2e-4 and u["std"] < 5e-3 and u["mean_alone"] > 5 * u["mean"] + 1e-3
            edges = u["edges"] < 1e-5 and u["edges_alone"] > 1e-4 and one["columns"] > 2
            if standard or edges:
                site = find(r, r"fit_transform|\.fit\(|StandardScaler\(\)|\.mean\(|\.std\(|\.min\(|\.max\(")
                seen = {"mean_of_all": u["mean"], "mean_of_training": u["mean_alone"]}
                yield Finding(
                    "scaler_before_split",
                    True,
                    site or ev["site"],
                    seen,
                    "scaler.fit(x_train)\nx_train, x_test = scaler.transform(x_train), scaler.transform(x_test)",
                )
                return


BEST = re.compile(r"(^|_)(best|max|top|min|lowest|highest|record)")


def best_on_test(r: Records) -> Iterator[Finding]:
    """The best epoch is picked by the test set's score."""
    for one in sets(r):
        mine = [ev for ev in one["evaluations"] if ev["overlap"] < 0.5 and ev["count"] >= 5]
        for ev in mine:
            if ev["moments"] < 2:
                continue
            for site in ev["chain"]:
                place = _test_line(r, site, ev, mine)
                if place is not None and _chosen(r, site):
                    yield Finding(
                        "best_on_test",
                        False,
                        place,
                        {"evaluations": ev["passes"]},
                        "# choose the epoch on a validation set cut from the training set; score the test set once",
                    )
                    return


def _test_line(r: Records, site: Site, ev: dict[str, Any], others: list[dict[str, Any]]) -> Site | None:
    """The line that says that an evaluation is the test set's: this one, or the one where its name was given."""
    names = flow.names_at(r.sources, site)
    if flow.means(names, flow.VALIDATION):
        return None
    if flow.means(names, flow.TEST):
        return site
    same = [one for one in others if one["set"] == ev["set"] and one is not ev]
    if any(flow.means(_names(r, one), flow.TEST) for one in same):
        for place, inside in flow.origins(r.sources, site, steps=1):
            if flow.means(inside, flow.TEST) and not flow.means(inside, flow.VALIDATION):
                return place
    return None


def _chosen(r: Records, site: Site) -> bool:
    """Whether something is kept by what the statement in this line computes."""
    stmt = flow.statement(r.sources, site)
    if stmt is None:
        return False
    made = flow.derived(r.sources, site.file, flow.targets(stmt)) if flow.targets(stmt) else set()
    tree = r.sources.tree(site.file)
    for one in ast.walk(tree) if tree else ():
        if isinstance(one, ast.Compare) and not isinstance(one.ops[0], ast.Eq | ast.NotEq | ast.In | ast.Is):
            names = flow.names_in(one)
            own = one in [part for head in flow.own_part(stmt) for part in ast.walk(head)]
            if (names & made or own) and any(BEST.search(name.lower()) for name in names):
                return True
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in ("max", "min"):
            names = set().union(*(flow.names_in(arg) for arg in one.args), set())
            if names & made and (len(one.args) == 1 or any(BEST.search(name.lower()) for name in names)):
                return True
    return False
