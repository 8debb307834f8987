"""Run the long versions of the tests of every reliability promise, and record how often each was tested.

`results/reliability.json` holds what the tests themselves counted; `docs/reliability.md` is generated from it.
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
        fault: what goes wrong.
        promise: what is guaranteed then.
        proof: how the guarantee is tested.
    """

    fault: Text
    promise: Text
    proof: Text


PROMISES: dict[str, Promise] = {
    "kill": Promise(
        Text("训练到一半被 `kill -9`", "`kill -9` in the middle of a training"),
        Text(
            "接着训练之后，权重、优化器、EMA 和每一轮的指标（耗时除外）与从未中断的训练逐位相同（同一种 CPU、torch、精度、线程数）",
            "after resuming, weights, optimizer, EMA and every epoch's metrics (except the seconds) equal those of an"
            " uninterrupted training, bit for bit (same type of CPU, torch, precision and number of threads)",
        ),
        Text(
            "在随机时刻杀死真实的训练，再接着训练，可能再杀；与不中断的那次比较",
            "real trainings are killed at random moments, resumed, perhaps killed again, and compared with an"
            " uninterrupted one",
        ),
    ),
    "saving": Promise(
        Text("正在保存时被杀，或写入、fsync、改名失败", "killed while saving; a write, fsync or rename fails"),
        Text(
            "新的或旧的检查点至少有一个能用；磁盘满时退出码 5",
            "the old or the new checkpoint can always be loaded; exit code 5 if the disk is full",
        ),
        Text(
            "循环保存时反复杀死；让第 N 次写入、fsync、改名失败，N 取遍；真实的小 tmpfs 写满",
            "kills in a loop that only saves; the Nth write, fsync or rename fails, for every N; a small real tmpfs"
            " fills up",
        ),
    ),
    "readonly": Promise(
        Text("文件夹只读", "a read-only folder"),
        Text("训练开始之前就以退出码 5 结束", "exit code 5 before the training starts"),
        Text("以非 root 用户真实运行", "really run as a non-root user"),
    ),
    "signals": Promise(
        Text("Ctrl-C 一次或两次、SIGTERM、管道被关闭", "Ctrl-C once or twice, SIGTERM, a closed pipe"),
        Text(
            "做完这一步、保存，退出码 130 或 143，给出接着训练的命令；管道断开没有 traceback",
            "finishes the step, saves, exits with 130 or 143 and prints the command that resumes; a broken pipe gives no"
            " traceback",
        ),
        Text(r"在随机的步骤发送真实的信号；`\| head`", r"real signals at random steps; `\| head`"),
    ),
    "checkpoint": Promise(
        Text(
            "检查点翻转了一位、被截断、为空、藏有恶意代码、属于另一个模型或配方",
            "a checkpoint with a flipped bit, cut short, empty, malicious, of another model or recipe",
        ),
        Text(
            "说出坏在哪里；改用上一代，否则退出码 4；绝不执行其中的任何代码；列出不同之处",
            "says what is wrong; uses the previous generation, otherwise exit code 4; never executes anything in it;"
            " lists the differences",
        ),
        Text(
            "翻转和截断遍布文件的每个区域；带金丝雀文件的恶意 pickle",
            "flipped bits and cuts in every region of the file; malicious pickles with a canary file",
        ),
    ),
    "weights": Promise(
        Text("权重文件被改动，或文件头有恶意", "modified weights, or a malicious header"),
        Text("退出码 4；只读 safetensors，从不反序列化代码", "exit code 4; only safetensors are read, never code"),
        Text(
            "翻转和截断遍布文件；谎报长度、类型、偏移的文件头",
            "flipped bits and cuts all over the file; headers with false lengths, types and offsets",
        ),
    ),
    "lock": Promise(
        Text("在同一个文件夹里启动两个训练", "two trainings in one folder"),
        Text(
            "第二个以退出码 2 结束，并指出占用文件夹的是哪个进程；`kill -9` 之后锁自动释放",
            "the second ends with exit code 2 and names the process that owns the folder; `kill -9` frees the lock",
        ),
        Text("真的启动两个", "both are really started"),
    ),
    "diverge": Promise(
        Text("损失变成 NaN 或无穷大", "the loss becomes NaN or infinite"),
        Text(
            "立即停在那一步，退出码 6，保留最后一个数值正常的检查点，并提示该试什么",
            "stops at that step with exit code 6, keeps the last finite checkpoint, and says what to try",
        ),
        Text("真实的训练，学习率大得离谱", "real trainings with absurd learning rates"),
    ),
    "data": Promise(
        Text(
            "数据翻转了一位、被截断、格式或数目不对、是存成 .gz 的网页",
            "data with a flipped bit, cut short, of the wrong format or count; a web page saved as .gz",
        ),
        Text(
            "退出码 3，说出应有的和实际的；绝不进缓存",
            "exit code 3 with what was expected and what was found; never cached",
        ),
        Text("改动过的副本；本机的坏服务器", "modified copies; a misbehaving server on this machine"),
    ),
    "network": Promise(
        Text(
            "没有网络、卡住、断开、服务器不支持续传、四个下载同时进行",
            "no network, a stalled or dropped connection, a server without ranges, four downloads at once",
        ),
        Text(
            "几秒内说清楚或换下一个来源，能续传，最后只有一个好文件；没有网络时说出该把哪个文件放到哪里",
            "within seconds it says so or tries the next source; continues a partial download; ends with one good file;"
            " without a network, says which file to put where",
        ),
        Text("127.0.0.1 上真实的坏服务器", "a real server on 127.0.0.1 that misbehaves"),
    ),
    "archive": Promise(
        Text(
            "压缩包里有 `../`、链接、设备文件、解压炸弹",
            "an archive with `../`, links, device files or a decompression bomb",
        ),
        Text("不会写到目标文件夹之外，内存有上限", "writes nothing outside its folder, with bounded memory"),
        Text("测试自己做出这些压缩包", "built by the tests"),
    ),
    "picture": Promise(
        Text(
            "50,000 × 50,000 像素、不是图片、少见的像素格式、EXIF 旋转",
            "50,000 x 50,000 pixels, not a picture at all, rare pixel formats, EXIF rotation",
        ),
        Text("报错说得清楚；所有正常的像素格式都能用", "a clear error; every valid pixel format works"),
        Text("每一种都真的读", "each of them is really read"),
    ),
    "team": Promise(
        Text("`torchrun` 的一个进程被杀", "one process of `torchrun` is killed"),
        Text(
            "其余进程在 30 秒内结束并已保存；可以用任意数目的进程接着训练",
            "the others save and end within 30 seconds; any number of processes can resume",
        ),
        Text("真的发 SIGKILL，真的接着训练", "a real SIGKILL, a real resume"),
    ),
    "hosts": Promise(
        Text("多台机器，一台在训练中途断网", "several machines, one of them unplugged in the middle of an epoch"),
        Text("没有进程会一直等下去；可以接着训练", "no process waits forever; the run can be resumed"),
        Text("一台机器上的两个网络命名空间，当作两台主机", "two network namespaces on one machine act as two hosts"),
    ),
    "private": Promise(
        Text("程序悄悄联网，或执行别人的代码", "the program secretly uses the network, or runs other people's code"),
        Text(
            "除了下载数据，从不连接网络；`torch.load` 一律 `weights_only`，检查点和权重先验校验和",
            "except for downloading data it never opens a connection; `torch.load` always has `weights_only`, and"
            " checkpoints and weights are checked first",
        ),
        Text(
            "用审计钩子看着十几条常用的命令；检查源码",
            "an audit hook watches the usual commands; the source code is checked",
        ),
    ),
}


