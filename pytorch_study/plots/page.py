"""A run's report: one self-contained HTML file without network requests or scripts."""

import base64
import struct
from collections.abc import Sequence
from contextvars import copy_context
from html import escape

from pytorch_study.text import Language, say, use

Table = Sequence[Sequence[object]]
Section = tuple[str, str, bytes | None, Table | None]

BIG = 4  # this many facts are shown as tiles, the others as table rows

STYLE = """
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1d2126; --muted: #5c6570;
  --rule: #dfe3e8; --accent: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1e2226; --ink: #e8eaed; --muted: #a3abb5;
  --rule: #343a41; --accent: #6cb8e6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.65;
  font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem); }
h1 { margin: 0 0 1.5rem; font-size: clamp(1.5rem, 4vw, 2.2rem); line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 .4rem; font-size: 1.25rem; line-height: 1.35; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5rem), 1fr)); gap: .75rem;
  margin: 0 0 1rem; }
.tiles div, section, details { background: var(--card); border: 1px solid var(--rule); border-radius: .75rem; }
.tiles div { display: flex; flex-direction: column; padding: .8rem 1rem; }
.tiles dt { color: var(--muted); font-size: .875rem; }
.tiles dd { margin: 0; font-size: 1.6rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums; }
.tiles div:first-child dd { color: var(--accent); }
details { margin: 0 0 1rem; padding: .6rem 1rem; }
summary { cursor: pointer; color: var(--muted); }
section { margin: 0 0 1rem; padding: clamp(1rem, 3vw, 1.75rem); }
section p { margin: 0 0 1rem; max-width: 46rem; color: var(--muted); }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.picture { background: #fff; border-radius: .5rem; padding: .5rem; }
@media (prefers-color-scheme: light) { .picture { padding: 0; } }
img { display: block; width: var(--natural); max-width: 100%; height: auto; margin: 0 auto; }
@media (max-width: 44rem) { img { max-width: none; width: max(100%, min(var(--natural), 38rem)); } }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem 1.25rem .35rem 0; border-bottom: 1px solid var(--rule); text-align: left;
  vertical-align: top; }
th { color: var(--muted); font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
td { overflow-wrap: anywhere; min-width: 3.5rem; }
.picture + .wide { margin-top: 1rem; }
footer { color: var(--muted); font-size: .85rem; }
@media print { body { background: none; } section { break-inside: avoid; } .wide { overflow: visible; }
  img { max-width: 100%; width: auto; } }
"""


def page(title: str, facts: Sequence[tuple[str, object]], sections: Sequence[Section], lang: Language) -> str:
    """Build a self-contained HTML page with light and dark themes, for wide and narrow screens.

    Args:
        title: the page's heading.
        facts: (name, value), most important first; the first four are shown large.
        sections: (heading, explanation, PNG bytes or None, table or None). A table's first row holds its column names.
        lang: the page's language.
    """
    context = copy_context()
    context.run(use, lang)
    tiles = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in facts[:BIG])
    rows = "".join(f'<tr><th scope="row">{_text(name)}</th><td>{_text(value)}</td></tr>' for name, value in facts[BIG:])
    body = f"<h1>{_text(title)}</h1>\n"
    body += f'<dl class="tiles">{tiles}</dl>\n' if tiles else ""
    if rows:
        summary = _text(context.run(say, "look.page.more"))
        body += (
            f'<details open><summary>{summary}</summary><div class="wide"><table><tbody>{rows}</tbody></table></div>'
        )
        body += "</details>\n"
    body += "".join(_section(*section) for section in sections)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # So that the browser blocks any request, should one slip in.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}"
        f"<footer>{_text(context.run(say, 'look.page.footer'))}</footer>\n</main>\n</body>\n</html>\n"
    )


def _section(heading: str, explanation: str, png: bytes | None, table: Table | None) -> str:
    html = f"<section>\n<h2>{_text(heading)}</h2>\n"
    html += f"<p>{_text(explanation)}</p>\n" if explanation else ""
    if png is not None:
        # Width and height in the PNG header. Figures are drawn for sharp screens, 1.5 pixels per CSS pixel.
        width, height = (round(side / 1.5) for side in struct.unpack(">II", png[16:24]))
        html += (
            f'<div class="wide picture" tabindex="0" role="group" aria-label="{_text(heading)}">'
            f'<img alt="{_text(heading)}" width="{width}" height="{height}" style="--natural: {width}px" '
            f'src="data:image/png;base64,{base64.b64encode(png).decode()}"></div>\n'
        )
    if table:
        head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table[0])
        rows = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in table[1:])
        html += (
            f'<div class="wide" tabindex="0" role="group" aria-label="{_text(heading)}"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>\n"
        )
    return html + "</section>\n"


def _text(value: object) -> str:
    return escape(str(value), quote=True)
