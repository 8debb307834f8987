"""混淆矩阵：错在哪里，错成了什么
准确率只有一个数；混淆矩阵把它拆开。`confusion(true, predicted, classes)` 返回 (classes, classes) 的整数矩阵（int64）：
第 i 行、第 j 列是「真实类别为 i、被认成 j」的样本个数。true 和 predicted 都是 (N,) 的整数张量。
`recalls(matrix)` 返回 (classes,) 的浮点数：每个真实类别里认对的比例。某个类别一个样本也没有，就给 0。

The confusion matrix: what is mistaken for what
An accuracy is one number; the confusion matrix takes it apart. `confusion(true, predicted, classes)` returns a matrix
(classes, classes) of whole numbers (int64): row i, column j counts the examples of class i that were taken for j. true
and predicted are tensors (N,) of whole numbers. `recalls(matrix)` returns (classes,) floats: for each true class, the
share that is right; 0 for a class that has no examples.
"""

import torch


def confusion(true, predicted, classes):
    raise NotImplementedError


def recalls(matrix):
    raise NotImplementedError


if __name__ == "__main__":
    matrix = confusion(torch.tensor([0, 0, 1, 2, 2, 2]), torch.tensor([0, 1, 1, 2, 2, 0]), 3)
    print(matrix)
    print(recalls(matrix))