YES, NO = Text("**是**", "**yes**"), Text("否", "no")
ELSEWHERE: list[tuple[str, Text, Text, Text]] = [
    ("pytorch_study", Text("默认", "defaults"), YES, Text("没有差别，每一课都是", "nothing, in every lesson")),
    ("transformers 5.24 Trainer", Text("默认", "defaults"), YES, Text("没有差别", "nothing")),
    (
        "transformers 5.24 Trainer",
        Text("不用 seedable sampler", "without the seedable sampler"),
        NO,
        Text("248 行练了两次，248 行一次也没练", "248 rows seen twice, 248 never"),
    ),
    (
        "pytorch-ignite 0.5.5 DeterministicEngine",
        Text("两个 worker", "two workers"),
        YES,
        Text("没有差别", "nothing"),
    ),
    (
        "pytorch-ignite 0.5.5 DeterministicEngine",
        Text("没有 worker", "no workers"),
        NO,
        Text("241 行两次，241 行没有，没有警告", "241 rows twice, 241 never, no warning"),
    ),
    (
        "lightning 2.6.6",
        Text("普通的 DataLoader", "plain DataLoader"),
        NO,
        Text("256 行两次，235 行没有，有警告", "256 rows twice, 235 never; it warns"),
    ),
    (
        "lightning 2.6.6",
        Text("StatefulDataLoader", "StatefulDataLoader"),
        NO,
        Text("次序对，dropout 不对", "dropout; the order is right"),
    ),
    ("accelerate 1.15", Text("默认", "defaults"), NO, Text("234 行没有练到", "234 rows never seen")),
    (
        "accelerate 1.15",
        Text("seedable sampler 加 set_epoch", "seedable sampler and set_epoch"),
        NO,
        Text("dropout 错开一次抽取", "dropout, one draw off"),
    ),
    (
        "accelerate 1.15",
        Text("同上，再给 DataLoader 一个自己的 generator", "the same, with a generator of the DataLoader's own"),
        YES,
        Text("没有差别", "nothing"),
    ),
    (
        "Keras 3.15 (torch) BackupAndRestore",
        Text("save_freq 按步", "save_freq in steps"),
        NO,
        Text("第 2 轮从头再来：112 步，不是 96 步", "epoch 2 begins again: 112 steps instead of 96"),
    ),
    (
        "skorch 1.4",
        Text("只能在一轮结束时存", "end of an epoch only"),
        NO,
        Text(
            "次序和 dropout 从头重复；Checkpoint 放在 LRScheduler 前面时，学习率也是",
            "order and dropout repeat from the beginning; so does the learning rate, if Checkpoint comes before LRScheduler",
        ),
    ),
    (
        "fastai 2.8",
        Text("只能在一轮结束时存", "end of an epoch only"),
        NO,
        Text("次序和 dropout 从头重复", "order and dropout repeat from the beginning"),
    ),
    (
        "composer 0.32",
        Text("普通的 DataLoader（它不支持这个 torch）", "plain DataLoader (it does not support this torch)"),
        NO,
        Text("248 行没有练到", "248 rows never seen"),
    ),
    (
        "composer 0.32",
        Text("StatefulDataLoader（同上）", "StatefulDataLoader (likewise)"),
        YES,
        Text("没有差别", "nothing"),
    ),
    (
        "torchdata 0.11 StatefulDataLoader",
        Text("普通用法", "plain"),
        Text("次序是", "its order: yes"),
        Text("只管数据的次序", "it keeps the order of the data only"),
    ),
    (
        "torchdata 0.11 StatefulDataLoader",
        Text("有 generator，没有 worker", "with a generator, without workers"),
        NO,
        Text("generator 慢一次抽取，下一轮的次序不对", "the next epoch's order: the generator is one draw behind"),
    ),
]
"""Library and version, how it was used, whether resuming was exact, what differs."""


