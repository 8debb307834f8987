"""What other people's files and code do to the page: whatever they raise, are called or take, the page goes on."""

import asyncio
import contextlib
import http.client
import io
import json
import os
import re
import signal
import threading
import time
import urllib.request
from types import SimpleNamespace

import pytest
from helpers import POSIX, WAITING
from PIL import Image

from pytorch_study import api, text
from pytorch_study.playground import evaluation, server
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.turns import Turns
from pytorch_study.trained import load_trained

HALVES = """
import time
from pathlib import Path
import torch
from torch import nn
from pytorch_study import Lesson, DataInfo, Recipe, Split, Splits

PLACE = Path(__file__).parent

def load(recipe, sources, seed):
    {load}
    y = torch.arange(60) % 2
    x = (y[:, None, None, None] * 100 + torch.arange(64).reshape(1, 1, 8, 8)).to(torch.uint8)
    return Splits(train=Split(x, y), test=lambda: Split(x, y), info=DataInfo(labels=("a", "b")))

class Net(nn.Sequential):
    def forward(self, x):
        {forward}
        return super().forward(x)

LESSON = Lesson(name={name!r}, task="classify", recipes={{"default": Recipe(epochs=1, batch_size=20, lr=0.001)}},
                load=load, model=lambda recipe: Net(nn.Flatten(), nn.Linear(64, 2)))
"""
WAITS = """
        while (PLACE / "wait").exists():
            time.sleep(0.02)
"""
RAISED = {
    "cancelled": ("import asyncio; raise asyncio.CancelledError('no')", "CancelledError"),
    "generator": ("raise GeneratorExit('no')", "GeneratorExit"),
    "interrupt": ("raise KeyboardInterrupt('no')", "KeyboardInterrupt"),
    "exit": ("raise SystemExit('no')", "SystemExit"),
    "skip": ("import pytest; pytest.skip('no')", "Skipped"),
    "stop": ("raise StopIteration('no')", "StopIteration"),
    "half": ("raise ValueError('no \\\\ud800')", "ValueError"),
    "mute": ("raise type('Mute', (Exception,), {'__str__': lambda e: 1 / 0, '__repr__': lambda e: 1 / 0})()", "Mute"),
}


def lesson(name, load="", forward=""):
    return HALVES.format(name=name, load=load or "pass", forward=forward or "pass")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    text.use("en")
    own, runs = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("runs")
    for name, (code, _) in RAISED.items():
        (own / f"load_{name}.py").write_text(lesson(name, code), "utf-8")
        (own / f"forward_{name}.py").write_text(lesson(name, "", code), "utf-8")
    (own / "fine.py").write_text(lesson("fine"), "utf-8")
    (own / "slow.py").write_text(lesson("slow", "", WAITS), "utf-8")
    (own / "gone.py").write_text(lesson("gone"), "utf-8")
    for name in ("fine", "slow", "gone"):
        api.train(own / f"{name}.py", runs=runs, quiet=True)
    (own / "gone.py").unlink()
    with server.RunningServer(server.listen("127.0.0.1", None), "127.0.0.1", runs, None, own) as running:
        running.own = own
        yield running


def ask(page, method, path, body=None, language="en", name=""):
    headers = {"X-Token": page.state.policy.token, "X-Language": language, "X-Page": name}
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", page.port, timeout=WAITING)) as connection:
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def run_called(page, name):
    return next(one["name"] for one in ask(page, "GET", "/api/runs")[1] if one["lesson"] == name)


def png():
    buffer = io.BytesIO()
    Image.new("L", (8, 8), 90).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("where", ["load", "forward"])
@pytest.mark.parametrize("name", RAISED)
def test_whatever_a_lesson_raises_is_told_with_its_line_and_blocks_no_training(page, where, name):
    source = (page.own / f"{where}_{name}.py").read_text("utf-8").splitlines()
    line = 1 + next(k for k, one in enumerate(source) if RAISED[name][0] in one)
    for language in ("zh", "en"):
        status, told = ask(page, "POST", "/api/train", {"lesson": f"{where}_{name}.py"}, language)
        assert status == 400, told
        assert str(line) in told["error"]
        assert RAISED[name][1] in told["error"]
        assert bool(re.search("[一-鿿]", told["error"])) == (language == "zh")
    assert ask(page, "POST", "/api/train", {"lesson": "fine.py"})[0] == 200
    assert page.state.trainings.current.finished.wait(WAITING)
    assert page.state.trainings.current.status == "done"


