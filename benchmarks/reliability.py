"""How often every promise of reliability was put to the test: runs the tests' long versions and records the counts.

`results/reliability.json` holds what the tests themselves counted; `docs/reliability.md` is written from it.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from benchmarks import safety
from benchmarks.accuracy import ROOT, commit, machine
from pytorch_study import measurements
from pytorch_study.artifacts.environment import environment
from pytorch_study.engine.compute import Compute
from pytorch_study.files import write_json
from pytorch_study.text import Text

RESULT = measurements.RESULTS / "reliability.json"
PAGE = ROOT / "docs" / "reliability.md"
COUNTS = ("tests", "tried", "skipped")


@dataclass(frozen=True)
class Promise:
    """A row of the page.

    Attributes:
        fault: what happens.
        promise: what then holds.
        proof: how that is tested.
    """

    fault: Text
    promise: Text
    proof: Text


PROMISES: dict[str, Promise] = {
    "kill": Promise(
        Text("训练到一半被 `kill -9`", "`kill -9` in the middle of a training"),
        Text(
            "接着训练之后，权重、优化器、EMA 和每一轮的指标（耗时除外）与从未中断的训练逐位相同（同一种 CPU、torch、精度、线程数）",
            "after resuming, weights, optimizer, EMA and every epoch's metrics (but the seconds) equal those of a training"
            " never interrupted, bit for bit (same type of CPU, torch, precision and number of threads)",
        ),
        Text(
            "在随机时刻杀死真实的训练，再接着训练，可能再杀；与不中断的那次比较",
            "real trainings killed at random moments, resumed, perhaps killed again; compared with one left alone",
        ),
    ),
    "saving": Promise(
        Text("正在保存时被杀，或写入、fsync、改名失败", "killed while saving; a write, fsync or rename fails"),
        Text(
            "新的或旧的检查点至少有一个能用；磁盘满时退出码 5",
            "the old or the new checkpoint loads, never neither; a full disk is exit code 5",
        ),
        Text(
            "循环保存时反复杀死；让第 N 次写入、fsync、改名失败，N 取遍；真实的小 tmpfs 写满",
            "kills in a loop that only saves; the Nth write, fsync and rename fail, for every N; a real small tmpfs"
            " that fills up",
        ),
    ),
    "readonly": Promise(
        Text("文件夹只读", "a read-only folder"),
        Text("训练开始之前就以退出码 5 结束", "exit code 5 before the training starts"),
        Text("以非 root 用户真实运行", "really run as a user who is not root"),
    ),
    "signals": Promise(
        Text("Ctrl-C 一次或两次、SIGTERM、管道被关闭", "Ctrl-C once or twice, SIGTERM, a closed pipe"),
        Text(
            "做完这一步、保存，退出码 130 或 143，给出接着训练的命令；管道断开没有 traceback",
            "the step is finished and saved, exit code 130 or 143, the command that goes on is printed; a broken pipe"
            " brings no traceback",
        ),
        Text("在随机的步骤发送真实的信号；`| head`", "real signals at random steps; `| head`"),
    ),
    "checkpoint": Promise(
        Text(
            "检查点翻转了一位、被截断、为空、藏有恶意代码、属于另一个模型或配方",
            "a checkpoint with a flipped bit, cut short, empty, malicious, of another model or recipe",
        ),
        Text(
            "说出坏在哪里；改用上一代，否则退出码 4；绝不执行其中的任何代码；列出不同之处",
            "named; the generation before is used, or exit code 4; nothing in it is executed; differences are listed",
        ),
        Text(
            "翻转和截断遍布文件的每个区域；带金丝雀文件的恶意 pickle",
            "flips and cuts in every region of the file; hostile pickles with a canary",
        ),
    ),
    "weights": Promise(
        Text("权重文件被改动，或文件头有恶意", "changed weights, or a hostile header"),
        Text("退出码 4；只读 safetensors，从不反序列化代码", "exit code 4; only safetensors are read, never code"),
        Text(
            "翻转和截断遍布文件；谎报长度、类型、偏移的文件头",
            "flips and cuts all over the file; headers that lie about length, type and offsets",
        ),
    ),
    "lock": Promise(
        Text("在同一个文件夹里启动两个训练", "two trainings in one folder"),
        Text(
            "第二个以退出码 2 结束，并指出占用文件夹的是哪个进程；`kill -9` 之后锁自动释放",
            "the second ends with exit code 2 and names the owner; `kill -9` frees the lock",
        ),
        Text("真的启动两个", "both really started"),
    ),
    "diverge": Promise(
        Text("损失变成 NaN 或无穷大", "the loss turns NaN or infinite"),
        Text(
            "立即停在那一步，退出码 6，保留最后一个数值正常的检查点，并提示该试什么",
            "stops at that step, exit code 6; the last finite checkpoint stays, and what to try is said",
        ),
        Text("真实的训练，学习率大得离谱", "real trainings with absurd learning rates"),
    ),
    "data": Promise(
        Text(
            "数据翻转了一位、被截断、格式或数目不对、是存成 .gz 的网页",
            "data with a flipped bit, cut short, of a wrong form or count; a web page saved as .gz",
        ),
        Text(
            "退出码 3，说出应有的和实际的；绝不进缓存",
            "exit code 3, what was expected and what was found; never cached",
        ),
        Text("改动过的副本；本机的坏服务器", "changed copies; a bad server on this machine"),
    ),
    "network": Promise(
        Text(
            "没有网络、卡住、断开、服务器不支持续传、四个下载同时进行",
            "no network, stalled, dropped, ranges ignored, four downloads at once",
        ),
        Text(
            "几秒内说清楚或换下一个来源，能续传，最后只有一个好文件；没有网络时说出该把哪个文件放到哪里",
            "within seconds it is said, or the next source is taken; goes on where it broke off; one good file; without"
            " a network, which file to put where",
        ),
        Text("127.0.0.1 上真实的坏服务器", "a real server on 127.0.0.1 that misbehaves"),
    ),
    "archive": Promise(
        Text("压缩包里有 `../`、链接、设备文件、解压炸弹", "an archive with `../`, links, devices, a bomb"),
        Text("不会写到目标文件夹之外，内存有上限", "nothing is written outside, memory is bounded"),
        Text("测试自己做出这些压缩包", "built by the tests"),
    ),
    "picture": Promise(
        Text(
            "50,000 × 50,000 像素、不是图片、少见的像素格式、EXIF 旋转",
            "50,000 x 50,000 pixels, no picture at all, odd modes, EXIF rotation",
        ),
        Text("报错说得清楚；所有正常的像素格式都能用", "a clear error; every valid mode works"),
        Text("每一种都真的读", "each of them really read"),
    ),
    "team": Promise(
        Text("`torchrun` 的一个进程被杀", "one process of `torchrun` is killed"),
        Text(
            "其余进程在 30 秒内结束并已保存；可以用任意数目的进程接着训练",
            "the others end within 30 seconds and have saved; any number of processes goes on",
        ),
        Text("真的发 SIGKILL，真的接着训练", "a real SIGKILL, a real resume"),
    ),
    "hosts": Promise(
        Text("多台机器，一台在训练中途断网", "several machines, one unplugged in mid-epoch"),
        Text("没有进程会一直等下去；可以接着训练", "nobody waits for ever; the run can be resumed"),
        Text("一台机器上的两个网络命名空间，当作两台主机", "two network namespaces on one machine as two hosts"),
    ),
    "private": Promise(
        Text("程序悄悄联网，或执行别人的代码", "the program calls home, or runs other people's code"),
        Text(
            "除了下载数据，从不连接网络；`torch.load` 只读自己的文件，先验校验和，且 `weights_only`",
            "apart from downloading data it never opens a connection; `torch.load` reads only our own files, after their"
            " checksum and with `weights_only`",
        ),
        Text("用审计钩子看着每条命令；检查源码", "an audit hook watches every command; the source is checked"),
    ),
}


def measure(names: Sequence[str] = ()) -> dict[str, Any]:
    """Run the tests of promises, in their long version; write and return `results/reliability.json`.

    Args:
        names: which; none: all. What was counted of the others before stays.

    Raises:
        subprocess.CalledProcessError: a test failed; nothing is written of that promise then.
    """
    for name in names or PROMISES:
        with tempfile.TemporaryDirectory() as folder:
            counts = Path(folder) / "counts.json"
            started = time.monotonic()
            tests = ["--promise", name, "--long", "--timeout", "7200", "--reliability", str(counts)]
            subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], cwd=ROOT, check=True)
            about = environment(Compute("cpu", "fp32", 1))
            row = {
                **json.loads(counts.read_text("utf-8"))[name],
                "minutes": round((time.monotonic() - started) / 60, 1),
                "machine": machine(about),
                **{key: about[key] for key in ("torch", "python", "system")},
                "command": "python -m benchmarks reliability",
                "commit": commit(),
                "date": date.today().isoformat(),
            }
        with FileLock(RESULT.with_name(f".{RESULT.name}.lock")):
            write_json(RESULT, {**counted(), name: row})
    return counted()


def counted() -> dict[str, Any]:
    """What is known by now: a row a promise, in the page's order."""
    found = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    return {name: found[name] for name in PROMISES if name in found}


