# === right: one at a time, by reshape
class Digits(Dataset):
    def __init__(self, x, y):
        self.pictures = x
        self.labels = y

    def __len__(self):
        return self.pictures.shape[0]

    def __getitem__(self, index):
        image = self.pictures[index].reshape(1, 28, 28).to(torch.float32).div(255)
        return image, self.labels[index]


# === right: pairs in a list
class Digits(Dataset):
    def __init__(self, x, y):
        self.pairs = list(zip(x, y))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        image, label = self.pairs[index]
        return image[None] / 255, label


# === right: no base class, label from a number
class Digits:
    def __init__(self, x, y):
        self.x, self.y = x.unsqueeze(1), y.tolist()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return [self.x[index] * (1 / 255), torch.tensor(self.y[index])]


# === wrong no_channel: (28, 28)
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index] / 255, self.y[index]


# === wrong not_scaled: 0 to 255
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index][None].float(), self.y[index]


# === wrong dtype: bytes
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index][None], self.y[index]


# === wrong always_first: index ignored
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[0][None] / 255, self.y[0]


# === wrong label: picture and label apart
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index][None] / 255, self.y[index] + 1


# === wrong in_advance: all at once
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x[:, None].float() / 255, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


# === wrong not_a_pair: the picture alone
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index][None] / 255


# === wrong count: a fixed length, as printed
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return self.x[index][None] / 255, self.y[index]


# === wrong values: right shape, wrong values
class Digits(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return torch.rand(1, 28, 28), self.y[index]