def test_what_a_network_raises_ends_no_server(page):
    run = run_called(page, "fine")
    source = page.own / "fine.py"
    before = source.read_text("utf-8")
    try:
        for code, kind in RAISED.values():
            source.write_text(lesson("fine", "", code), "utf-8")
            page.state.photos.models.clear()
            status, told = ask(page, "POST", f"/api/photo?target={run}", png())
            assert (status, kind in told["error"]) == (400, True), told
    finally:
        source.write_text(before, "utf-8")
    page.state.photos.models.clear()
    assert ask(page, "POST", f"/api/photo?target={run}", png())[0] == 200


def test_half_a_character_is_a_sentence(page):
    for body in (b'{"lesson": "\\ud800"}', b'{"lesson": "fine.py", "changes": {"\\udfff": 1}}', b'{"lesson": "\xff"}'):
        for language in ("zh", "en"):
            status, told = ask(page, "POST", "/api/train", body, language)
            assert status == 400
            assert bool(re.search("[一-鿿]", told["error"])) == (language == "zh")
    assert ask(page, "GET", "/api/runs/%ff%fe")[0] == 404
    assert ask(page, "GET", "/api/runs/%ED%A0%80")[0] == 404


@POSIX
def test_one_folder_with_an_impossible_name_or_content_is_one_row(page):
    runs = page.state.runs
    there = len(ask(page, "GET", "/api/runs")[1])
    fine = (runs / run_called(page, "fine") / "run.json").read_text("utf-8")
    bad = [
        os.fsdecode(b"\xb5\xda\xd2\xbb\xb4\xce"),
        "half",
        "odd",
        "compare",
        "events",
        "answers",
        "new\nline",
        "a b?#%",
    ]
    for name in bad:
        (runs / name).mkdir()
        content = json.loads(fine)
        if name == "half":
            content = {**content, "lesson": "\ud800", "recipe_name": "\udfff"}
        (runs / name / "run.json").write_text(json.dumps([] if name == "odd" else content), "utf-8")
    try:
        for language in ("zh", "en"):
            status, rows = ask(page, "GET", "/api/runs", language=language)
            assert (status, len(rows)) == (200, there + len(bad))
            errors = {row["name"]: row["error"] for row in rows if row["error"]}
            assert len(errors) == 2  # the first, and the odd one
            assert ask(page, "GET", "/api/start", language=language)[0] == 200
        for name in bad[3:]:
            status, told = ask(page, "GET", f"/api/runs/{urllib.request.quote(name, '')}")
            assert (status, told.get("lesson")) == (200, "fine"), name
    finally:
        for name in bad:
            (runs / name / "run.json").unlink()
            (runs / name).rmdir()


# ---- waiting ----


def test_a_photo_goes_past_those_that_wait_for_a_slow_network(page):
    slow, fine = run_called(page, "slow"), run_called(page, "fine")
    wait = page.own / "wait"
    large = png() + bytes(1_500_000)  # more than anybody may send without waiting for a place
    assert ask(page, "POST", f"/api/photo?target={slow}", png())[0] == 200
    wait.touch()
    answers = []
    asking = [
        threading.Thread(target=lambda: answers.append(ask(page, "POST", f"/api/photo?target={slow}", large)))
        for _ in range(8)
    ]
    try:
        for one in asking:
            one.start()
        time.sleep(0.5)
        for content in (png(), large):
            assert ask(page, "POST", f"/api/photo?target={fine}", content)[0] == 200
        assert ask(page, "GET", f"/api/examples?target={fine}")[0] == 200
        assert answers == []  # the slow ones are still there
    finally:
        wait.unlink()
        for one in asking:
            one.join()
    assert [status for status, _ in answers] == [200] * 8


def test_a_photo_goes_past_uploads_that_hardly_arrive(page):
    fine = run_called(page, "fine")
    token = page.state.policy.token
    head = f"POST /api/photo?target={fine} HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\nX-Token: {token}\r\n"
    with contextlib.ExitStack() as held:
        for _ in range(20):
            connection = held.enter_context(contextlib.closing(http.client.HTTPConnection("127.0.0.1", page.port)))
            connection.connect()
            connection.sock.sendall(f"{head}Content-Length: 9000000\r\n\r\nx".encode())
        assert ask(page, "POST", f"/api/photo?target={fine}", png() + bytes(1_500_000))[0] == 200


