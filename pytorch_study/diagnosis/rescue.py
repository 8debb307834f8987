"""Scripts for older versions of PyTorch and numpy: why each line does not work any more, and the line that does.

What each idiom does on torch 2.13 and numpy 2.4 was measured: some raise, some warn, some are silent and mean
something else. Nothing here ever turns off `weights_only`: a file that is loaded must not run code.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.files import disk
from pytorch_study.text import say

NAME = r"[A-Za-z_][\w.]*"
ITERATOR = r"(?:[\w.]*(?:(?<!wr)iter(?:ator)?|loader|_it)|it|gen|generator)\d*"
"""By its name: `node.next()` of a linked list, and `prefetcher.next()` of one's own class, are of today."""
RATE = (
    r"-?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"  # 1e-4
    r"|(?:[\w.]*[._])?(?:lr|rate|wd|decay|alpha|eta|momentum|step_size)"  # -lr, group.weight_decay
    r"|\w+\[['\"]\w+['\"]\])"  # -group["lr"]
)
"""What a tensor may have been multiplied by in the old form. `meter.add(loss, n)` counts, and is of today."""
METHOD = r"(?<!\btorch)(?<!\bnp)(?<!\bnumpy)\."
"""Of a tensor: `torch.add(x, y)` is a sum."""


@dataclass(frozen=True)
class OldLine:
    """A line that was written for an older version.

    Attributes:
        line: its number, from 1.
        old: as it is.
        new: as it should be.
        key: of the sentence that says why.
    """

    line: int
    old: str
    new: str
    key: str

    @property
    def why(self) -> str:
        """The reason, in the reader's language."""
        return say(f"diagnose.old.{self.key}")


IDIOMS: tuple[tuple[str, str, str], ...] = (
    # key of the reason, what is looked for, what takes its place
    ("data0", rf"({NAME})\.data\[0\]", r"\1.item()"),
    ("next", r"iter\(([^()]+)\)\.next\(\)", r"next(iter(\1))"),
    ("next", rf"\b({ITERATOR})\.next\(\)", r"next(\1)"),
    ("async", r"\basync\s*=\s*(True|False)", r"non_blocking=\1"),
    ("numpy_types", r"\bnp\.(int|float|object|str|complex)\b(?!\()", r"\1"),
    ("numpy_types", r"\bnp\.(int|float|object|str|complex)\(", r"\1("),
    ("numpy_types", r"\bnp\.long\b", "int"),
    ("numpy_names", r"\bnp\.(?:Inf|infty|PINF)\b", "np.inf"),
    ("numpy_names", r"\bnp\.(?:NaN|NAN)\b", "np.nan"),
    ("numpy_names", r"\bnp\.float_\b", "np.float64"),
    ("numpy_names", r"\bnp\.unicode_\b", "np.str_"),
    ("numpy_names", r"\bnp\.string_\b", "np.bytes_"),
    ("numpy_names", r"\bnp\.product\(", "np.prod("),
    ("numpy_names", r"\bnp\.alltrue\(", "np.all("),
    ("numpy_names", r"\bnp\.sometrue\(", "np.any("),
    ("numpy_names", r"\bnp\.in1d\(", "np.isin("),
    ("numpy_names", r"\bnp\.trapz\(", "np.trapezoid("),
    ("numpy_names", r"\bnp\.row_stack\(", "np.vstack("),
    ("numpy_names", r"\bnp\.asscalar\(([^()]+)\)", r"(\1).item()"),
    ("verbose", r"((?:LR|LROnPlateau|Restarts)\(.*?),\s*verbose\s*=\s*\w+", r"\1"),
    (
        "parameters",
        r"((?:SGD|Adam\w*|RMSprop|Adagrad|LBFGS|NAdam|RAdam)\(\s*(?:params\s*=\s*)?[\w.]+\.parameters)(?=\s*[,)])",
        r"\1()",
    ),
    ("volatile", r"\bVariable\(\s*([^()]+(?:\([^()]*\))?)\s*,\s*volatile\s*=\s*True\s*\)", r"\1.detach()"),
    ("size_average", r"\bsize_average\s*=\s*False", 'reduction="sum"'),
    ("size_average", r"\bsize_average\s*=\s*True", 'reduction="mean"'),
    ("size_average", r"\breduce\s*=\s*False", 'reduction="none"'),
    ("size_average", r"\breduce\s*=\s*True", 'reduction="mean"'),
    ("softmax_dim", r"\b(F\.(?:log_)?softmax)\((\s*[\w.]+(?:\([^()]*\))?\s*)\)", r"\1(\2, dim=-1)"),
    ("softmax_dim", r"\b(nn\.(?:Log)?Softmax)\(\s*\)", r"\1(dim=-1)"),
    (
        "alpha_first",
        METHOD + rf"(add_?|sub_?)\(\s*({RATE}(?:\s*\*\s*[\w.]+)?|-\([^()]+\))\s*,\s*([\w.]+(?:\[[^\]]*\])?)\s*\)",
        r".\1(\3, alpha=\2)",
    ),
    (
        "alpha_first",
        METHOD + r"(addcmul_?|addcdiv_?)\(\s*(-?[\w.]+)\s*,\s*([\w.]+)\s*,\s*([\w.]+(?:\([^()]*\))?)\s*\)",
        r".\1(\3, \4, value=\2)",
    ),
    ("underscore", r"\bclip_grad_norm\(", "clip_grad_norm_("),
    (
        "underscore",
        r"\binit\.(uniform|normal|constant|eye|dirac|xavier_uniform|xavier_normal|kaiming_uniform|kaiming_normal|orthogonal|sparse)\(",
        r"init.\1_(",
    ),
    ("retain", r"\bretain_variables\s*=", "retain_graph="),
    ("linalg", r"\btorch\.symeig\(\s*([\w.]+)[^()]*\)", r"torch.linalg.eigh(\1)"),
    ("linalg", r"\btorch\.(?:solve|gesv)\(\s*([\w.]+)\s*,\s*([\w.]+)\s*\)", r"(torch.linalg.solve(\2, \1), None)"),
    ("linalg", r"\btorch\.(?:lstsq|gels)\(\s*([\w.]+)\s*,\s*([\w.]+)\s*\)", r"torch.linalg.lstsq(\2, \1)"),
    ("linalg", r"\btorch\.matrix_rank\(", "torch.linalg.matrix_rank("),
    ("linalg", r"\btorch\.eig\(\s*([\w.]+)[^()]*\)", r"torch.linalg.eig(\1)"),
    ("six", r"from torch\._six import container_abcs.*", "import collections.abc as container_abcs"),
    ("six", r"from torch\._six import string_classes.*", "string_classes = (str, bytes)"),
    ("six", r"from torch\._six import inf.*", "from math import inf"),
    ("two_d", r"\bnn\.NLLLoss2d\(", "nn.NLLLoss("),
    ("two_d", r"\bF\.nll_loss2d\(", "F.nll_loss("),
    ("upsample", r"\bF\.upsample\(", "F.interpolate("),
    ("get_lr", r"(sched\w*)\.get_lr\(\)", r"\1.get_last_lr()"),
    ("transforms", r"\btransforms\.Scale\(", "transforms.Resize("),
    ("transforms", r"\btransforms\.RandomSizedCrop\(", "transforms.RandomResizedCrop("),
    ("python2", r"\bxrange\(", "range("),
    ("python2", r"^(\s*)print\s+([^(=\s].*)$", r"\1print(\2)"),
    ("byte_mask", r"~\s*([\w.]+)\.byte\(\)", r"~\1.bool()"),
    ("byte_mask", r"(\([^()]*(?:[<>]=?|==|!=)[^()]*\))\.byte\(\)", r"\1.bool()"),
    ("byte_mask", r"(\([^()]*(?:[<>]=?|==|!=)[^()]*\))\.type\(torch\.ByteTensor\)", r"\1.bool()"),
)
"""Mended by themselves, one line at a time."""

