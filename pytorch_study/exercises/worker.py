"""One check, in a process of its own: `judging.assess` runs in the child, `serve` stops those that run wild.

Where the system can fork, torch is imported once, by the server, and a child costs milliseconds; elsewhere each child
imports it anew. The server reads one JSON request a line from stdin and writes one verdict a line to stdout.
"""

import contextlib
import faulthandler
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CPU_SECONDS = 15
"""How long a check may compute. The reference solutions need less than 5 s on two slow cores."""
WALL_SECONDS = 60
"""How long it may take in all: an answer that sleeps for ever computes nothing."""
MEMORY = 3 << 30
"""Bytes that a check may take on top of torch."""
FLOOD = 1 << 20
"""Bytes that an answer may print."""
SHOWN, LINES = 500, 10
"""Characters and lines of what was printed that are kept."""
NO_NETWORK = 0x10000000 | 0x40000000
"""Linux's flags for a user namespace and a network namespace of one's own: CLONE_NEWUSER, CLONE_NEWNET."""
FORKS = hasattr(os, "fork") and sys.platform != "darwin"  # macOS: frameworks that torch links do not survive a fork

UNWANTED = threading.Event()
"""Set when nobody waits for the check under way any more."""
REPEATED = 20
"""Calls of one line in the trace of a crash, which has at most a hundred, that make it a recursion."""

Started = tuple[int, Callable[[], int | None], Callable[[], None]]
"""A child: its pid, `poll` (None while it runs, else its exit code), `kill`."""


def serve() -> None:
    """Answer requests until stdin closes or SIGTERM comes; a child under way goes first. SIGINT ends just the child."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, lambda *_: UNWANTED.set())
    if FORKS:
        import torch._dynamo  # the first optimizer would import it, in every child
        import torch.utils.data  # noqa: F401

        from pytorch_study.exercises import judging  # noqa: F401
    for line in sys.stdin.buffer:
        UNWANTED.clear()
        request = json.loads(line)
        if FORKS:
            _share_digits(request)
        verdict = run(request)
        sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n")
        sys.stdout.buffer.flush()


def _share_digits(request: dict[str, Any]) -> None:
    """Load the digits before the child of a check that draws some is forked; else each one would unpack them again.

    This starts no thread, which a fork would lose: the worker is started with OMP_NUM_THREADS=1.
    """
    from pytorch_study.exercises import kit

    with contextlib.suppress(Exception):  # whatever is wrong with them, the child finds it, too, and says it
        check = (Path(request["folder"]) / "check.py").read_text("utf-8")
        if any(word in check for word in ("digits", "clinic_data", "mnist")):
            for part in ("train", "test"):
                kit._mnist(part)


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Run one check in a child, and stop it if it computes, sleeps, prints or takes memory beyond its limits.

    Args:
        request: `folder` of the exercise, `answer` (path of the file), `language`, `seed`.
    """
    scratch = Path(tempfile.mkdtemp(prefix="learn-"))
    try:
        started = time.monotonic()
        child = _forked(request, scratch) if FORKS else _spawned(request, scratch)
        stopped, code = _watch(child, scratch, started)
        verdict: dict[str, Any] = {"passed": False, "mistake": stopped, "values": {}}
        with contextlib.suppress(OSError, ValueError):
            if stopped is None:
                verdict = json.loads((scratch / "verdict.json").read_text("utf-8"))
        if verdict["mistake"] is None and not verdict["passed"]:
            verdict["mistake"] = _ended(code or 0, scratch / "crash")
        with contextlib.suppress(OSError):
            verdict.update(_printed((scratch / "output").read_bytes().decode("utf-8", "replace")))
        return {**verdict, "seconds": round(time.monotonic() - started, 3)}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _ended(code: int, crash: Path) -> str:
    """The mistake of an answer whose process ended without a verdict: by its exit code and the trace of a crash."""
    cpu = getattr(signal, "SIGXCPU", None)
    if cpu and code == -cpu:
        return "endless"
    if code < 0 or 0xC0000000 <= code < 0xF0000000:  # a signal; on Windows, an exception (-1 would be 0xFFFFFFFF)
        return "recursion" if _repeats(crash) else "crashed"
    return "exits"


def _printed(text: str) -> dict[str, Any]:
    """The beginning of what was printed and, if it is not all: how many characters are left out, and lines in all."""
    lines = text.strip().splitlines()
    shown = "\n".join(lines[:LINES])[:SHOWN]
    left_out = len(text.strip()) - len(shown)
    return {"printed": shown, "cut": [left_out, len(lines)] if left_out > 0 else []}


