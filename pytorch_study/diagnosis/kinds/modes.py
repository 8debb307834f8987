"""Mistakes of mode: training and evaluation, dropout, batch normalisation; and samples that reach each other."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.records import Event, Finding, Forward, Records, Site


def _evaluations(r: Records) -> list[Forward]:
    return [one for one in r.forwards if not one.grad and one.step > 0]


def train_in_eval_mode(r: Records) -> Iterator[Finding]:
    """Training steps are done in evaluation mode."""
    for model in {one.model for one in r.forwards}:
        steps = [one for one in r.forwards if one.model == model and one.grad]
        wrong = [
            one
            for one in steps
            if not one.training and (one.facts["drops"] or one.facts["norms"]) and not one.facts["live"]
        ]
        calls = [e for e in r.events if e.kind == "eval" and e.facts["model"] == model]
        updated = {p for one in r.optimizers for p in one.params if p in r.params and r.params[p].model == model}
        layers = r.facts.get("modules", {})
        if (
            wrong
            and not wrong[0].facts["drops"]
            and not any("Norm" in layers.get(p, {}).get("layer", "") for p in updated)
        ):
            continue  # frozen normalisation is meant to keep what it has learned
        steps_wrong = [one for one in wrong if any(b.step == one.step for b in r.backward)]
        if len(steps_wrong) < 3 or not updated or not calls:
            continue
        last = max(one.step for one in steps)
        late = [one for one in steps if one.step >= last // 2]
        if sum(one in wrong for one in late) >= 0.9 * len(late):
            seen = {
                "steps": len(steps_wrong),
                "dropout": wrong[0].facts["drops"],
                "batch_norm": wrong[0].facts["norms"],
            }
            earlier = [e for e in calls if e.step <= steps_wrong[0].step]
            again = [e for e in calls if earlier and e.site == earlier[-1].site and e.step > steps_wrong[0].step]
            place = (
                steps_wrong[0].site if again or not earlier else earlier[-1].site
            )  # an evaluation's own call is right
            yield Finding("train_in_eval_mode", True, place, seen, "model.train()")
            return


def eval_in_train_mode(r: Records) -> Iterator[Finding]:
    """A network is evaluated with dropout, or with the statistics of each single batch."""
    for model in {one.model for one in r.forwards}:
        passes = [one for one in _evaluations(r) if one.model == model and not _trains_others(r, one)]
        wrong = [one for one in passes if one.training and one.facts["live"]]
        trained = any(one.model == model and one.grad for one in r.forwards)
        if not wrong or not trained or len(wrong) < 0.5 * len(passes) or not _scored(r, wrong) or _repeated(r, wrong):
            continue
        apart = _probe(r, model).get("modes", 0.0)
        if apart < 0.003:
            continue
        seen = {
            "evaluations": len(wrong),
            "dropout": wrong[0].facts["drops"],
            "batch_norm": wrong[0].facts["norms"],
            "outputs_differ_by": apart,
        }
        yield Finding(
            "eval_in_train_mode", apart > 0.02, wrong[0].site, seen, "model.eval()\nwith torch.no_grad():\n    ..."
        )
        return


def _trains_others(r: Records, one: Forward) -> bool:
    """Whether what a network made without gradients goes into a training: a generator's pictures, pseudo-labels.

    It may be made in a function: then the line that called it is asked, too.
    """
    if one.site is None or one.site in r.facts.get("fed", ()):
        return one.site is not None
    ends = {back.site for back in r.backward if back.site}
    lines = {one.site, *one.facts.get("chain", ())}
    return any(flow.reaches(r.sources, line, end) for line in lines for end in ends)


def _probe(r: Records, model: int) -> dict[str, Any]:
    answers = {**r.facts.get("probe early", {}).get(model, {}), **r.facts.get("probe late", {}).get(model, {})}
    return dict(answers)


def _scored(r: Records, passes: list[Forward]) -> bool:
    """Whether these outputs are compared with answers: a loss or a choice without gradients, or printed at the end."""
    if any(not one.training for one in r.losses) or any(e.kind == "choice" for e in r.events):
        return True
    return any(_named_a_score(r, site) for site in {one.site for one in passes if one.site})


SCORE = re.compile(r"acc|score|r2|rmse|mse|mae|error|loss")


def _named_a_score(r: Records, site: Site) -> bool:
    """Whether what is computed from an evaluation's outputs is called a score; a function that returns them may be."""
    stmt = flow.statement(r.sources, site)
    if stmt is None or isinstance(stmt, ast.Return):
        return any(True for _ in r.sources.find(SCORE.pattern))
    if any(SCORE.search(name.lower()) for name in flow.names_in(stmt)):
        return True
    below = [r.sources.line(site.file, site.line + k) for k in range(1, 7)]
    made = flow.targets(stmt)
    return any(SCORE.search(line.lower()) and any(re.search(rf"\b{one}\b", line) for one in made) for line in below)


