"""What lesson 6 looked at while it wrote: for each character the candidates, and the places that it attended to."""

import math
from typing import Any

import torch
from torch import Tensor

from pytorch_study.data.characters import UNKNOWN, Vocabulary

CANDIDATES = 8
"""So many candidates for each character."""


def watch(model: Any, poem: Tensor, temperature: float, vocabulary: Vocabulary) -> dict[str, Any]:
    """Compute a finished poem once more, and see what each character was chosen from.

    Args:
        model: as in `lessons/poems.py`, in evaluation mode.
        poem: tokens, (1 + characters,), the form first.
        temperature: as the poem was drawn with; 0 counts as 1.
        vocabulary: of the training poems.

    Returns:
        `candidates`: for each character the likeliest ones, with their probabilities; `chosen`: the probability of the
        one that stands there; `attention`: for each block and each character how much it attended to the form and to
        the characters before it, as a mean over the heads.
    """
    seen: list[Tensor] = []
    hooks = [
        block.get_submodule("qkv").register_forward_hook(lambda _, __, output: seen.append(output))
        for block in model.blocks
    ]
    try:
        scores = model(poem[None, :-1])[0].double()  # (T, choices)
    finally:
        for hook in hooks:
            hook.remove()
    scores[:, UNKNOWN] = -torch.inf
    chances = (scores / (temperature or 1.0)).softmax(-1)
    likely, order = chances.topk(min(CANDIDATES, chances.shape[1]))
    names = ("", *vocabulary.characters)
    return {
        "candidates": [
            [[names[token], round(chance, 4)] for token, chance in zip(tokens, row, strict=True)]
            for tokens, row in zip(order.tolist(), likely.tolist(), strict=True)
        ],
        "chosen": [round(chance, 4) for chance in chances.gather(1, poem[1:, None])[:, 0].tolist()],
        "attention": [_attention(qkv[0], int(block.heads)) for qkv, block in zip(seen, model.blocks, strict=True)],
    }


def _attention(qkv: Tensor, heads: int) -> list[list[float]]:
    """The weights of one block, from its queries, keys and values, (T, 3 * width): row t has t + 1 numbers."""
    q, k, _ = qkv.unflatten(1, (3, heads, -1)).permute(1, 2, 0, 3)  # (heads, T, size)
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    later = torch.ones(scores.shape[1:], dtype=torch.bool).triu(1)
    weights = scores.masked_fill(later, -math.inf).softmax(-1).mean(0)  # (T, T)
    return [[round(value, 3) for value in row[: t + 1]] for t, row in enumerate(weights.tolist())]
