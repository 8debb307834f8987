"""长短不一的样本怎么叠 · Stacking examples of different lengths."""

import torch


def collate(examples):
    lengths = torch.tensor([len(tokens) for tokens, _ in examples])
    x = torch.zeros(len(examples), int(lengths.max()), dtype=torch.long)
    for row, (tokens, _) in zip(x, examples):
        row[: len(tokens)] = tokens
    return x, lengths, torch.tensor([label for _, label in examples])


if __name__ == "__main__":
    print(collate([(torch.tensor([5, 6, 7]), 1), (torch.tensor([8]), 0)]))
