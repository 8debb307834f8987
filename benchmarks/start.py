"""When and why a deep network without normalisation starts to learn: CIFAR-10's VGG in its first steps.

For every initialisation and every scaling of the pixels: the size of the signal after each layer and of the gradient of
each weight before the first step; then, for several optimizers and learning rates, the accuracy on held-out training
images after 150 steps. The test set is not touched.
"""

import json
from itertools import product
from typing import Any

import click
import torch

from benchmarks.accuracy import where
from pytorch_study import lessons, measurements
from pytorch_study.data.splits import take
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.compute import select_device
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import Epoch
from pytorch_study.errors import DivergedError
from pytorch_study.files import write_json
from pytorch_study.inspect.layers import outputs
from pytorch_study.lesson import DataOptions, Split
from pytorch_study.preparation import load_data
from pytorch_study.recipe import Recipe, change
from pytorch_study.rng import make_generator
from pytorch_study.task import find_task

FILE = "cifar10_start"
INITIAL, INPUTS = ("torch", "he"), ("raw", "shifted", "standard")
PLACES = (("torch", "fp32"), ("torch", "bf16"), ("he", "bf16"))
"""bf16 has 8 significant bits: outputs that differ only in their fifth digit may become equal."""
STEPS = (("adam", 1e-3), ("adam", 1e-4), ("sgd", 0.05), ("muon", 0.03))
COMMON = {"epochs": 1, "batch_size": 128, "limit": 150 * 128 + 2000, "validation": 2000, "schedule": "constant"}


def measure(seed: int = 0) -> None:
    """Measure every combination that is missing in `results/cifar10_start.json`, and add it."""
    lesson = lessons.get("cifar10")
    path = measurements.RESULTS / f"{FILE}.json"
    content: dict[str, Any] = {"lesson": "cifar10", "signals": [], "runs": []}
    if path.exists():
        content = json.loads(path.read_text("utf-8"))
    base = change(lesson.recipes["default"], {**COMMON, "augment": (), "label_smoothing": 0.0})
    whole = lesson.load(base, DataOptions(), seed).train
    few = take(whole, torch.randperm(len(whole.y), generator=make_generator(seed, "signals"))[:256])
    content["signals"] = [
        {**changes, **signals(_changed(base, changes), few, seed)}
        for changes in ({"initial": initial, "inputs": inputs} for initial, inputs in product(INITIAL, INPUTS))
    ]
    content["summary"] = _summary(content["runs"])
    write_json(path, content)
    for (initial, precision), inputs, (optimizer, lr) in product(PLACES, INPUTS, STEPS):
        changes = {"initial": initial, "inputs": inputs, "optimizer": optimizer, "lr": lr, "precision": precision}
        if any(all(run[k] == v for k, v in changes.items()) for run in content["runs"]):
            continue
        found = {**changes, "seed": seed, **_first_steps(_changed(base, changes), seed)}
        content["runs"].append({**found, **where("python -m benchmarks start")})
        content["summary"] = _summary(content["runs"])
        write_json(path, content)
        click.echo(f"{changes}: {content['runs'][-1]['val_accuracy']}")


def _changed(base: Recipe, changes: dict[str, Any]) -> Recipe:
    """Apply the changes to the recipe; in the results, its field `scaling` has its former name `inputs`."""
    return change(base, {"scaling" if name == "inputs" else name: value for name, value in changes.items()})


def _summary(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The summary that the docs quote, by labels such as `torch fp32 raw adam 0.001`."""
    return {
        f"{run['initial']} {run['precision']} {run['inputs']} {run['optimizer']} {run['lr']:g}": {
            "seeds": 1,
            "val_accuracy": [run["val_accuracy"], 0.0],
        }
        for run in runs
    }


def signals(recipe: Recipe, few: Split, seed: int) -> dict[str, list[list[Any]]]:
    """The signal and the gradient of every layer before the first step.

    Returns:
        `forward`: [layer, standard deviation of a unit's output over the batch, averaged over units], which shows how
        much of the differences between images remains. `backward`: [weight, L2 norm of the loss's gradient].
    """
    lesson = lessons.get("cifar10")
    torch.manual_seed(seed)
    model = lesson.model(recipe)
    x = prepare(few.x, lesson, recipe)
    each = [outputs(model, image[None]) for image in x[:64]]  # per image a list of (layer, output)
    forward = [
        [layer[0][0], float(torch.stack([values for _, values in layer]).std(dim=0).mean())]
        for layer in zip(*each, strict=True)
    ]
    find_task(lesson.task).loss(model, x, few.y, recipe, make_generator(seed))[0].backward()
    gradients = {name: p.grad for name, p in model.named_parameters() if p.ndim > 1 and p.grad is not None}
    return {"forward": forward, "backward": [[name, float(grad.norm())] for name, grad in gradients.items()]}


def _first_steps(recipe: Recipe, seed: int) -> dict[str, Any]:
    lesson = lessons.get("cifar10")
    splits, recipe = load_data(lesson, recipe, DataOptions(), seed)
    compute = select_device(recipe, lesson.task)
    state = init_state(lesson, recipe, splits, compute, seed)
    try:
        accuracies = [record.val_metric for record in train(state, splits) if isinstance(record, Epoch)]
    except DivergedError:
        return {"val_accuracy": None, "steps": state.step}
    return {"val_accuracy": accuracies[-1], "steps": state.step}
