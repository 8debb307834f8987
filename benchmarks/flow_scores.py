"""How good the digits are that lesson 7 draws, by numbers: results/flow_scores.json.

The network draws one digit for each label of the test set, so that the classes are equally frequent. Lesson 2's shipped
network, which has never seen a drawn digit, judges them. Real digits are judged in the same way, for comparison.
"""

import json
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.accuracy import where
from benchmarks.unsure import look, share
from pytorch_study import measurements
from pytorch_study.files import write_json
from pytorch_study.lessons.flow import sample
from pytorch_study.rng import make_generator
from pytorch_study.trained import Trained, load_splits, load_trained

RESULT = measurements.RESULTS / "flow_scores.json"
BATCH = 250
FEW = 64
"""Pictures whose drawing is timed."""
HALVES = 5
"""Random divisions of the real digits in two, over which the Fréchet distance is a mean."""
NEIGHBOURS = 10
COPIES = 0.01
"""The share of the held-out digits that count as near-copies: those that are closest to a training digit."""


def measure(target: str | Path, label: str, count: int, steps: int, guidance: float) -> dict[str, Any]:
    """Draw `count` digits with a trained network, judge them, and record the scores under a label.

    Returns:
        The scores: `share_` of the pictures, `ratio_` to the same figure of real digits, `seconds_`.
    """
    trained, reader = load_trained(target), load_trained("mnist")
    splits = load_splits(trained)
    train, test = splits.train, splits.test()
    asked = test.y[:count]
    drawn, seconds = draw(trained, asked, steps, guidance)
    seen, real = look(reader, drawn), look(reader, test.x[:count])
    found: dict[str, Any] = {
        "seeds": 1,
        "count": len(asked),
        "steps": steps,
        "guidance": guidance,
        "share_right": share(seen.logits.argmax(1) == asked),
        "share_right_real": share(real.logits.argmax(1) == asked),
        **compare(seen.features, real.features),
        **copies(drawn, test.x[:count], train.x),
        "seconds_few": seconds,
        "epochs": trained.recipe.epochs,
        "seed": trained.about["seed"],
    }
    command = f"python -m benchmarks flow TARGET --label {label} --count {count} --steps {steps} --guidance {guidance}"
    content = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {"summary": {}}
    content["summary"][label] = found | where(command)
    write_json(RESULT, content)
    return found


def draw(trained: Trained, labels: Tensor, steps: int, guidance: float) -> tuple[Tensor, float]:
    """A picture for each label, (N, 1, 28, 28) uint8, and the seconds that the first 64 took by themselves."""
    rng = make_generator("flow scores")
    started = time.perf_counter()
    sample(trained.model, labels[:FEW], make_generator("timed"), steps, guidance)
    seconds = time.perf_counter() - started
    return torch.cat([sample(trained.model, some, rng, steps, guidance) for some in labels.split(BATCH)]), seconds


def compare(drawn: Tensor, real: Tensor) -> dict[str, float]:
    """The Fréchet distance of drawn from real digits, and of real from real ones, by equally many features.

    Features come in the same order of labels. Of a random half of the places the drawn digits' features, and then the
    real ones', are compared with the real ones' of the other half.
    """
    across, between = [], []
    for number in range(HALVES):
        places = torch.randperm(len(real), generator=make_generator("halves", number))
        one, other = places[: len(real) // 2], places[len(real) // 2 :]
        across += [frechet(drawn[one], real[other]), frechet(drawn[other], real[one])]
        between.append(frechet(real[one], real[other]))
    distance, reference = (sum(some) / len(some) for some in (across, between))
    return {"frechet": distance, "frechet_halves": reference, "ratio_frechet": distance / reference}


def frechet(some: Tensor, others: Tensor) -> float:
    """The squared Fréchet distance of two normal distributions that are fitted to features, (N, F) and (M, F).

    It is |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½) with means m and covariances C (Dowson & Landau 1982, J. Multivariate
    Analysis 12(3); for networks' features: Heusel et al. 2017, arXiv:1706.08500).
    """
    some, others = some.double(), others.double()
    means = some.mean(0) - others.mean(0)
    first, second = some.T.cov().reshape(2 * some.shape[1:]), others.T.cov().reshape(2 * others.shape[1:])
    values, vectors = torch.linalg.eigh(first)
    root = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    # C1 C2 and root C2 root have the same eigenvalues, and the latter is symmetric
    product = torch.linalg.eigvalsh(root @ second @ root).clamp(min=0).sqrt().sum()
    return float(means.square().sum() + first.trace() + second.trace() - 2 * product)


def copies(drawn: Tensor, held_out: Tensor, train: Tensor) -> dict[str, float]:
    """How close digits come to the training digits: the drawn ones, and those held out.

    A digit is a near-copy if its nearest training digit is much nearer than others are: if the distance to it, divided
    by the mean distance to the ten nearest, is less than that of 1 % of the held-out digits. The plain distances are
    told, too; they also fall where pictures are merely smoother or more usual.
    """
    found = {name: nearest(some, train, NEIGHBOURS) for name, some in (("drawn", drawn), ("held_out", held_out))}
    alone = {name: distances[:, 0] / distances.mean(1).clamp(min=1e-9) for name, distances in found.items()}
    limit = alone["held_out"].quantile(COPIES)
    return {
        "share_copies": share(alone["drawn"] < limit),
        "share_copies_real": share(alone["held_out"] < limit),
        **{f"distance_{name}": float(distances[:, 0].median()) for name, distances in found.items()},
        **{f"distance_least_{name}": float(distances[:, 0].min()) for name, distances in found.items()},
    }


def nearest(some: Tensor, others: Tensor, count: int) -> Tensor:
    """The Euclidean distances from each picture to its nearest others, (N, count), nearest first; pixels are 0..1."""
    bank = others.flatten(1).float() / 255
    squares = bank.square().sum(1)
    found = []
    for part in some.flatten(1).float().div(255).split(BATCH):
        squared = torch.addmm(squares, part, bank.T, alpha=-2) + part.square().sum(1, keepdim=True)
        found.append(squared.topk(count, largest=False).values.clamp(min=0).sqrt())
    return torch.cat(found)
