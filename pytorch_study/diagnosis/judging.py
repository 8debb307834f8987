"""All kinds, in the order in which causes come before their effects; and what is silenced."""

import inspect
from collections.abc import Callable, Iterator, Sequence

from pytorch_study.diagnosis import cures
from pytorch_study.diagnosis.kinds import (
    answers,
    data,
    finite,
    honesty,
    loop,
    losses,
    modes,
    numbers,
    parameters,
    schedules,
    splits,
    targets,
    units,
)
from pytorch_study.diagnosis.records import Finding, Records

MODULES = (
    losses,
    targets,
    loop,
    parameters,
    schedules,
    modes,
    data,
    splits,
    answers,
    finite,
    numbers,
    units,
    honesty,
)
"""Causes before their effects."""
Judge = Callable[[Records], Iterator[Finding]]


def _judges() -> dict[str, Judge]:
    """Every kind's function, by its name."""
    found: dict[str, Judge] = {}
    for module in MODULES:
        for name, one in inspect.getmembers(module, inspect.isfunction):
            if (
                one.__module__ == module.__name__
                and list(inspect.signature(one).parameters) == ["r"]
                and name[0] != "_"
            ):
                found[name] = one
    return found


KINDS: dict[str, Judge] = _judges()
"""Every kind of mistake: its name, and the function that looks for it."""

CAUSES: dict[str, tuple[str, ...]] = {
    # effect: what explains it
    "lr_too_high": (
        "zero_grad_missing",
        "inputs_not_normalised",
        "nan_origin",
        "uint8_wraps",
        "loss_broadcast",
        "nll_without_log_softmax",
        "exploding_gradients",
        "labels_out_of_range",
        "labels_not_classes",
        "symmetric_init",
    ),
    "lr_too_low": (
        "output_ignores_input",
        "zero_grad_misplaced",
        "step_missing",
        "vanishing_gradients",
        "scheduler_per_batch",
        "dead_relu",
        "saturation",
    ),
    "exploding_gradients": (
        "inputs_not_normalised",
        "zero_grad_missing",
        "nan_origin",
        "nll_without_log_softmax",
        "labels_out_of_range",
        "labels_not_classes",
    ),
    "vanishing_gradients": (
        "saturation",
        "symmetric_init",
        "dead_relu",
        "inputs_not_normalised",
        "zero_grad_misplaced",
        "softmax_twice",
        "lr_too_high",
        "activation_on_output",
    ),
    "saturation": ("inputs_not_normalised", "lr_too_high", "zero_grad_missing", "uint8_wraps"),
    "dead_relu": (
        "lr_too_high",
        "inputs_not_normalised",
        "zero_grad_missing",
        "symmetric_init",
        "nan_origin",
        "uint8_wraps",
        "activation_on_output",
        "loss_broadcast",
        "labels_shuffled",
        "labels_not_classes",
    ),
    "output_ignores_input": (
        "dead_relu",
        "lr_too_high",
        "symmetric_init",
        "inputs_not_normalised",
        "saturation",
        "nan_origin",
        "labels_shuffled",
        "loss_broadcast",
        "zero_grad_missing",
        "vanishing_gradients",
        "activation_on_output",
    ),
    "always_majority": (
        "lr_too_high",
        "dead_relu",
        "symmetric_init",
        "inputs_not_normalised",
        "lr_too_low",
        "labels_shuffled",
        "single_output_cross_entropy",
        "softmax_twice",
        "sigmoid_twice",
        "vanishing_gradients",
        "saturation",
        "not_shuffled",
        "scaling_differs",
        "nan_origin",
        "zero_grad_missing",
        "no_gradient",
        "step_missing",
        "zero_grad_misplaced",
        "labels_out_of_range",
        "labels_not_classes",
        "nan_batches_skipped",
        "output_ignores_input",
    ),
    "nan_origin": ("zero_grad_missing",),
    "not_in_optimizer": ("optimizer_older_than_model", "no_gradient"),
    "scaling_differs": ("inputs_not_normalised", "test_augmented"),
    "scaler_before_split": ("test_in_training",),
    "best_on_test": ("test_in_training",),
    "test_augmented": ("scaling_differs",),
    "labels_shuffled": ("not_shuffled", "nan_batches_skipped", "uint8_wraps", "output_ignores_input"),
    "dropout_always_on": ("eval_in_train_mode",),
    "not_shuffled": ("labels_shuffled",),
    "labels_ignored": ("labels_not_classes",),
    "labels_not_classes": ("single_output_cross_entropy",),
}
STOPPED = ("step_missing", "zero_grad_misplaced", "no_gradient", "optimizer_older_than_model")
"""Where nothing is trained at all, what numbers look like says nothing."""
NUMBERS = (
    "lr_too_high",
    "lr_too_low",
    "vanishing_gradients",
    "exploding_gradients",
    "dead_relu",
    "saturation",
    "output_ignores_input",
    "always_majority",
    "symmetric_init",
)


def find_mistakes(r: Records, accepted: Sequence[tuple[str, str]] = ()) -> list[Finding]:
    """All findings of a run, the roots only.

    Args:
        r: what was seen.
        accepted: of a baseline file: (kind, the line's text), which are not told again.
    """
    return sorted(
        (cures.written(r, one) for one in _roots(r) if not _is_silenced(r, one, accepted)),
        key=lambda one: (not one.certain, one.site or ("", 0)),
    )


def silenced(r: Records, accepted: Sequence[tuple[str, str]] = ()) -> int:
    """How many findings a baseline or a comment in the script keeps from being told."""
    return sum(_is_silenced(r, one, accepted) for one in _roots(r))


def _roots(r: Records) -> list[Finding]:
    """Without those that others explain."""
    found = [finding for look in KINDS.values() for finding in look(r)]
    deaf = any(one.kind == "output_ignores_input" and one.evidence["from_the_start"] for one in found)
    found = [one for one in found if not (deaf and one.kind == "no_gradient")]
    kinds = {one.kind for one in found if not one.evidence.get("one_row")}  # which is computed as it should be
    roots = [one for one in found if not (set(CAUSES.get(one.kind, ())) & kinds)]
    roots = roots or found
    if {one.kind for one in roots} & set(STOPPED):
        roots = [one for one in roots if one.kind not in NUMBERS]
    return roots


def _is_silenced(r: Records, one: Finding, accepted: Sequence[tuple[str, str]]) -> bool:
    if one.site is None:
        return False
    for line in (one.site.line, one.site.line - 1):
        said = r.sources.ignored.get((one.site.file, line), set())
        own = line == one.site.line or r.sources.line(one.site.file, line).startswith("#")
        if own and said & {one.kind, "*"}:
            return True
    return (one.kind, r.sources.line(*one.site)) in accepted
