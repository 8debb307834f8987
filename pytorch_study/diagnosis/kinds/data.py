"""Mistakes in the data: order, scaling, labels, and what the test set has to do with the training."""

from collections.abc import Iterator

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.kinds.shared import find, sets
from pytorch_study.diagnosis.kinds.shuffles import one_sided
from pytorch_study.diagnosis.records import Finding, Records, Site


def inputs_not_normalised(r: Records) -> Iterator[Finding]:
    """Inputs as they come: pixels up to 255, columns of very different size."""
    for one in sets(r):
        first = next((f.facts["first"] for f in r.forwards if f.grad and f.site == one["site"]), "")
        if "Norm" in first or first.startswith("Embedding") or not one["floating"]:
            continue
        small, middle, large = one["column_std"]
        pixels = one["low"] >= 0 and one["high"] > 100 and one["mean"] > 5
        uneven = (large > 30 and large > 100 * max(middle, 1e-9)) or (large > 50)
        shifted = one["column_mean"] > 20 and one["column_mean"] > 20 * max(large, 1e-9)
        if (pixels and one["columns"] > 1) or uneven or shifted:
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
    return find(r, r"torch\.(tensor|from_numpy|as_tensor|FloatTensor)\(|\.float\(\)|astype\(\s*(np\.|['\"])?float")


def uint8_wraps(r: Records) -> Iterator[Finding]:
    """Bytes that have gone below 0 or above 255 and come out at the other end."""
    for site, share, symbol in r.facts.get("wraps", ()):
        how = "astype(np.float32)" if site in r.facts.get("wraps in numpy", ()) else "float()"
        cure = f"x = x.{how}  # before any arithmetic"
        yield Finding("uint8_wraps", True, site, {"share": share, "operation": symbol}, cure)
        return


def not_shuffled(r: Records) -> Iterator[Finding]:
    """Batches come in an order that goes by the label."""
    asked = [*r.facts.get("probe early", {}).items(), *r.facts.get("probe late", {}).items()]
    series = {str(model) for model, answers in asked if answers.get("alone")}
    for model, one in r.facts.get("data", {}).items():
        within = one.get("within")
        if (
            within is not None
            and model not in series  # whose steps have their order
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


def scaling_differs(r: Records) -> Iterator[Finding]:
    """The test's inputs are scaled in another way than the training's."""
    for one in sets(r):
        for ev in one["evaluations"]:
            if ev["distinct"] < 10 or not one["std"] or not one["floating"]:
                continue
            ratios = ev["inner"] or ev["core"], ev["std"] / one["std"]
            times = min(ev["stretch"], ev["core"], *(max(v, 1 / max(v, 1e-12)) for v in ratios))
            if times > 2.2 or ev["shifted"] > 3:
                seen = {
                    "train_mean": one["mean"],
                    "train_std": one["std"],
                    "test_mean": ev["mean"],
                    "test_std": ev["std"],
                }
                many = min(one["distinct"], ev["distinct"]) >= 20
                sure = times > 10 and many and one["columns"] > 1  # a single one may go on where the training's ends
                cure = "x_test = (x_test - x_train.mean(0)) / x_train.std(0)"
                yield Finding("scaling_differs", sure, ev["loader"] or ev["site"], seen, cure)
                return


def labels_shuffled(r: Records) -> Iterator[Finding]:
    """Nothing can be learned from these pairs that could not be learned from shuffled ones."""
    for one in sets(r):
        if one["columns"] < 2 or one.get("count", 0) < 20:
            continue
        changing = one["floating"] and one.get("changing", 0.0) > 0.8 and one.get("again", 0) >= 100
        value = one.get("learnable")
        # Measured on 40 to 150 rows of sklearn's sets and made-up ones: of 100 whole sets at most 2 are under 1.5.
        nothing = value is not None and value < (
            1.5 if one["count"] < 100 else 3.0 if one.get("classes", 0) > 3 else 2.0
        )
        places = list(one_sided(r.sources)) if changing or (nothing and one["floating"]) else []
        if places:
            inside = [place for place in places if flow.in_loop(r.sources, place)]
            site = (inside or places)[0] if changing else places[0]
            yield Finding(
                "labels_shuffled",
                changing and bool(inside),
                site,
                {"better_than_chance": value, "pairs": one["count"]},
                "order = torch.randperm(len(x))\nx, y = x[order], y[order]",
            )
            return
