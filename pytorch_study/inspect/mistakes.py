"""Which mistakes a classifier is surest of: the ones worth looking at first."""

from torch import Tensor


def surest_mistakes(output: Tensor, y: Tensor) -> Tensor:
    """The places of the wrong answers, the surest first; of equally sure ones, the earlier first.

    Args:
        output: what a model says of N inputs, (N, classes), before softmax.
        y: their N true classes.
    """
    answers, sure = answers_of(output)
    wrong = (answers != y).nonzero()[:, 0]
    return wrong[sure[wrong].argsort(descending=True, stable=True)]


def answers_of(output: Tensor) -> tuple[Tensor, Tensor]:
    """The class that each of N outputs means, and how sure the model is of it: (N, classes) -> (N,), (N,)."""
    answers = output.argmax(1)
    return answers, output.softmax(1).gather(1, answers[:, None])[:, 0]


def one_of_each(y: Tensor, classes: int, most: int) -> list[int]:
    """The places of the first examples of each class, a class after the other: 0, 1, ..., 9, 0, 1, ..."""
    places = [(y == label).nonzero()[:, 0][:most].tolist() for label in range(classes)]
    in_turn = [of_class[turn] for turn in range(most) for of_class in places if turn < len(of_class)]
    return in_turn[:most]