def page() -> str:
    """`docs/reliability.md`, both languages, from what the tests counted."""
    return "\n".join(
        [
            "# 可靠性 · Reliability",
            "",
            "<!-- 由 python -m benchmarks figures 写成，请勿手改 · written by it, not by hand -->",
            "",
            "训练可能被杀、磁盘会满、文件会坏。下面每一行是一种故障、一个承诺和它的证明。次数由测试自己数出，没有一次失败；"
            "“跳过”是那台机器上跑不了的测试。用 `python -m benchmarks reliability` 可以重做，CI 每次都跑较短的版本。",
            "",
            *_table(["故障", "承诺", "怎样证明", "测试", "次数", "跳过", "何时、何地"], 0),
            "",
            *_cost(0),
            "## English",
            "",
            "Trainings are killed, disks fill up, files rot. Each line is a fault, a promise and its proof. The tests counted"
            " their tries themselves, and none failed; skipped are those that cannot run on that machine."
            " `python -m benchmarks reliability` does it again; CI runs a shorter version every time.",
            "",
            *_table(["fault", "promise", "how it is proven", "tests", "tries", "skipped", "when and where"], 1),
            "",
            *_cost(1),
        ]
    )


def _cost(language: int) -> list[str]:
    """What all this safety costs, from `results/safety.json`; nothing where that is not measured."""
    if not safety.RESULT.exists():
        return []
    found = json.loads(safety.RESULT.read_text("utf-8"))
    shares = [f"{row['lesson']} {row['share']:.2%}" for row in found["trainings"]]
    where = f"{found['date']}, {found['commit']}, {found['machine']}, torch {found['torch']}"
    sentence = Text(
        "保存检查点占训练时间的比例：{shares}（承诺不超过 {limit:.0%}；`python -m benchmarks safety`；{where}）。",
        "Share of the training's time that checkpoints take: {shares} (promised: no more than {limit:.0%};"
        " `python -m benchmarks safety`; {where}).",
    )[language]
    return [sentence.format(shares=("、", ", ")[language].join(shares), limit=found["limit"], where=where), ""]


def _table(heads: list[str], language: int) -> list[str]:
    counts = counted()
    rows = []
    for name, row in PROMISES.items():
        words = [text[language] for text in (row.fault, row.promise, row.proof)]
        one = counts.get(name)
        if one is None:
            rows.append([*words, *("-" for _ in COUNTS), Text("还没有测", "not measured yet")[language]])
            continue
        where = f"{one['date']}, {one['commit']}, {one['machine']}, torch {one['torch']}"
        rows.append([*words, *(str(one[n]) for n in COUNTS), where])
    return [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * 3 + ["---:"] * 3 + ["---"], *rows)]
