"""Mistakes that make a score worth less than it looks: seeds, what is chosen on the test set, what was restored; and time."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from pytorch_study.diagnosis.records import Event, Finding, Optimizer, Records, Site


def checkpoint_partial(r: Records) -> Iterator[Finding]:
    """A checkpoint of which hardly anything was restored."""
    for e in r.events:
        if e.kind != "load":
            continue
        if (e.facts["fixed"] or _are_adapters(r, e)) and not e.facts["unexpected"]:
            continue  # only what was trained is restored
        keys, missing, same = e.facts["keys"], e.facts["missing"], e.facts["same"]
        parts = [one for one in r.events if one.kind == "load" and one.facts["module"] == e.facts["module"]]
        given = {one.site: one.facts["keys"] - one.facts["missing"] for one in parts}
        if missing and e.facts["unexpected"] == 0 and len(given) > 1 and sum(given.values()) >= keys:
            continue  # the network's weights in several files, such as those of LoRA beside the pretrained ones
        if keys and missing and (missing > 0.5 * keys or (e.facts["unexpected"] >= missing and missing > 0.3 * keys)):
            seen = {"missing": missing, "of": keys, "example": e.facts["example"], "in_file": e.facts["other"]}
            strict = "model.load_state_dict(state)  # strict"
            yield Finding("checkpoint_partial", missing >= 0.9 * keys, e.site, seen, strict)
            return
        if keys and same > 0.5 * keys and missing == 0 and same < keys:
            yield Finding(
                "checkpoint_partial",
                False,
                e.site,
                {"not_in_file": same, "of": keys},
                "model.load_state_dict(state)  # strict",
            )
            return
        if keys and same == keys and missing == 0 and any(True for _ in r.sources.find(r"\.update\(")):
            yield Finding(
                "checkpoint_partial",
                True,
                e.site,
                {"not_in_file": same, "of": keys},
                "model.load_state_dict(state)  # strict",
            )
            return


def _are_adapters(r: Records, load: Event) -> bool:
    """Whether a file holds what is trained, and all that it leaves out is frozen: its weights come from elsewhere."""
    layers, left = r.facts.get("modules", {}), load.facts["left"]
    frozen = {p for p in load.facts["params"] if layers.get(p, {}).get("frozen")}
    return bool(left) and left == frozen


def loading_slow(r: Records) -> Iterator[Finding]:
    """The loop waits for its batches longer than it computes."""
    waits = [one for one in r.facts.get("waits", ()) if one["batches"] >= 5]
    if not waits or r.seconds <= 0:
        return
    worst = max(waits, key=lambda one: one["seconds"])
    waited, stepped = _on_an_idle_machine(worst)
    loop = waited + stepped  # without what comes before and after
    share = waited / max(loop, 1e-9)
    sizes = [one["batch_size"] or 1 for one in r.facts.get("loaders", ()) if one["site"] == worst["site"]]
    each = waited / (worst["batches"] * (sizes or [1])[0])
    line, part, item = r.facts.get("slow", {}).get(worst["site"], (worst["site"], 0.0, each))
    long = waited > 0.4 or (waited > 0.1 and part > 0.6)
    if share > 0.5 and long and each > 1e-4 and item > 5e-5:
        seen = {"waited": waited, "of": loop, "share": share, "milliseconds_per_example": 1000 * each}
        yield Finding(
            "loading_slow",
            False,  # whether it can be done faster is not known
            line if part > 0.5 else worst["site"],
            seen,
            "# prepare the examples once, before the training; or DataLoader(..., num_workers=2)",
        )


def _on_an_idle_machine(wait: Mapping[str, Any]) -> tuple[float, float]:
    """The seconds that batches and steps of a loop would have taken if no other process had wanted the processor.

    How much slower others made it shows in the steps, which do nothing but compute.
    """
    (first, first_work), (last, last_work) = wait["first"], wait["last"]
    stepped, worked = last - first - wait["seconds"], last_work - first_work - wait["worked"]
    busy = max(1.0, stepped / max(worked, 1e-9)) if stepped > 0.05 else 1.0
    return max(wait["worked"], wait["seconds"] / busy), stepped / busy


COMPARED = r"best|(?<![\w.])(max|min)\(|compare|sorted\(|^\s*(if|elif|return)\b.*((?<!-)>|<)"
"""`-> Module` compares nothing, `x > 0` makes labels, and an answer is chosen by `argmax` or `.max(1)`."""


def seeds_unset(r: Records) -> Iterator[Finding]:
    """Trainings are compared, and chance is left to decide."""
    if any(e.kind == "seed" and e.facts["what"] == "torch" for e in r.events):
        return
    trained = [one for one in _one_after_another(r) if one.params]
    models = {one.model for one in r.forwards if one.grad}
    if len(trained) < 2 or len(models) < 2:
        return
    shared = [site for site in trained[0].chain if all(site in one.chain for one in trained)]
    shapes = [sorted(r.params[p].shape for p in one.params if p in r.params) for one in trained]
    settings = [(one.name, one.lr, shape) for one, shape in zip(trained, shapes, strict=True)]
    differ = shared and any(one != settings[0] for one in settings)  # else they may be meant to differ by chance alone
    if differ or any(True for _ in r.sources.find(COMPARED)):
        yield Finding(
            "seeds_unset",
            False,
            shared[0] if shared else trained[0].site,
            {"trainings": len(trained)},
            "torch.manual_seed(seed)  # before each training; and several seeds",
        )


def _one_after_another(r: Records) -> list[Optimizer]:
    """Optimizers of other parameters each, whose steps are made by the same line, those of one after those of another."""
    by: dict[Site | None, dict[int, list[int]]] = {}
    for u in r.updates:
        by.setdefault(u.site, {}).setdefault(u.optimizer, []).append(u.step)
    for steps in by.values():
        made = [one for one in r.optimizers if one.number in steps]
        ranges = sorted((min(steps[one.number]), max(steps[one.number])) for one in made)
        apart = all(a[1] < b[0] for a, b in itertools.pairwise(ranges))
        if (
            len(made) >= 2
            and apart
            and len(frozenset().union(*(o.params for o in made))) == sum(len(o.params) for o in made)
        ):
            return made
    return []


def same_random_numbers(r: Records) -> Iterator[Finding]:
    """A seed that is set again and again gives the same random numbers again and again."""
    by: dict[tuple[Site, str, str], list[int]] = {}
    for e in r.events:
        if e.kind == "seed" and e.site and e.facts["value"]:
            by.setdefault((e.site, e.facts["what"], e.facts["value"]), []).append(e.facts["steps"])
    for (site, what, value), steps in by.items():
        if sum(one[:2] == (site, what) for one in by) >= 8:
            continue  # a seed for each example: it is meant to be the same one whenever it comes
        trained = [o for o in r.optimizers if any(u.optimizer == o.number for u in r.updates)]
        runs = len({o.site for o in trained}) < len(trained)
        if len(set(steps)) >= 3 or (len(steps) >= 20 and what != "torch"):
            if runs and len(trained) >= len(set(steps)) - 1:
                continue  # one seed for each training
            yield Finding(
                "same_random_numbers",
                False,
                site,
                {"times": len(steps), "seed": value, "generator": what},
                "torch.manual_seed(seed)  # once, before the loop",
            )
            return
