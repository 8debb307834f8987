"""The tables of `docs/*/diagnose.md`, made of `results/diagnose.json`: what is named and missed, and what else is known."""

import json
from typing import Any

from benchmarks.diagnose import cases
from benchmarks.diagnose_worse import KEPT, PARTS
from pytorch_study import measurements
from pytorch_study.text import Text

HEADS = Text(
    "| 毛病 | 自己的 | 行也对 | 没见过的 | 行也对 |",
    "| kind | our own | on the line | never seen | on the line |",
)
TOTAL = Text("一共", "all")
MEASURES = Text("| 问的是 | 量到的 | 命令 |", "| what was asked | what was found | command |")
OWN = Text("自己的", "our own")
UNSEEN = Text("没见过的", "never seen")
WORSE = Text(
    "有毛病的脚本真的比健康的差吗（5 个种子：平均更低，且至少 4 个种子更低）",
    "is the sick script worse than its twin (5 seeds: lower in the mean, and with at least 4 of them)",
)
WORSE_FOUND = Text("{part}：量过 {tried} 对，{worse} 对更差", "{part}: {worse} of {tried} pairs tried")
CURES = Text(
    "照报告里的改法改，毛病就没了、成绩也追上健康的吗",
    "does the cure that the report states remove the finding, and does the score reach the twin's",
)
CURES_FOUND = Text(
    "{part}：{applied} 个只凭行号和改法的字就能改，其中 {applied_healed} 个好了；{same} 个不能直接照改，换成了健康脚本的写法；"
    "{words} 个改法是一句话，没有证明",
    "{part}: {applied} were applied from the line and the cure's words alone, {applied_healed} of them healed; {same} could not be "
    "applied as written and were replaced by the twin's change; {words} cures are advice in words: not proven",
)
COST = Text("用 diagnose 运行，要多花多少时间和内存", "what running under diagnose costs in time and memory")
COST_FOUND = Text(
    "{scripts} 个脚本：时间是原来的 {times:.2f} 倍（中位数），最多 {times_most:.2f} 倍；多 {seconds_more:.1f} 秒（中位数）；内存多 {mb:.0f} MB",
    "{scripts} scripts: {times:.2f} times as long (median), {times_most:.2f} at most; {seconds_more:.1f} s more (median); {mb:.0f} MB more memory",
)
OTHERS = Text(
    "用 torchvision、Lightning、transformers Trainer 写的程序",
    "programs for torchvision, Lightning and the transformers Trainer",
)
OTHERS_FOUND = Text(
    "{cases} 个里说对 {found} 个，行也对 {line} 个；{healthy} 个健康的里，{false_certain} 个被误判为“确定”，{false_suspicious} 个“可疑”",
    "{found} of {cases} named, {line} on the line; of {healthy} healthy ones {false_certain} got a certain finding, {false_suspicious} a suspicious one",
)
PEERS = Text("别的工具在同样的脚本上", "other tools on the same scripts")
PEERS_FOUND = Text(
    "{tool} {version}：{cases} 个里说对 {found} 个，行也对 {line} 个；{healthy} 个健康的里有 {false} 个被它说成有我们的某种毛病",
    "{tool} {version}: {found} of {cases} named, {line} on the line; of {healthy} healthy ones it names a kind of ours in {false}",
)


def by_kind(language: str) -> str:
    """How many scripts of each kind are named: by `diagnose`, on its own and on unseen ones, and by other tools."""
    content = _content()
    parts = {name: content["parts"][name]["summary"] for name in PARTS}
    peers: dict[str, Any] = content.get("peers", {}).get("tools", {})
    head = getattr(HEADS, language) + "".join(f" {name} |" for name in peers)
    rows = [head, "|---" * (head.count("|") - 1) + "|"]
    kinds = sorted({kind for one in parts.values() for kind in one["kinds"]})
    for kind in kinds:
        cells = []
        for one in parts.values():
            counts = one["kinds"].get(kind, {"cases": 0, "found": 0, "line": 0})
            cells += [_of(counts["found"], counts["cases"]), _of(counts["line"], counts["cases"])]
        cells += [_of(one["kinds"].get(kind, 0), one["asked"].get(kind, 0)) for one in peers.values()]
        rows.append(f"| `{kind}` | {' | '.join(cells)} |")
    totals = [_of(one[key], one["cases"]) for one in parts.values() for key in ("found", "line")]
    totals += [_of(one["summary"]["found"], one["summary"]["cases"]) for one in peers.values()]
    rows.append(f"| **{getattr(TOTAL, language)}** | {' | '.join(totals)} |")
    return "\n".join(rows) + "\n"


def measures(language: str) -> str:
    """What else was measured with the corpus; what was not measured yet is left out."""
    content = _content()
    names = {"cases": getattr(OWN, language), "kept_apart": getattr(UNSEEN, language)}
    rows = [getattr(MEASURES, language), "|---|---|---|"]

    def row(question: Text, answer: str, command: str) -> None:
        rows.append(f"| {getattr(question, language)} | {answer} | `python -m benchmarks diagnose {command}` |")

    proof = json.loads(KEPT.read_text("utf-8"))
    lines = [
        getattr(WORSE_FOUND, language).format(
            part=f"{names[part]} ({len(cases(part))})",
            tried=len(proof[part]),
            worse=sum(one["worse"] for one in proof[part].values()),
        )
        for part in PARTS
    ]
    row(WORSE, "<br>".join(lines), "worse")
    summary = content["summary"]
    if "cures" in content:
        each = [getattr(CURES_FOUND, language).format(part=names[p], **summary[f"cures {p}"]) for p in PARTS]
        row(CURES, "<br>".join(each), "cures")
    if "cost" in content:
        row(
            COST,
            getattr(COST_FOUND, language).format(mb=summary["cost"]["bytes_more"] / 2**20, **summary["cost"]),
            "cost",
        )
    if "others" in content:
        row(OTHERS, getattr(OTHERS_FOUND, language).format(**summary["others"]), "others")
    if "peers" in content:
        tools = content["peers"]["tools"].items()
        each = [
            getattr(PEERS_FOUND, language).format(tool=t, version=one["version"], **one["summary"]) for t, one in tools
        ]
        row(PEERS, "<br>".join(each), "peers")
    return "\n".join(rows) + "\n"


def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((measurements.RESULTS / "diagnose.json").read_text("utf-8"))
    return content


def _of(count: int, whole: int) -> str:
    return f"{count} / {whole}" if whole else "—"
