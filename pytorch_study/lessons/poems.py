"""第六课 · 写诗：语言模型怎样写字？一个小 GPT 读三万多首唐诗，学着猜下一个字。
Lesson 6 · Poems: how does a language model write? A tiny GPT reads Tang poems and learns to guess the next character.

    pytorch-study generate poems --prompt 春 --form 七绝   先看写得怎样 · see what it writes, first
    pytorch-study train poems --recipe quick              自己练一个 · train one yourself
    pytorch-study train poems --recipe english            莎士比亚，同样的代码 · Shakespeare, by the same code

实测 · Measured: default nats 4.860 ± 0.002 (3 个种子 seeds, 1370 s); english nats 1.747 (1 个种子 seed, 600 s); quick nats 5.102 (1 个种子 seed, 583 s)
讲解 · Explained in docs/zh/poems.md, docs/en/poems.md
"""

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from pytorch_study.data.characters import IGNORED, Vocabulary, fit_vocabulary, locate, nats, pack
from pytorch_study.data.poems import SONNETS, TANG, Poems, read_poems
from pytorch_study.lesson import DataOptions, Lesson, Splits
from pytorch_study.lessons import poem_plan, writing
from pytorch_study.recipe import Recipe, at_least
from pytorch_study.rng import make_generator
from pytorch_study.task import Task

# ---------------------------------------------------------------------------------------------- 数据 · the data
# 一首诗 = 体裁 + 它的字；标点由体裁决定，没有什么可猜的，不进模型。一行 280 个字，正好 14 首五绝、10 首七绝、7 首五律或
# 5 首七律，不用补一个字；都补到最长的诗那么长，三成多的计算是白费的
# A poem is its form and its characters; the form says where the marks stand, so they are left out. A row of 280
# characters holds 14, 10, 7 or 5 whole poems without a blank. Padded to the longest, a third of it would be wasted

COLLECTIONS = {"tang": TANG, "sonnets": SONNETS}


@dataclass(frozen=True, kw_only=True)
class PoemsRecipe(Recipe):
    """A recipe with fields for the network.

    Attributes:
        collection: which poems: `tang`, or Shakespeare's `sonnets`.
        width: numbers that stand for a character.
        layers: how many blocks.
        heads: how many things each attention looks for at once; they share the width evenly.
        dropout: the share of numbers set to 0 at random during training, against learning by heart.
    """

    collection: Literal["tang", "sonnets"] = "tang"
    width: int = at_least(1, default=192)
    layers: int = at_least(1, default=4)
    heads: int = at_least(1, default=4)
    dropout: float = at_least(0, default=0.0)


@cache
def read(collection: str) -> tuple[Poems, Vocabulary]:
    """The poems of a collection, and the numbers of their characters."""
    poems = read_poems(COLLECTIONS[collection])
    return poems, fit_vocabulary(poems.train, (*poems.validation, *poems.test))


def load(recipe: PoemsRecipe, _: DataOptions, seed: int) -> Splits:
    """Rows of training poems in an order by the seed; validation and test as the file says, split by poem."""
    poems, vocabulary = read(recipe.collection)
    order = torch.randperm(len(poems.train), generator=make_generator(seed, "rows")).tolist()
    return Splits(
        train=pack([poems.train[i] for i in order], vocabulary, again=True),
        validation=pack(poems.validation, vocabulary),
        test=lambda: pack(poems.test, vocabulary),
    )