def test_clients_and_networks_take_turns():
    order = []

    async def one(turns, client, targets, steps=1):
        async with turns.take(client, targets):
            order.append(f"{client}{'+'.join(targets)}")
            for _ in range(steps):
                await asyncio.sleep(0)

    async def everybody():
        turns = Turns(1)
        await asyncio.gather(
            *(one(turns, "a", [str(k)]) for k in range(4)), *(one(turns, "b", [str(k)]) for k in (0, 1))
        )
        assert order == ["a0", "a1", "b0", "a2", "b1", "a3"]  # `b` came when the first was being served
        order.clear()
        turns = Turns(2)
        slow = [one(turns, "a", ["slow"], 50), one(turns, "a", ["slow"], 50)]
        await asyncio.gather(*slow, one(turns, "a", ["quick"]), one(turns, "b", ["slow", "quick"]))
        assert order == ["aslow", "aquick", "aslow", "bslow+quick"]  # no network answers two at once
        order.clear()
        gone = asyncio.ensure_future(one(turns, "c", ["x"], 50)), asyncio.ensure_future(one(turns, "d", ["x"]))
        for _ in range(3):
            await asyncio.sleep(0)
        gone[1].cancel()  # it has gone before its turn
        await gone[0]
        assert (turns.free, turns.busy, turns.waiting, order) == (2, set(), {}, ["cx"])

    asyncio.run(everybody())


@POSIX
@pytest.mark.promise("signals")
def test_ctrl_c_does_not_wait_for_a_lesson_that_loads(background, tmp_path):
    (tmp_path / "slow.py").write_text(lesson("slow", "(PLACE / 'loading').touch(); time.sleep(3600)"), "utf-8")
    process = background("play", "--no-browser", "--port", "0")
    url = re.search(r"http://\S+", process.stdout.readline())[0]
    with urllib.request.urlopen(url) as answer:
        token = re.search(r'name="token" content="([^"]+)', answer.read().decode())[1]
    asked = urllib.request.Request(f"{url}api/train", json.dumps({"lesson": "slow.py"}).encode(), {"X-Token": token})
    with urllib.request.urlopen(asked) as answer:
        assert json.load(answer) == {"run": None}
    assert (tmp_path / "loading").exists()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == 130
    assert "`load` has not returned" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "runs").glob("*"))


# ---- in a browser ----


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_runs_opens_where_the_newest_cannot(page, browser, language):
    gone = run_called(page, "gone")
    context = browser.new_context(locale="zh-CN" if language == "zh" else "en-US")
    try:
        shown = context.new_page()
        shown.goto(f"{page.url}#runs/{gone}")
        shown.wait_for_selector("body.ready")
        shown.wait_for_selector("#runs-room .mistakes .warning")
        assert shown.locator("#notice").is_hidden()
        assert "gone.py" in shown.inner_text("#runs-room .mistakes .warning")
        (page.state.runs / gone / "metrics.csv").rename(page.state.runs / gone / "kept.csv")
        (page.state.runs / gone / "metrics.csv").write_text("nonsense", "utf-8")
        shown.reload()
        shown.wait_for_selector("body.ready")
        shown.wait_for_function("() => !document.querySelector('#runs-room .two .warning').hidden")
        assert gone[4:] in shown.inner_text("#runs-room .two .warning")
        assert shown.locator("#notice").is_hidden()
    finally:
        with contextlib.suppress(OSError):
            (page.state.runs / gone / "kept.csv").replace(page.state.runs / gone / "metrics.csv")
        context.close()


@pytest.mark.parametrize("name", ["poems", "flow"])
def test_what_has_no_answers_is_not_counted(name):
    """Poems and drawings: their outputs would fill the memory, and none of them is right or wrong."""
    worker = SimpleNamespace(load=load_trained, version=str, cached=lambda _, make: make())
    with pytest.raises(Refused) as caught:
        evaluation.answers(worker, name)
    assert caught.value.status == 400
    assert name in str(caught.value)
