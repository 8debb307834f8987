# === right: bincount
def confusion(true, predicted, classes):
    return torch.bincount(true * classes + predicted, minlength=classes**2).view(classes, classes)


# === right: index_put_, nan_to_num
def confusion(true, predicted, classes):
    matrix = torch.zeros((classes, classes), dtype=torch.long)
    return matrix.index_put_((true, predicted), torch.ones_like(true), accumulate=True)


def recalls(matrix):
    return torch.nan_to_num(torch.diag(matrix) / matrix.sum(dim=1))


# === right: one-hot product
def confusion(true, predicted, classes):
    one_hot = torch.nn.functional.one_hot
    return one_hot(true, classes).T @ one_hot(predicted, classes)


def recalls(matrix):
    return torch.tensor([row[k] / max(1, sum(row)) for k, row in enumerate(matrix.tolist())])


# === right: comparisons
def confusion(true, predicted, classes):
    k = torch.arange(classes)
    return ((true == k[:, None])[:, None] & (predicted == k[:, None])[None]).sum(-1)


# === wrong transposed: columns first
def confusion(true, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    for i, j in zip(true.tolist(), predicted.tolist()):
        matrix[j, i] += 1
    return matrix


# === wrong each_once: repeated indices
def confusion(true, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    matrix[true, predicted] += 1
    return matrix


# === wrong only_right: the diagonal alone
def confusion(true, predicted, classes):
    return torch.diag(torch.bincount(true[true == predicted], minlength=classes))


# === wrong cut: as large as the labels
def confusion(true, predicted, classes):
    n = int(true.max()) + 1
    matrix = torch.bincount(true * classes + predicted, minlength=classes**2).view(classes, classes)
    return matrix[:n, :n]


# === wrong floats: float counts
def confusion(true, predicted, classes):
    matrix = torch.zeros(classes, classes)
    for i, j in zip(true, predicted):
        matrix[i, j] += 1
    return matrix


# === wrong constant: the visible output copied
def confusion(true, predicted, classes):
    return torch.tensor([[1, 1, 0], [0, 1, 0], [1, 0, 2]])


# === wrong shares: divided already
def confusion(true, predicted, classes):
    matrix = torch.bincount(true * classes + predicted, minlength=classes**2).view(classes, classes)
    return matrix / matrix.sum(1, keepdim=True).clamp(min=1)


# === wrong precision: columns
def recalls(matrix):
    return matrix.diagonal() / matrix.sum(0).clamp(min=1)


# === wrong divided_by_zero: nan
def recalls(matrix):
    return matrix.diagonal() / matrix.sum(1)


# === wrong one_number: the accuracy
def recalls(matrix):
    return matrix.diagonal().sum() / matrix.sum()


# === wrong of_all: all examples
def recalls(matrix):
    return matrix.diagonal() / matrix.sum()


# === wrong whole_numbers: floor division
def recalls(matrix):
    return matrix.diagonal() // matrix.sum(1).clamp(min=1)
