"""Which line of a data set takes the time, asked after the script has ended."""

import contextlib
import sys
import time
from typing import Any

from pytorch_study.diagnosis import examples, probes
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource

SLOW = 1e-4
"""Seconds for one example from which on it is asked."""
LONGEST = 0.3
"""Seconds that the question may take."""


def of_loaders(loaders: Any, sources: UserSource) -> dict[Any, tuple[Site, float, float]]:
    """By loader's line: the line of its data set that takes most, its share, and an example's seconds."""
    found = {}
    for wait in loaders.waits.values():
        loader = wait["loader"]
        each = wait["seconds"] / max(1, wait["batches"] * (loader.batch_size or 1))
        if each > SLOW and loader.num_workers == 0 and hasattr(loader.dataset, "__getitem__"):
            with contextlib.suppress(Exception), probes.off_the_record(loader.dataset):
                dataset = examples.copied(loader.dataset)
                if dataset is not None and (one := _of_items(dataset, sources)) is not None:
                    found[wait["site"]] = one
    return found


def _of_items(dataset: Any, sources: UserSource) -> tuple[Site, float, float] | None:
    spent: dict[Site, float] = {}
    now: list[Any] = [time.perf_counter(), None]

    def charge(frame: Any) -> None:
        moment = time.perf_counter()
        if now[1] is not None:
            spent[now[1]] = spent.get(now[1], 0.0) + moment - now[0]
        now[0], now[1] = moment, Site(frame.f_code.co_filename, frame.f_lineno) if frame is not None else None

    def trace(frame: Any, event: str, _: Any) -> Any:
        if not sources.is_own(frame.f_code.co_filename):
            return None
        charge(frame.f_back if event == "return" and sources.is_own(frame.f_back.f_code.co_filename) else frame)
        return trace

    before, began, items = sys.gettrace(), time.perf_counter(), 0
    sys.settrace(trace)
    try:
        for k in range(min(8, len(dataset))):
            now[0], now[1] = time.perf_counter(), None
            dataset[k]
            items += 1
            if time.perf_counter() - began > LONGEST:
                break
    finally:
        sys.settrace(before)
    if not spent:
        return None
    worst = max(spent, key=lambda site: spent[site])
    return worst, spent[worst] / sum(spent.values()), sum(spent.values()) / items
