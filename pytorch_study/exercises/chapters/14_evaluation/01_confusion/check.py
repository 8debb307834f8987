from random import randint

import torch

from pytorch_study.exercises.kit import agree, digit_net, digits


def counts(true, predicted, classes):
    return torch.bincount(true * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def each_once(true, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    matrix[true, predicted] += 1
    return matrix


def labels():
    classes, n = randint(4, 6), randint(40, 60)
    true = torch.randint(0, classes - 1, (n,))  # the last class never comes
    predicted = torch.where(torch.rand(n) < 0.5, true, torch.randint(0, classes, (n,)))
    return true, predicted, classes


def table():
    classes = randint(4, 6)
    matrix = torch.randint(1, 9, (classes, classes))
    matrix[1] = 0
    matrix[2] = torch.eye(classes, dtype=torch.int64)[2]  # a class with a single example
    return (matrix,)


def check(learner):
    agree(
        learner.confusion,
        labels,
        counts,
        transposed=lambda t, p, c: counts(p, t, c),
        each_once=each_once,
        only_right=lambda t, p, c: counts(t[t == p], p[t == p], c),
        shares=lambda t, p, c: counts(t, p, c) / counts(t, p, c).sum(1, keepdim=True).clamp(min=1),
        cut=lambda t, p, c: counts(t, p, c)[: int(t.max()) + 1, : int(t.max()) + 1],
        floats=lambda t, p, c: counts(t, p, c).float(),
    )
    agree(
        learner.recalls,
        table,
        lambda m: m.diagonal() / m.sum(1).clamp(min=1),
        precision=lambda m: m.diagonal() / m.sum(0).clamp(min=1),
        of_all=lambda m: m.diagonal() / m.sum(),
        divided_by_zero=lambda m: m.diagonal() / m.sum(1),
        one_number=lambda m: m.diagonal().sum() / m.sum(),
        whole_numbers=lambda m: m.diagonal() // m.sum(1).clamp(min=1),
    )
    x, y = digits(2000, "test")
    with torch.no_grad():
        out = digit_net()((x[:, None].float() / 255 - 0.1307) / 0.3081).argmax(1)
    matrix = learner.confusion(y, out, 10)
    worst = int(learner.recalls(matrix).argmin())
    wrong = matrix.clone().fill_diagonal_(0)
    i, j = divmod(int(wrong.argmax()), 10)
    lines = "\n".join(" ".join(f"{n:4}" if n else "   ." for n in row) for row in matrix.tolist())
    return {"matrix": lines, "worst": worst, "i": i, "j": j, "count": int(wrong[i, j])}