# --------------------------------------------------------------------------------------------- 模型 · the model


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention (Vaswani et al. 2017, arXiv:1706.03762, section 3.2): each place gathers from itself and those before.

    What it looks for, q, (N, heads, T, size), meets what others offer, k, and takes of what they hold, v, both
    (N, heads, S, size); the last T of the S places are those of q.
    """
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (N, heads, T, S)：合不合 · how well they match
    t, s = scores.shape[-2:]
    later = torch.ones(t, s, dtype=torch.bool, device=q.device).triu(1 + s - t)
    scores = scores.masked_fill(later, -math.inf)  # 不许偷看后面的字 · no peeping at what comes later
    return scores.softmax(-1) @ v  # 权重和为 1 的平均 · means, with weights that add up to 1


class Block(nn.Module):
    """Attention: places look at each other. MLP: each thinks for itself. Both add to what is there."""

    def __init__(self, recipe: PoemsRecipe) -> None:
        super().__init__()
        width, self.heads = recipe.width, recipe.heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.drop = nn.Dropout(recipe.dropout)

    def forward(self, x: Tensor, seen: list[Tensor] | None) -> Tensor:
        """(N, T, width) -> (N, T, width); `seen` grows by the T places."""
        # 每一步之前先归一化 · normalised before each step (pre-norm; Xiong et al. 2020, arXiv:2002.04745, section 3)
        q, k, v = self.qkv(self.norm1(x)).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)  # (N, heads, T, ...)
        if seen is not None:  # 前面的 k、v 不会再变，不必重算 · earlier keys and values never change: kept, not redone
            k, v = seen[:] = [torch.cat(pair, 2) for pair in zip(seen, (k, v), strict=True)] if seen else [k, v]
        x = x + self.drop(self.out(attend(q, k, v).transpose(1, 2).flatten(2)))  # -> (N, T, width)
        hidden = F.relu(self.up(self.norm2(x))).square()  # ReLU²（So 2021，arXiv:2109.08668）-> (N, T, 4 * width)
        added: Tensor = x + self.drop(self.down(hidden))  # 残差：加上去，不顶替 · residual: added, nothing is replaced
        return added


class Gpt(nn.Module):
    """Characters and their places as vectors, blocks, and how likely each character comes next."""

    def __init__(self, recipe: PoemsRecipe) -> None:
        super().__init__()
        _, vocabulary = read(recipe.collection)
        self.vocabulary = vocabulary
        self.lines = nn.Embedding(max(lines for lines, _ in vocabulary.forms), recipe.width)  # 第几句 · which line
        self.places = nn.Embedding(vocabulary.widest, recipe.width)  # 句中第几字 · which character of the line
        self.blocks = nn.ModuleList(Block(recipe) for _ in range(recipe.layers))
        self.norm = nn.LayerNorm(recipe.width)
        # 登记在最后：muon 把最后一个矩阵当作输出层 · registered last, where `muon` expects the output layer
        self.tokens = nn.Embedding(vocabulary.size, recipe.width)
        self.drop = nn.Dropout(recipe.dropout)
        for name, weight in self.blocks.named_parameters():
            if weight.ndim > 1:  # 输出和输入一样大 · outputs as large as inputs, or attention and MLP would say nothing
                deep = name.endswith(("out.weight", "down.weight"))  # 加进残差的 · what is added to the residual path
                nn.init.normal_(weight, std=(weight.shape[1] * (2 * recipe.layers if deep else 1)) ** -0.5)
        for table in (self.lines, self.places, self.tokens):
            nn.init.normal_(table.weight, std=0.02)  # 小：起初谁都差不多可能 · small: at first all are about as likely

    def forward(self, x: Tensor, seen: list[list[Tensor]] | None = None) -> Tensor:
        """Tokens, (N, T), the first of a row its form, -> a number for each character that may come, (N, T, choices).

        With `seen`, an empty list a block at first, which keeps keys and values, only tokens that are new are computed.
        """
        done = seen[0][0].shape[2] if seen and seen[0] else 0
        line, place = (at[:, done:] for at in locate(x, self.vocabulary))  # 要猜的字在哪儿 · of what is to be guessed
        h = self.tokens(x[:, done:]) + self.tokens(x[:, :1]) + self.lines(line) + self.places(place)
        h = self.drop(h)  # (N, T) -> (N, T, width)
        for number, block in enumerate(self.blocks):
            h = block(h, seen[number] if seen is not None else None)
        # 输出层就是字表，参数省四分之一 · the output layer is the table of characters (Press & Wolf 2017, arXiv:1608.05859)
        return F.linear(self.norm(h), self.tokens.weight[: self.vocabulary.choices])  # -> (N, T, choices)


# ------------------------------------------------------------------------------------------------- 任务 · the task


def loss(net: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator) -> tuple[Tensor, Tensor]:
    """Minus the logarithm of the probability that each character was given, in nats: its mean, and each, (n,)."""
    assert isinstance(recipe, PoemsRecipe)
    _, vocabulary = read(recipe.collection)
    poems, paid = (x >= vocabulary.first_form).sum(1), []  # 每行几首 · poems of each row
    for count in poems.unique().tolist():  # 体裁相同的一起算 · poems of one form together
        for rows in (poems == count).nonzero()[:, 0].split(8):  # 八行的 logits 有 38 MB · the logits of 8 rows: 38 MB
            said = net(x[rows].view(-1, x.shape[1] // count)).flatten(0, 1)  # (N, T) -> (N * T, choices)
            answers = y[rows].flatten()
            cost = F.cross_entropy(said, answers, ignore_index=IGNORED, reduction="none")
            paid.append(nats(-cost, answers, vocabulary)[answers != IGNORED])
    each = torch.cat(paid)
    return each.mean(), each.detach()


NEXT_TOKEN = Task(
    name="next_token",
    check=lambda *_: None,  # 数据是我们自己装好的 · the data are packed by us
    loss=loss,
    metrics=lambda each, _: {"nats": float(each.mean()) if each is not None else None},
    headline="nats",
    higher_is_better=False,
    count=lambda y: int((y != IGNORED).sum()),  # 分数按字平均 · scores are means over characters
)

DEFAULT = PoemsRecipe(epochs=5, batch_size=8, lr=0.03, optimizer="muon", schedule="linear", weight_decay=0.1, clip=1.0)

LESSON = Lesson(
    name="poems",
    task=NEXT_TOKEN,
    input="tokens",
    recipes={
        "default": DEFAULT,
        "quick": replace(DEFAULT, epochs=2),
        # 只有一百多首：一首一步，步子多而小 · hardly more than a hundred: a step a poem, many steps and small ones
        "english": replace(DEFAULT, collection="sonnets", epochs=15, batch_size=1, lr=0.01, dropout=0.1),
    },
    load=load,
    model=Gpt,
    generate=lambda gpt, recipe, request: writing.write(gpt, *read(recipe.collection), request),
    generate_options=poem_plan.OPTIONS,
    shape=(20,),
)
