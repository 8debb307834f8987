"""What watching a training costs: nobody watching, another process reading its events, and a real page open.

The three alternate over several rounds; the result is the ratio of the medians. Also: how long a drawing waits for its
prediction.
"""

import base64
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks.accuracy import ROOT, where
from pytorch_study import measurements
from pytorch_study.files import write_json
from pytorch_study.playground import server

RESULT = measurements.RESULTS / "page.json"
TURNS = 5
READ = "import sys, urllib.request\nfor line in urllib.request.urlopen(sys.argv[1]): pass"
BROWSE = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    page = playwright.chromium.launch(executable_path=sys.argv[2], args=options).new_page()
    page.goto(sys.argv[1] + "#train")
    page.wait_for_timeout(600_000)
"""


def measure(chromium: str | None) -> dict[str, Any]:
    """Time trainings and drawings on the page; write and return `results/page.json`.

    Args:
        chromium: path of the browser's executable; None: skip the browser.
    """
    variants: dict[str, list[str] | None] = {"alone": None, "events": ["-c", READ]}
    if chromium:
        variants["page"] = ["-c", BROWSE]
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with server.RunningServer(server.listen("127.0.0.1", None), "127.0.0.1", root / "runs", None, root) as running:
            idle = _drawings(running)
            for turn in range(TURNS):
                for name, arguments in variants.items():
                    with _watching(running, arguments, chromium):
                        seconds[name].append(_train(running))
                click.echo(f"turn {turn + 1} of {TURNS}")
            busy = _while_training(running)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    result = {
        "seconds": medians,
        **{f"slower_{name}": medians[name] / medians["alone"] - 1 for name in variants if name != "alone"},
        "turns": TURNS,
        "milliseconds_of_a_drawing": {"idle": idle, "while_training": busy},
        **where("python -m benchmarks page"),
    }
    write_json(RESULT, result)
    return result


def _train(running: server.RunningServer) -> float:
    """Seconds of two epochs of lesson 2 until the test set is scored; drawing the report is not included."""
    trainings = running.state.trainings
    _post(running, "train", {"lesson": "mnist", "recipe": "default", "seed": 0, "changes": {"epochs": 2}})
    training = trainings.current
    assert training is not None
    started = time.perf_counter()
    while not training.finished.is_set() and training.status != "scoring":
        time.sleep(0.01)
    seconds = time.perf_counter() - started
    training.finished.wait()
    assert training.status == "done", training.error
    return seconds


def _while_training(running: server.RunningServer) -> dict[str, float]:
    thread = threading.Thread(target=_train, args=(running,))
    thread.start()
    time.sleep(1)
    found = _drawings(running)
    thread.join()
    return found


def _drawings(running: server.RunningServer, count: int = 60) -> dict[str, float]:
    """Milliseconds from a request to its response, with all layers: the median and the 95th percentile (`most`)."""
    pixels = bytes(255 if 120 <= x < 150 and 60 <= y < 220 else 0 for y in range(280) for x in range(280))
    body = {"size": 280, "pixels": base64.b64encode(pixels).decode(), "targets": ["mnist"], "layers": True}
    found = []
    for _ in range(count):
        started = time.perf_counter()
        _post(running, "draw", body)
        found.append(1000 * (time.perf_counter() - started))
    found = sorted(found[5:])  # the first requests load the weights
    return {"median": statistics.median(found), "most": found[int(0.95 * len(found))]}


def _post(running: server.RunningServer, route: str, body: dict[str, Any]) -> Any:
    headers = {"X-Token": running.state.policy.token, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{running.url}api/{route}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


@contextlib.contextmanager
def _watching(running: server.RunningServer, arguments: list[str] | None, chromium: str | None) -> Iterator[None]:
    if arguments is None:
        yield
        return
    url = running.url if chromium and arguments[1] == BROWSE else f"{running.url}api/train/events"
    watcher = subprocess.Popen([sys.executable, *arguments, url, str(chromium)], cwd=ROOT)
    time.sleep(5)  # until the page has loaded
    try:
        yield
    finally:
        watcher.terminate()
        watcher.wait()