AFTER: tuple[tuple[str, str, str, str], ...] = (
    # key, what the error says, what is looked for, what takes its place
    (
        "double",
        r"same dtype|Double|expected scalar type Float",
        r"torch\.(from_numpy|tensor|as_tensor)\(([^()]+(?:\([^()]*\))?)\)(?!\.(?:float|long|type|to))",
        r"torch.\1(\2).float()",
    ),
)
"""Only where the script has stopped with this error: the line is right in itself."""

SAFE = re.compile(r"add_safe_globals\(\[([\w.]+)\]\)|GLOBAL ([\w.]+)")


def places(source: str, error: str = "") -> list[OldLine]:
    """The lines of a script that are for older versions, each with the line that works today.

    Args:
        source: the script.
        error: what it stopped with; some lines are only then to blame.
    """
    found = []
    for number, old in enumerate(source.splitlines(), 1):
        code = old.partition("#")[0].rstrip()
        new, key = code, ""
        for name, pattern, instead in IDIOMS:
            changed = re.sub(pattern, instead, new)
            if changed != new:
                new, key = changed, key or name
        for name, said, pattern, instead in AFTER:
            if (
                error
                and re.search(said, error)
                and "label" not in code
                and "target" not in code
                and not re.match(r"\s*y\w*\s*=", code)
            ):
                changed = re.sub(pattern, instead, new)
                if changed != new:
                    new, key = changed, key or name
        if key:
            found.append(OldLine(number, old, new + old[len(code) :], key))
    if "weights_only" in error or "Weights only" in error:
        found += _loading(source, error)
    return found


def _loading(source: str, error: str) -> list[OldLine]:
    """`torch.load` of a file with more than tensors in it: the types that it needs are allowed, and no others."""
    named = sorted({one or two for one, two in SAFE.findall(error)} - {""})
    for number, old in enumerate(source.splitlines(), 1):
        if "torch.load(" in old and named:
            names = ", ".join(sorted({one.removeprefix("__main__.") for one in named}))
            modules = sorted({one.rpartition(".")[0] for one in named if "." in one} - {"__main__"})
            indent = old[: len(old) - len(old.lstrip())]
            imports = "".join(f"{indent}import {one}\n" for one in modules)
            return [
                OldLine(number, old, f"{imports}{indent}torch.serialization.add_safe_globals([{names}])\n{old}", "load")
            ]
    return []


def mended(source: str, found: list[OldLine]) -> str:
    """The script with its lines replaced."""
    lines = source.splitlines()
    for place in found:
        lines[place.line - 1] = place.new
    return "\n".join(lines) + "\n"


def write_beside(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a mended copy next to a script, in the encoding that it names, never over a file.

    Raises:
        DiskError: it cannot be written there.
    """
    for number in range(1, 1000):
        copy = path.with_name(f"{path.stem}_rescued{number if number > 1 else ''}.py")
        try:
            with disk(copy), copy.open("x", encoding=encoding) as file:
                file.write(text)
            return copy
        except Exception as error:
            if not copy.exists() or not isinstance(error.__cause__, FileExistsError):
                raise
    raise AssertionError("a thousand copies")
