"""位置编码：让注意力知道谁先谁后
把一句话的词打乱，注意力的结果也只是跟着打乱：它不知道谁先谁后。所以要把位置也告诉它：
给每个位置一串数，加到词向量上。最早的办法（Vaswani 等，2017）用正弦和余弦，从快到慢，像钟的秒针、分针、时针：
`positions(length, d)` 返回 (length, d)，d 是偶数。第 p 行（p 从 0 数）、第 i 对（i 从 0 到 d/2 - 1）：
第 2i 列是 sin(p / 10000^(2i/d))，第 2i+1 列是 cos(p / 10000^(2i/d))。

Positions: give order a shape
Shuffle the words of a sentence, and the results of attention are shuffled alike: it does not know what comes first. So
tell it the position, too: a row of numbers for each, added to the word's vector. The first way of doing so (Vaswani et
al., 2017) takes sines and cosines from fast to slow, like the hands of a clock. `positions(length, d)` returns (length,
d), d even. In row p (counted from 0) and for pair i (0 to d/2 - 1), column 2i is sin(p / 10000^(2i/d)) and column 2i+1
is cos(p / 10000^(2i/d)).
"""

import torch


def positions(length, d):
    raise NotImplementedError


if __name__ == "__main__":
    print(positions(3, 4))