def measure(names: Sequence[str] = ()) -> dict[str, Any]:
    """Run the long tests of promises; write and return `results/reliability.json`.

    Args:
        names: promises to test; empty: all. Earlier counts of the others are kept.

    Raises:
        subprocess.CalledProcessError: a test failed; nothing is written for that promise.
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
    """The results so far: one row per promise, in the page's order."""
    found = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    return {name: found[name] for name in PROMISES if name in found}


def page() -> str:
    """Generate `docs/reliability.md`, in both languages, from the recorded counts."""
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
            *_elsewhere(0),
            "## English",
            "",
            "Trainings are killed, disks fill up, files get damaged. Each row is a fault, a promise and its proof. The tests"
            " count their own tries, and none failed; tests that cannot run on that machine are counted as skipped."
            " `python -m benchmarks reliability` repeats them; CI runs a shorter version every time.",
            "",
            *_table(["fault", "promise", "how it is tested", "tests", "tries", "skipped", "when and where"], 1),
            "",
            *_cost(1),
            *_elsewhere(1),
        ]
    )


def _cost(language: int) -> list[str]:
    """The lines on what checkpoints cost, from `results/safety.json`; none if that was not measured."""
    if not safety.RESULT.exists():
        return []
    found = json.loads(safety.RESULT.read_text("utf-8"))
    shares = [f"{row['lesson']} {row['share']:.2%}" for row in found["trainings"]]
    where = f"{found['date']}, {found['commit']}, {found['machine']}, torch {found['torch']}"
    sentence = Text(
        "保存检查点占训练时间的比例：{shares}（承诺不超过 {limit:.0%}；`python -m benchmarks safety`；{where}）。",
        "Share of the training time that checkpoints take: {shares} (promised: at most {limit:.0%};"
        " `python -m benchmarks safety`; {where}).",
    )[language]
    return [sentence.format(shares=("、", ", ")[language].join(shares), limit=found["limit"], where=where), ""]


def _elsewhere(language: int) -> list[str]:
    """Exact resume in other libraries, beside ours."""
    if language == 0:
        heads = ["库和版本", "用法", "逐位相同？", "差在哪里"]
        words = [
            "### 断点续训：别的库怎样",
            "",
            "同一个带 dropout 的小网络，Adam，学习率调度，1,003 行数据，一共 96 步；练完第 48 步，用各个库自己的检查点存下，"
            "换一个新的进程接着练，再与没有中断过的比较。torch 2.13.0，CPU。我们的一行出自上面的测试；"
            "别的库是另外量的，脚本不在本仓库里。",
        ]
    else:
        heads = ["library and version", "used as", "bit for bit?", "what differs"]
        words = [
            "### Exact resume in other libraries",
            "",
            "One small network with dropout, Adam, a learning rate schedule, 1,003 rows, 96 steps in all; stopped after step"
            " 48, saved by each library's own checkpoint, resumed in a new process and compared with an uninterrupted"
            " training; torch 2.13.0 on the CPU. Our row comes from the tests above; the others were measured separately,"
            " and the scripts for that are not in this repository.",
        ]
    rows = [heads, ["---"] * len(heads), *([library, *(text[language] for text in row)] for library, *row in ELSEWHERE)]
    return [*words, "", *(f"| {' | '.join(cells)} |" for cells in rows), ""]


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
