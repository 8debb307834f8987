"""How unlike the training images a picture is: a classifier answers everything, a letter or a doodle too.

Two scores are added up, each in standard deviations of the training images':
1. the energy -log sum exp(logits): low if any class is supported strongly (Liu et al. 2020, "Energy-based
   Out-of-distribution Detection", NeurIPS);
2. the Mahalanobis distance to the predicted class (Lee et al. 2018, "A Simple Unified Framework for Detecting
   Out-of-Distribution Samples and Adversarial Attacks", NeurIPS), of the picture itself, not of its features: this
   network's features have forgotten what does not tell digits apart, and a letter differs just there.

`benchmarks unsure` compares them with others. The threshold keeps a share of the training images, such that more than
nine in ten of the images that a twin network has not seen are answered as sure.
"""

from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional as F

SHARE = 0.92
"""This share of the training images counts as sure; of held-out ones, `twin/sure` in results/unsure.json."""
DIRECTIONS = 32
"""Pictures are compared along so many directions, in which the training images differ most."""
SMALL = 14
"""They are made as small as this before: the exact course of a stroke's edge says nothing."""
LEAST = 100
"""Fewer training images of a class are too few to know what it looks like."""
SAME = 1e-8
"""Mean variance along a direction, of pixels between 0 and 1, below which a class's images are one and the same."""
FITTED = 10_000
"""At most so many training images are looked at after a training, which takes well under a second."""


@dataclass(frozen=True)
class Familiar:
    """What the training images of each class look like.

    Attributes:
        mean: of all small images, (P,).
        basis: the directions in which they differ most, (P, D).
        centres: each class's mean along these, (classes, D).
        whitening: of each class, what makes distances from its centre comparable, (classes, D, D).
        scale: mean and standard deviation of the energy, and of the distance, (2, 2).
        threshold: the highest score that is sure, ().
    """

    mean: Tensor
    basis: Tensor
    centres: Tensor
    whitening: Tensor
    scale: Tensor
    threshold: Tensor

    def tensors(self) -> dict[str, Tensor]:
        """Its numbers by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def distance(self, x: Tensor, predicted: Tensor) -> Tensor:
        """The Mahalanobis distance of images, (N, C, H, W) uint8, to their predicted classes, (N,)."""
        small = (_small(x) - self.mean) @ self.basis  # (N, P) -> (N, D)
        found = torch.empty(len(x))
        for number in predicted.unique():
            off = small[predicted == number] - self.centres[number]
            found[predicted == number] = (off @ self.whitening[number]).norm(dim=1)
        return found

    def score(self, x: Tensor, logits: Tensor) -> Tensor:
        """How unlike the training images these are, (N, C, H, W) uint8, given the model's logits: (N,)."""
        parts = torch.stack([energy(logits), self.distance(x, logits.argmax(1))])  # (2, N)
        return ((parts - self.scale[:, :1]) / self.scale[:, 1:]).sum(0)

    def unsure(self, x: Tensor, logits: Tensor) -> list[bool]:
        """Whether the answer to each image should not be relied on."""
        found: list[bool] = (self.score(x, logits) > self.threshold).tolist()
        return found


def energy(logits: Tensor) -> Tensor:
    """(N, classes) -> (N,), lower for what the model knows."""
    return -logits.logsumexp(1)


def fit(x: Tensor, y: Tensor, logits: Tensor, share: float = SHARE) -> Familiar | None:
    """Learn what the training images look like.

    Args:
        x: (N, C, H, W) uint8.
        y: their classes, (N,).
        logits: the trained model's, (N, classes).
        share: of these images that the threshold calls sure.

    Returns:
        None if a class has fewer than `LEAST` images, or all of them are the same.
    """
    classes = logits.shape[1]
    if int(torch.bincount(y, minlength=classes).min()) < LEAST:
        return None
    small = _small(x)
    mean = small.mean(0)
    basis = torch.linalg.eigh((small - mean).T @ (small - mean) / len(x)).eigenvectors[:, -DIRECTIONS:]
    along = (small - mean) @ basis  # (N, D)
    centres = torch.stack([along[y == number].mean(0) for number in range(classes)])
    whitening = []
    for number in range(classes):
        off = along[y == number] - centres[number]
        covariance = off.T @ off / len(off)
        if float(covariance.diagonal().mean()) < SAME:
            return None
        # A hundredth of the mean variance is added, so that no direction counts only because nothing happens in it.
        covariance += 0.01 * covariance.diagonal().mean() * torch.eye(covariance.shape[0])
        whitening.append(torch.linalg.cholesky(torch.linalg.inv(covariance)))
    unknown = torch.tensor([[0.0, 1.0], [0.0, 1.0]])
    first = Familiar(mean, basis, centres, torch.stack(whitening), unknown, torch.tensor(torch.inf))
    parts = torch.stack([energy(logits), first.distance(x, logits.argmax(1))])
    scale = torch.stack([parts.mean(1), parts.std(1)], 1)
    scaled = Familiar(mean, basis, centres, first.whitening, scale, first.threshold)
    threshold = scaled.score(x, logits).quantile(share)
    return Familiar(mean, basis, centres, first.whitening, scale, threshold)


def _small(x: Tensor) -> Tensor:
    """Blurred over 3x3 pixels, then of at most 14x14: (N, C, H, W) uint8 -> (N, C * 196)."""
    parts = [F.avg_pool2d(part.float() / 255, 3, 1, 1) for part in x.split(1000)]
    size = min(x.shape[2], SMALL), min(x.shape[3], SMALL)
    return torch.cat([F.adaptive_avg_pool2d(part, size).flatten(1) for part in parts])
