"""Mistakes of order: clipping and schedules at the wrong moment."""

from collections.abc import Iterator

from pytorch_study.diagnosis.records import Finding, Records, Site


def clipping_misplaced(r: Records) -> Iterator[Finding]:
    """Gradients are clipped when there are none, or when they were used already."""
    clips = [e for e in r.events if e.kind == "clip"]
    used = r.backwards > 0  # else gradients come from torch.autograd.grad: nobody sees when they are new
    wrong = [e for e in clips if e.facts["empty"] or (used and e.facts["since"] == 0)]
    if len(clips) >= 3 and len(wrong) >= 0.9 * len(clips):
        yield Finding(
            "clipping_misplaced",
            True,
            clips[0].site,
            {"clips": len(clips), "without_effect": len(wrong)},
            "loss.backward()\ntorch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\noptimizer.step()",
        )


def scheduler_before_optimizer(r: Records) -> Iterator[Finding]:
    """The schedule moves on before the optimizer has made a step, and each time it moves."""
    schedules = [e for e in r.events if e.kind == "schedule"]
    if not schedules or schedules[0].facts["steps"] or not r.steps:
        return
    first = schedules[0]
    calls = [e for e in schedules if e.facts["number"] == first.facts["number"] and e.site == first.site]
    early = [e for e in calls if not e.facts["steps"]]
    # Between backward and step: else a step was only left out, or several batches make one.
    between = first.facts["backwards"] > 0 and all(e.facts["since"] for e in calls)
    # Before all of it: else the schedule is brought to where an earlier training had stopped.
    before = first.facts["backwards"] == 0 and any(e.facts["steps"] for e in calls)
    if (between or before) and len(early) == 1:
        yield Finding(
            "scheduler_before_optimizer",
            len(calls) > 1,
            first.site,
            {"steps_before": 0, "calls": len(calls)},
            "optimizer.step()\nscheduler.step()",
        )


def scheduler_per_batch(r: Records) -> Iterator[Finding]:
    """A schedule counted in epochs is moved on after every batch."""
    by: dict[int, list[dict[str, object]]] = {}
    sites: dict[int, Site | None] = {}
    for e in r.events:
        if e.kind == "schedule":
            by.setdefault(e.facts["number"], []).append(dict(e.facts))
            sites.setdefault(e.facts["number"], e.site)
    for number, calls in by.items():
        name, settings = str(calls[0]["name"]), calls[0]["settings"]
        lr = [float(one["lr"]) for one in calls]  # type: ignore[arg-type]
        if (
            len(calls) < 8
            or r.steps > 1.5 * len(calls)
            or name in ("OneCycleLR", "CyclicLR", "LambdaLR", "CosineAnnealingWarmRestarts")
        ):
            continue
        assert isinstance(settings, dict)
        collapsed = lr[0] > 0 and lr[len(lr) // 2] < 1e-3 * lr[0]
        turns = name == "CosineAnnealingLR" and len(calls) > 2.5 * settings.get("T_max", 10**9)
        if collapsed or turns:
            seen = {
                "schedule": name,
                "calls": len(calls),
                "steps": r.steps,
                "first": lr[0],
                "half_way": lr[len(lr) // 2],
            }
            yield Finding(
                "scheduler_per_batch",
                True,
                sites[number],
                seen,
                "for epoch in range(epochs):\n    for x, y in loader: ...\n    scheduler.step()",
            )
