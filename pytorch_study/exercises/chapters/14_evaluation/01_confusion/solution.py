"""混淆矩阵：错在哪里，错成了什么 · The confusion matrix: what is mistaken for what."""

import torch


def confusion(true, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    for i, j in zip(true.tolist(), predicted.tolist()):
        matrix[i, j] += 1
    return matrix


def recalls(matrix):
    return matrix.diagonal() / matrix.sum(1).clamp(min=1)


if __name__ == "__main__":
    matrix = confusion(torch.tensor([0, 0, 1, 2, 2, 2]), torch.tensor([0, 1, 1, 2, 2, 0]), 3)
    print(matrix)
    print(recalls(matrix))