def _repeated(r: Records, passes: list[Forward]) -> bool:
    """Whether the same input is evaluated several times in a row: Monte Carlo dropout, on purpose."""
    sites = [one.site for one in passes]
    if not sites:
        return False
    file_line = max(set(sites), key=sites.count)
    line = r.sources.line(*file_line) if file_line else ""
    around = (
        "\n".join(r.sources.line(file_line.file, n) for n in range(max(1, file_line.line - 4), file_line.line + 5))
        if file_line
        else ""
    )
    return "stack" in line or ("stack(" in around and "range(" in around) or "mc" in around.lower().split("(")[0]


def dropout_always_on(r: Records) -> Iterator[Finding]:
    """Dropout that evaluation mode does not switch off."""
    for one in r.forwards:
        if one.training:
            continue
        for site, flag in one.facts.get("dropped", ()):
            line = r.sources.line(*site) if site else ""
            functional = "dropout" in line and "nn.Dropout" not in line
            forgotten = flag if functional else not flag
            if forgotten and site:
                if "dropout_p" in line:  # attention
                    cure = "dropout_p=p if self.training else 0.0"
                elif functional:
                    cure = "F.dropout(x, p, training=self.training)"
                else:
                    cure = "self.dropout = nn.Dropout(p)  # in __init__"
                yield Finding("dropout_always_on", True, site, {"evaluations": 1, "functional": functional}, cure)
                return
    by: dict[Site, list[Event]] = {}
    for e in r.events:
        if e.kind == "dropout" and e.site:
            by.setdefault(e.site, []).append(e)
    for site, calls in by.items():
        layers = [e.facts["layer"] for e in calls]
        anew = layers[0] is None or len(set(layers)) == len(layers)  # one layer for all calls may be switched off
        tried = [e for e in calls if not e.facts["grad"] and e.step]
        if anew and tried and sum(e.facts["grad"] for e in calls) >= 3:
            seen = {"evaluations": len(tried), "outside": True}
            yield Finding("dropout_always_on", False, site, seen, "F.dropout(x, p, training=training)")
            return


def batchnorm_batch_of_one(r: Records) -> Iterator[Finding]:
    """Batch normalisation of a single example."""
    if "Expected more than 1 value per channel" in r.failed:
        site = next((one.site for one in reversed(r.forwards)), None)
        yield Finding(
            "batchnorm_batch_of_one",
            True,
            r.facts.get("failed_site") or site,
            {"batch": 1},
            "DataLoader(..., batch_size=32, drop_last=True)",
        )
        return
    ones = [e for e in r.events if e.kind == "norm_of_one"]
    steps = {e.step for e in ones}
    if len(steps) >= 3 and len(steps) >= 0.6 * len({one.step for one in r.forwards if one.grad}):
        small = [one["site"] for one in r.facts.get("loaders", ()) if one["batch_size"] == 1]
        shape = list(ones[0].facts["shape"])
        yield Finding(
            "batchnorm_batch_of_one",
            True,
            (small or [ones[0].site])[0],
            {"batch": 1, "shape": shape, "steps": len(steps)},
            "DataLoader(..., batch_size=32, drop_last=True)",
        )


def samples_mixed(r: Records) -> Iterator[Finding]:
    """What one sample is changes the outputs of others."""
    for model, early in r.facts.get("probe early", {}).items():
        first = early if early.get("mixed", 0.0) >= 0.02 else r.facts.get("probe late", {}).get(model, early)
        mixed, rows = first.get("mixed", 0.0), first.get("rows", 0)
        grown = [one for one in r.losses if one.training and one.target and one.target[0] == rows]
        if mixed < 0.02 or _graph_like(r, model, rows) or (r.losses and not grown):
            continue
        name, site = first.get("where") or ("", None)
        if site is None:
            site = next((one.site for one in r.forwards if one.model == model), None)
        cures = {
            "lstm": "nn.LSTM(..., batch_first=True)",
            "gru": "nn.GRU(..., batch_first=True)",
            "rnn_tanh": "nn.RNN(..., batch_first=True)",
            "softmax": "softmax(x, dim=-1)",
            "multi_head_attention_forward": "nn.MultiheadAttention(..., batch_first=True)",
        }
        cure = cures.get(name, "x.permute(...)  # moves dimensions; .view() and .reshape() cut the same numbers anew")
        shapes = {s for one in r.forwards if one.model == model and len(s := one.facts.get("shape", ())) >= 2}
        lengths, batches = {s[0] for s in shapes}, {s[1] for s in shapes}
        stepwise = name in cures and name != "softmax" and any(len(one.target) >= 2 for one in grown)
        if stepwise and len(lengths) == 1 and len(batches) > 1:
            continue  # the first dimension is time: it is always as long, and the second one is the batch's
        seen = {"moved": mixed, "rows": rows, "operation": name}
        yield Finding("samples_mixed", not (stepwise and len(lengths) == 1), site, seen, cure)
        return


def _graph_like(r: Records, model: int, rows: int) -> bool:
    """A graph network, mixed on purpose: it is given the edges, too, or one batch that never changes."""
    one = r.facts.get("data", {}).get(str(model), {})
    edges = any(f.facts.get("edges") for f in r.forwards if f.model == model)
    return (edges or bool(one.get("full_batch"))) and any(True for _ in r.sources.find(r"adj|edge|laplac|graph"))
