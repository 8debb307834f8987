"""Mistakes in the data: order, scaling, labels, and what the test set has to do with the training."""

from collections.abc import Iterator
from typing import Any

from pytorch_study.diagnosis.records import Finding, Records, Site


def _sets(r: Records) -> list[dict[str, Any]]:
    return list(r.facts.get("data", {}).values())


def _find(r: Records, pattern: str) -> Site | None:
    return next((Site(file, line) for file, line, _ in r.sources.find(pattern)), None)


def inputs_not_normalised(r: Records) -> Iterator[Finding]:
    """Inputs as they come: pixels up to 255, columns of very different size."""
    for one in _sets(r):
        first = next((f.facts["first"] for f in r.forwards if f.grad and f.site == one["site"]), "")
        if "Norm" in first or first.startswith("Embedding") or one["columns"] < 2:
            continue
        small, middle, large = one["column_std"]
        pixels = one["low"] >= 0 and one["high"] > 100 and one["mean"] > 5
        uneven = (large > 30 and large > 100 * max(middle, 1e-9)) or (large > 50)
        shifted = one["column_mean"] > 20 and one["column_mean"] > 20 * max(large, 1e-9)
        if pixels or uneven or shifted:
            seen = {
                "mean": one["mean"],
                "std": one["std"],
                "largest": one["high"],
                "column_std": [small, middle, large],
            }
            cure = "x = x / 255" if pixels and one["high"] <= 255 else "x = (x - x_train.mean(0)) / x_train.std(0)"
            yield Finding("inputs_not_normalised", False, _loading_line(r) or one["site"], seen, cure)
            return


def _loading_line(r: Records) -> Site | None:
    return _find(r, r"torch\.(tensor|from_numpy|as_tensor|FloatTensor)\(|\.float\(\)|astype\(\s*(np\.|['\"])?float")


def scaling_differs(r: Records) -> Iterator[Finding]:
    """The test's inputs are scaled in another way than the training's."""
    for one in _sets(r):
        for ev in one["evaluations"]:
            if ev["count"] < 4 or not one["std"]:
                continue
            ratio = (ev["std"] + 1e-9) / (one["std"] + 1e-9)
            shift = abs(ev["mean"] - one["mean"]) / (one["std"] + 1e-9)
            if max(ratio, 1 / ratio) > 2 or shift > 0.8:
                seen = {
                    "train_mean": one["mean"],
                    "train_std": one["std"],
                    "test_mean": ev["mean"],
                    "test_std": ev["std"],
                }
                sure = max(ratio, 1 / ratio) > 10
                yield Finding(
                    "scaling_differs", sure, ev["site"], seen, "x_test = (x_test - x_train.mean(0)) / x_train.std(0)"
                )
                return


def uint8_wraps(r: Records) -> Iterator[Finding]:
    """Bytes that have gone below 0 or above 255 and come out at the other end."""
    for site, share, symbol in r.facts.get("wraps", ()):
        yield Finding(
            "uint8_wraps", True, site, {"share": share, "operation": symbol}, "x = x.float()  # before any arithmetic"
        )
        return


def not_shuffled(r: Records) -> Iterator[Finding]:
    """Batches come in an order that goes by the label."""
    for one in _sets(r):
        within = one.get("within")
        if (
            within is not None
            and within < 0.6
            and (one["same_order"] or one["shown"] <= 1.05 * one["distinct"])
            and one.get("classes", 9) > 1
        ):
            loaders = [
                w for w in r.facts.get("loaders", ()) if w["sampler"] == "SequentialSampler" and len(w["steps"]) > 0
            ]
            site = loaders[0]["site"] if loaders else one["site"]
            seen = {"variety_in_a_batch": within, "expected": 1.0, "same_order_each_epoch": one["same_order"]}
            cure = "DataLoader(dataset, batch_size=..., shuffle=True)" if loaders else "order = torch.randperm(len(x))"
            yield Finding("not_shuffled", within < 0.25 and one["same_order"], site, seen, cure)
            return


def labels_shuffled(r: Records) -> Iterator[Finding]:
    """Nothing can be learned from these pairs that could not be learned from shuffled ones."""
    for one in _sets(r):
        value = one.get("learnable")
        if value is None or one.get("count", 0) < 100 or value > 3.0 or one["columns"] < 2:
            continue
        site = None
        for pattern in (r"shuffle\(|randperm|permutation|argsort|sample\(",):
            for file, line, text in r.sources.find(pattern):
                if "DataLoader" not in text and "shuffle=" not in text:
                    site = site or Site(file, line)
        if site and (value < 2.0 or one.get("classes", 0) > 3):
            yield Finding(
                "labels_shuffled",
                False,
                site,
                {"better_than_chance": value, "pairs": one["count"]},
                "order = torch.randperm(len(x))\nx, y = x[order], y[order]",
            )
            return


