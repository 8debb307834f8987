# === right: gather
def picked(probabilities, y):
    return probabilities.gather(1, y.unsqueeze(1)).squeeze(1)


# === right: one-hot mask
def picked(probabilities, y):
    hot = torch.nn.functional.one_hot(y, probabilities.shape[1])
    return (probabilities * hot).sum(1)


# === right: a loop
def picked(probabilities, y):
    return torch.stack([row[label] for row, label in zip(probabilities, y)])


# === right: diagonal of the pairs
def picked(probabilities, y):
    return probabilities[:, y].diagonal()


# === right: flat positions
def picked(probabilities, y):
    n, c = probabilities.shape
    return probabilities.flatten()[torch.arange(n) * c + y]


# === wrong all_pairs: all of y in each row
def picked(probabilities, y):
    return probabilities[:, y]


# === wrong raises: labels as rows
def picked(probabilities, y):
    return probabilities[y + len(y)]


# === wrong largest: the most probable
def picked(probabilities, y):
    return probabilities.max(dim=1).values


# === wrong column: (N, 1)
def picked(probabilities, y):
    return torch.gather(probabilities, 1, y.view(-1, 1))


# === wrong logarithm: the logarithm
def picked(probabilities, y):
    return probabilities.log()[torch.arange(len(y)), y]


# === wrong diagonal: labels ignored
def picked(probabilities, y):
    return (
        probabilities.diag()[: len(y)] if probabilities.shape[0] == probabilities.shape[1] else probabilities.diagonal()
    )


# === wrong averaged: one number
def picked(probabilities, y):
    return probabilities[range(len(y)), y].mean()


# === wrong constant: the visible output copied
def picked(probabilities, y):
    return torch.tensor([0.7, 0.8])


# === wrong constant: right shape, a constant
def picked(probabilities, y):
    return torch.full((len(y),), 0.1)