def _watch(child: Started, scratch: Path, started: float) -> tuple[str | None, int | None]:
    """Wait for the child. Returns (why it was stopped or None, its exit code)."""
    pid, poll, kill = child
    stopped, code, pause, base = None, None, 0.002, _memory(pid)
    looks = asleep = 0
    end = _end_of(pid)
    try:
        while (code := poll()) is None and stopped is None:
            if end is None:
                time.sleep(pause)
            else:
                select.select([end], [], [], pause)
            pause = min(0.05, pause * 1.3)
            looks, asleep = looks + 1, asleep + _sleeps(pid)
            if UNWANTED.is_set():
                stopped = "exits"  # nobody reads it
            elif time.monotonic() - started > WALL_SECONDS:
                stopped = "waits" if asleep > looks / 2 else "endless"
            elif _bytes(scratch / "output") > FLOOD:
                stopped = "flood"
            elif _memory(pid) - base > MEMORY:
                stopped = "memory"
    finally:
        kill()  # also what it left behind in its process group
        if end is not None:
            os.close(end)
    return stopped, code


def _end_of(pid: int) -> int | None:
    """A file descriptor that can be read once a child has ended, so that no time is lost; None where there is none."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # an old kernel, or a Python built for one
            return os.pidfd_open(pid)
    return None


def _forked(request: dict[str, Any], scratch: Path) -> Started:
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.alarm(int(WALL_SECONDS) + 5)  # should the server be killed
            os.setsid()
            _redirect(scratch)
            _child(request, scratch)
        finally:
            os._exit(0)
    code: int | None = None

    def poll() -> int | None:
        nonlocal code
        if code is None:
            done, status = os.waitpid(pid, os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if done else None
        return code

    def kill() -> None:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        while poll() is None:
            time.sleep(0.005)

    return pid, poll, kill


def _spawned(request: dict[str, Any], scratch: Path) -> Started:
    (scratch / "request.json").write_text(json.dumps(request), "utf-8")
    command = [sys.executable, "-P", "-m", "pytorch_study.exercises.worker", "--once", str(scratch)]
    with (scratch / "output").open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def kill() -> None:
        process.kill()
        process.wait()

    return process.pid, process.poll, kill


def _once(scratch: Path) -> None:
    """All that a process for one check does. It ends by itself should the server be killed, which nothing tells it."""
    faulthandler.dump_traceback_later(WALL_SECONDS + 5, exit=True)  # its stderr is a file, and then nobody reads it
    _child(json.loads((scratch / "request.json").read_text("utf-8")), scratch)


def _redirect(scratch: Path) -> None:
    """Send what the answer prints into a file; it has nothing to read."""
    output = os.open(scratch / "output", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)


def _child(request: dict[str, Any], scratch: Path) -> None:
    """What the child does: set its limits, judge, and leave the verdict in a file."""
    home = scratch / "home"
    home.mkdir()
    os.environ.update(HOME=str(home), USERPROFILE=str(home), MPLBACKEND="Agg")
    os.chdir(home)
    from pytorch_study.exercises import judging

    _limit()
    faulthandler.enable((scratch / "crash").open("w", encoding="utf-8"))
    verdict = judging.assess(**request)
    sys.stdout.flush()
    sys.stderr.flush()
    (scratch / "verdict.part").write_text(json.dumps(verdict), "utf-8")
    (scratch / "verdict.part").replace(scratch / "verdict.json")


def _limit() -> None:
    """Limits that the system enforces itself, where it can: no network, little memory, little time."""
    with contextlib.suppress(AttributeError, OSError, ImportError):
        if hasattr(os, "unshare"):
            os.unshare(NO_NETWORK)
        elif sys.platform == "linux":  # before Python 3.12
            import ctypes

            ctypes.CDLL(None).unshare(NO_NETWORK)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _sleeps(pid: int) -> bool:
    """Whether a process waits just now; a busy machine makes nobody sleep. False where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"S"
    except (OSError, IndexError):
        return False


def _repeats(crash: Path) -> bool:
    """Whether the trace of a crash is of a function that called itself: the same line over and over."""
    try:
        lines = [line for line in crash.read_text("utf-8", "replace").splitlines() if line.startswith("  File ")]
    except OSError:
        return False
    return any(lines.count(line) >= REPEATED for line in set(lines))


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError, AttributeError, IndexError):
        return 0


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


if __name__ == "__main__":
    if "--once" in sys.argv:
        _once(Path(sys.argv[-1]))
    else:
        serve()
