"""Pictures made of characters, for the terminal; their numbers are kept, so that the page can draw them better."""

import re
from typing import Any

from torch import Tensor

DRAWN: list[dict[str, Any]] = []
"""What this process has drawn: `kind`, the `text` it became, and its `points` or `rows`."""
PIXELS = 10_000
"""A larger picture is kept as text only."""
POINTS = 300
"""A curve of more points is thinned."""


def picture(x: Tensor, width: int = 28) -> str:
    """A grey picture (H, W), dark to light, as lines of characters."""
    x = x.detach().float()
    x = (x - x.min()) / (x.max() - x.min()).clamp(min=1e-9)
    step = max(1, x.shape[1] // width)
    ramp = " .:-=+*#%@"
    lines = ["".join(ramp[int(v * 9.99)] for v in row[::step]).rstrip() for row in x[:: 2 * step].tolist()]
    inked = [k for k, line in enumerate(lines) if line]
    text = "\n".join(lines[inked[0] : inked[-1] + 1]) if inked else ""
    pixels = x[: 2 * step * len(lines)].mul(255).round().int().tolist() if x.numel() <= PIXELS else []
    DRAWN.append({"kind": "picture", "text": text, "rows": pixels})
    return text


def curve(values: list[float], width: int = 40, height: int = 6) -> str:
    """A curve, e.g. of the loss over the steps, drawn with characters."""
    values = [float(one) for one in values]
    columns = min(width, len(values))
    some = [values[k * len(values) // columns] for k in range(columns)]
    low, high = min(some), max(some)
    rows = [round((one - low) / ((high - low) or 1.0) * (height - 1)) for one in some]
    apart = " " * min(3, width // columns - 1)  # few values are spread out
    lines = [apart.join("*" if row == level else " " for row in rows).rstrip() for level in range(height - 1, -1, -1)]
    text = "\n".join(
        f"{label:>9} |{line}"
        for label, line in zip([f"{high:.3g}", *[""] * (height - 2), f"{low:.3g}"], lines, strict=True)
    )
    every = max(1, len(values) // POINTS)
    DRAWN.append({"kind": "curve", "text": text, "points": [[k + 1, v] for k, v in enumerate(values)][::every]})
    return text


def pictures(message: str, values: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """A message without the pictures in it, and the pictures: curves, grey pictures, two shapes side by side.

    Args:
        message: as the terminal shows it.
        values: of the mistake, if it is one: `shape` and `wanted` are drawn.
    """
    found = []
    for one in DRAWN:
        if one["text"] and one["text"] in message and (one.get("points") or one.get("rows")):
            message = message.replace(one["text"], "", 1)
            found.append({key: value for key, value in one.items() if key != "text"})
    if {"shape", "wanted"} <= values.keys():
        got, wanted = ([int(n) for n in re.findall(r"\d+", str(values[key]))] for key in ("shape", "wanted"))
        found.append({"kind": "shapes", "got": got, "wanted": wanted})
    return re.sub(r"\n{2,}", "\n", message).strip(), found