def test_in_training(r: Records) -> Iterator[Finding]:
    """Examples of the test set were trained on."""
    for one in _sets(r):
        if one["columns"] < 3:
            continue
        for ev in one["evaluations"]:
            share, mirrored = ev["overlap"], ev["mirrored"]
            names = r.sources.line(*ev["site"]).lower() if ev["site"] else ""
            around = (
                "\n".join(
                    r.sources.line(ev["site"].file, n) for n in range(max(1, ev["site"].line - 3), ev["site"].line + 1)
                ).lower()
                if ev["site"]
                else ""
            )
            said = any(word in names or word in around for word in ("test", "val", "held"))
            whole = share > 0.98
            if ev["count"] >= 10 and share > 0.05 and (not whole or (said and "train" not in around)):
                seen = {"share": share, "examples": int(share * ev["count"])}
                yield Finding(
                    "test_in_training",
                    not whole and share > 0.1,
                    _split_line(r) or ev["site"],
                    seen,
                    "train, test = x[:n], x[n:]  # no example in both",
                )
                return
            if ev["count"] >= 10 and mirrored > 0.1 and not whole and one["distinct"] > 20:
                yield Finding(
                    "test_in_training",
                    True,
                    _split_line(r) or ev["site"],
                    {"share": mirrored, "mirrored": True},
                    "# split first, mirror the training part only",
                )
                return
    cut = [one for one in r.facts.get("loaders", ()) if "base" in one]
    for k, one in enumerate(cut):
        for two in cut[k + 1 :]:
            both = one["indices"] & two["indices"]
            small = min(len(one["indices"]), len(two["indices"]))
            if (
                one["base"] == two["base"]
                and both
                and len(both) < len(one["indices"] | two["indices"])
                and small
                and len(both) > 0.02 * small
            ):
                yield Finding(
                    "test_in_training",
                    True,
                    _split_line(r) or two["site"],
                    {"examples": len(both)},
                    "train, test = random_split(dataset, [n, m])",
                )
                return


def _split_line(r: Records) -> Site | None:
    return _find(
        r,
        r"train_test_split|random_split|Subset\(|(x|y|X|Y|data|idx|index|perm|order)\w*\[\s*\w*\s*:\s*\w*\]|test\w*\s*=.*(\[|cat|concat)|choice\(",
    )


def test_augmented(r: Records) -> Iterator[Finding]:
    """The test's examples are changed at random, too."""
    random_sites = r.facts.get("random_items", {})
    for one in r.facts.get("loaders", ()):
        waits = [w for w in r.facts.get("waits", ()) if w["site"] == one["site"]]
        shuffled = one["sampler"] == "RandomSampler"
        if random_sites.get(one["site"]) and not shuffled and waits and len(r.facts["loaders"]) > 1:
            yield Finding(
                "test_augmented",
                True,
                one["site"],
                {"same_example_twice": "different"},
                "test_set = Dataset(..., transform=None)",
            )
            return
    for one in _sets(r):
        for ev in one["evaluations"]:
            if ev["changes"] > 0.5 and not ev["training"] and ev["count"] >= 10 and ev["overlap"] < 0.5:
                yield Finding(
                    "test_augmented",
                    False,
                    ev["site"],
                    {"changed_between_evaluations": ev["changes"], "passes": ev["passes"]},
                    "# augment the training batches only",
                )
                return


def scaler_before_split(r: Records) -> Iterator[Finding]:
    """Mean and deviation were taken over training and test examples together."""
    for one in _sets(r):
        for ev in one["evaluations"]:
            u = ev["union"]
            if not u or u["new"] < 10 or one["columns"] < 2:
                continue
            standard = u["mean"] < 2e-4 and u["std"] < 5e-3 and u["mean_alone"] > 5 * u["mean"] + 1e-3
            edges = u["edges"] < 1e-5 and u["edges_alone"] > 1e-4 and one["columns"] > 2
            if standard or edges:
                site = _find(r, r"fit_transform|\.fit\(|StandardScaler\(\)|\.mean\(|\.std\(|\.min\(|\.max\(")
                seen = {"mean_of_all": u["mean"], "mean_of_training": u["mean_alone"]}
                yield Finding(
                    "scaler_before_split",
                    True,
                    site or ev["site"],
                    seen,
                    "scaler.fit(x_train)\nx_train, x_test = scaler.transform(x_train), scaler.transform(x_test)",
                )
                return


def accuracy_wrong_dimension(r: Records) -> Iterator[Finding]:
    """The answer is chosen along the batch instead of along the classes."""
    shapes = {f.facts.get("output") for f in r.forwards}
    outputs = {s for s in shapes if s and len(s) >= 2}
    choices = [e for e in r.events if e.kind == "choice" and e.facts["shape"] in outputs]
    wrong = [e for e in choices if e.facts["dim"] == 0 and len(e.facts["shape"]) == 2]
    if wrong and len(wrong) >= 0.5 * len(choices):
        yield Finding(
            "accuracy_wrong_dimension",
            True,
            wrong[0].site,
            {"shape": list(wrong[0].facts["shape"]), "dim": 0},
            "prediction = output.argmax(dim=1)",
        )
        return
    for loss in r.losses:
        if loss.name == "cross_entropy" and len(loss.input) >= 3:
            for e in choices:
                if e.facts["shape"] == loss.input and e.facts["dim"] != 1:
                    yield Finding(
                        "accuracy_wrong_dimension",
                        True,
                        e.site,
                        {"shape": list(loss.input), "dim": e.facts["dim"]},
                        "prediction = output.argmax(dim=1)",
                    )
                    return


def always_majority(r: Records) -> Iterator[Finding]:
    """Every answer is the most frequent class."""
    for one in _sets(r):
        for ev in one["evaluations"]:
            share = one.get("majority_label", 0.0)
            if ev["answers"] >= 20 and ev["majority"] > 0.985 and share > 0.6 and one.get("classes", 0) >= 2:
                losses = [x.site for x in r.losses if x.training and x.site]
                site = _find(r, r"CrossEntropyLoss\(|BCEWithLogitsLoss\(|BCELoss\(") or (
                    losses[0] if losses else one["site"]
                )
                seen = {"one_answer": ev["majority"], "label_share": share}
                yield Finding(
                    "always_majority", False, site, seen, "criterion = nn.CrossEntropyLoss(weight=1 / counts)"
                )
                return
