"""Export the playground's Draw page as one self-contained HTML file: no server, no network, no build step.

A browser does not let a page opened from disk load modules or fetch files. So the page's files (in playground/page;
they are read, no Python is imported from there) are bundled: the style sheets, the modules as one classic script, and
the network with its weights as JSON, which is data and is not executed.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import Tensor

from pytorch_study.data import digit
from pytorch_study.errors import UsageError
from pytorch_study.inspect.mistakes import answers_of, one_of_each, surest_mistakes
from pytorch_study.lesson import DataInfo, Lesson, Split
from pytorch_study.task import find_task
from pytorch_study.text import Text
from pytorch_study.text.page import PAGE

FILES = Path(__file__).parents[1] / "playground" / "page"
SHOWN = 30
"""Number of examples, and of mistakes, included to try."""

_STYLE = re.compile(r'<link rel="stylesheet" href="/page/([\w.-]+)">\n')
_SCRIPT = re.compile(r'<script type="module" src="/page/([\w.-]+)"></script>')
_DATA = '<script type="application/json" id="exported">'
_POLICY = '<meta http-equiv="Content-Security-Policy" content="">'
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|const|class) (\w+))", re.MULTILINE)


def must_read_digits(lesson: Lesson, names: DataInfo) -> None:
    """Check that a model classifies images like the page's drawings as one of the ten digits.

    Raises:
        UsageError: they are not.
    """
    if find_task(lesson.task).headline != "accuracy" or not digit.reads_digits(names):
        raise UsageError("web_digits_only", lesson=lesson.name)


def to_bytes(model: dict[str, Any], network: dict[str, Any], test: Split, outputs: Tensor) -> bytes:
    """Build the page.

    Args:
        model: the model's description, as `/api/start` lists it.
        network: as `plain_network.describe` returns it.
        test: the test set; some of its images are shown on the page.
        outputs: the model's logits for it, (N, classes).
    """
    found = {
        "model": model,
        "network": network,
        "examples": [_picture(test, k) for k in one_of_each(test.y, len(digit.DIGITS), SHOWN)],
        "mistakes": _mistakes(test, outputs),
        "words": {
            language: {key: _in_language(text, language) for key, text in PAGE.items()} for language in ("zh", "en")
        },
    }
    html = (FILES / "standalone.html").read_text("utf-8")
    html = _STYLE.sub(lambda link: f"<style>\n{_file(link[1])}</style>\n", html)
    html = _SCRIPT.sub(lambda tag: f"<script>\n{classic(tag[1])}</script>", html)
    # Escape every `<`: `</script>` or `<!--` in the data would change where the script ends.
    html = html.replace(_DATA, _DATA + json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))
    return html.replace(_POLICY, _POLICY.replace('=""', f'="{_policy(html)}"')).encode()


def network_in(content: bytes) -> dict[str, Any]:
    """Extract the network from a page's bytes, as `plain_network.answer` takes it."""
    found = json.loads(content.decode().partition(_DATA)[2].partition("</script>")[0])
    network: dict[str, Any] = found["network"]
    return network


def classic(entry: str, *more: str) -> str:
    """Bundle a module of the page with all its imports into one classic script, which also runs from a local file.

    Every module becomes a function that is called once and returns the module's exports.

    Args:
        entry: the module's file name.
        more: further entry modules.
    """
    scripts: dict[str, str] = {}
    for name in (entry, *more):
        _collect(name, scripts, ())
    return '"use strict";\n' + "".join(scripts.values())


def _collect(name: str, scripts: dict[str, str], importers: Sequence[str]) -> None:
    if name in importers:
        raise ValueError(f"{name} imports itself, by way of {', '.join(importers)}")
    if name in scripts:
        return
    source = _file(name)
    for _, other in _IMPORT.findall(source):
        _collect(other, scripts, (*importers, name))
    exports = _EXPORT.findall(source)
    source = _IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_variable(found[2])};\n", source)
    source = _EXPORT.sub("", source)
    if unsupported := re.search(r"^(import|export)\b.*|</script", source, re.MULTILINE):
        raise ValueError(f"{name}: this cannot be bundled: {unsupported[0]}")
    scripts[name] = f"const {_variable(name)} = (() => {{\n{source}return {{ {', '.join(exports)} }};\n}})();\n"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _file(name: str) -> str:
    return (FILES / name).read_text("utf-8")


def _policy(html: str) -> str:
    """The content security policy: only this script and this style, and no requests."""
    allowed = {}
    for tag in ("script", "style"):
        digests = [
            hashlib.sha256(found.encode()).digest() for found in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        ]
        allowed[tag] = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed['script']}; style-src {allowed['style']}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _in_language(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def _mistakes(test: Split, outputs: Tensor) -> list[dict[str, Any]]:
    predictions, probabilities = answers_of(outputs)
    return [
        _picture(test, k) | {"answer": digit.DIGITS[int(predictions[k])], "probability": float(probabilities[k])}
        for k in surest_mistakes(outputs, test.y)[:SHOWN].tolist()
    ]


def _picture(test: Split, index: int) -> dict[str, Any]:
    pixels = base64.b64encode(test.x[index].numpy().tobytes()).decode()
    sizes = dict(zip(("channels", "height", "width"), test.x.shape[1:], strict=True))
    return {"index": index, "label": digit.DIGITS[int(test.y[index])], **sizes, "pixels": pixels}
