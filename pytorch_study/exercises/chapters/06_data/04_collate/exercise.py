"""长短不一的样本怎么叠
句子有长有短，DataLoader 默认的叠法会报错。`collate` 收到一个列表，每项是 (tokens, label)：tokens 是整数张量，
长度各不相同，
label 是整数。请返回 (x, lengths, y)：x 是 (N, L)，L 是这一批里最长的，短的在后面补 0；lengths 和 y 都是 (N,)，int64。

Stacking examples of different lengths
Sentences differ in length, and a DataLoader's usual way of stacking fails. `collate` gets a list of (tokens, label):
tokens are tensors of whole numbers of different lengths, label is a whole number. Return (x, lengths, y): x is (N,
L), L the longest of this batch, shorter ones are filled up with 0 at the end; lengths and y are (N,), int64.
"""

import torch


def collate(examples):
    raise NotImplementedError


if __name__ == "__main__":
    print(collate([(torch.tensor([5, 6, 7]), 1), (torch.tensor([8]), 0)]))
