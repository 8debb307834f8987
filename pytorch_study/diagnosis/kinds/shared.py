"""What several kinds ask of the records."""

import math
import re
from statistics import median
from typing import Any

from pytorch_study.diagnosis.records import Optimizer, Records, Site, Update


def sets(records: Records) -> list[dict[str, Any]]:
    """What is known of the examples, by network."""
    return list(records.facts.get("data", {}).values())


def find(records: Records, pattern: str) -> Site | None:
    """The first line of the user's source that a regular expression is found in."""
    return next((Site(file, line) for file, line, _ in records.sources.find(pattern)), None)


def by_optimizer(records: Records) -> dict[int, list[Update]]:
    """The steps of each optimizer."""
    found: dict[int, list[Update]] = {}
    for one in records.updates:
        found.setdefault(one.optimizer, []).append(one)
    return found


def rate_line(records: Records, optimizer: Optimizer) -> Site | None:
    """Where the rate of an optimizer is said; of one that a library has made, e.g. transformers' Trainer, as well."""
    if optimizer.site is None or find(records, rf"\b{re.escape(optimizer.name)}\b"):
        return optimizer.site
    return find(records, r"\b(learning_rate|lr)\s*=") or optimizer.site


def backward_site(records: Records, step: int | None = None) -> Site | None:
    """Where `backward` is called most."""
    sites = [one.site for one in records.backward if one.site and (step is None or one.step == step)]
    return max(set(sites), key=sites.count) if sites else None


def leaves(records: Records) -> set[int]:
    """The tensors that gradients have reached."""
    return {node.facts["leaf"] for back in records.backward for node in back.nodes if "leaf" in node.facts}


def stale(records: Records) -> set[int]:
    """Parameters that an optimizer holds and that are in no graph."""
    own, found = leaves(records), set()
    for updates in by_optimizer(records).values():
        none = [frozenset(p for p, g in one.grads.items() if g is None) for one in updates]
        if len(none) >= 2:
            always = frozenset.intersection(*none)
            requires = records.facts.get("requires", {})  # what belongs to no network is of a layer that was replaced
            found |= {p for p in always if p not in own and (requires.get(p, True) or p not in records.params)}
    return found


def fallen(records: Records) -> float:
    """The last losses over the first ones."""
    values = records.values
    if len(values) < 4:
        return 1.0
    few = max(1, min(20, len(values) // 10))
    first, last = min(values[0], median(values[:few])), median(values[-few:])
    return last / first if first > 0 and math.isfinite(last) else (math.inf if not math.isfinite(last) else 1.0)


def matrices(records: Records, model: int | None, but: str = "") -> list[int]:
    """The weight matrices of a network, in order; without those of layers with `but` in the name of their class."""
    found = [p for p, one in records.params.items() if model is not None and one.model == model and len(one.shape) > 1]
    layers = records.facts.get("modules", {})
    return [p for p in found if not but or but not in layers.get(p, {}).get("layer", "")]


def init_line(records: Records) -> Site | None:
    """The first line where the script gives weights or biases values of its own."""
    for file, line, text in records.sources.find(
        r"fill_\(|constant_\(|zeros_\(|\.zero_\(|ones_\(|uniform_\(|normal_\("
    ):
        if "torch.zeros" not in text or "weight" in text:
            return Site(file, line)
    return None
