"""The page's server: a real one on 127.0.0.1, asked through real HTTP."""

import asyncio
import base64
import contextlib
import errno
import http.client
import io
import json
import re
import shlex
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from urllib.parse import quote, urlencode

import numpy as np
import pytest
import torch
from helpers import ROOT, WAITING
from PIL import Image, ImageDraw

from pytorch_study import api, text
from pytorch_study.__main__ import main
from pytorch_study.data import digit
from pytorch_study.engine import score
from pytorch_study.engine.batches import prepare
from pytorch_study.errors import UsageError
from pytorch_study.playground import listing, server
from pytorch_study.playground.downsampling import POINTS, LossCurve, downsample
from pytorch_study.playground.events import BACKLOG, EventBroadcaster
from pytorch_study.playground.guard import DRAIN, AccessPolicy
from pytorch_study.text.page import PAGE
from pytorch_study.trained import load_trained

OWN = """
from pathlib import Path
import torch
from torch import nn
from pytorch_study import Lesson, DataInfo, Recipe, Split, Splits

Path(__file__).with_suffix(".was_run").touch()

def load(recipe, sources, seed):
    rng = torch.Generator().manual_seed(1)
    y = torch.arange(400) % 2
    x = torch.randint(0, 90, (400, 1, 8, 8), generator=rng, dtype=torch.uint8)
    x[y == 1, :, :4] += 60  # the upper half is lighter
    return Splits(train=Split(x[:300], y[:300]), test=lambda: Split(x[300:], y[300:]), info=DataInfo(labels=("a", "b")))

def model(recipe):
    parts = (nn.Conv2d(1, 6, 3), nn.ReLU(), nn.Dropout(0.5), nn.Flatten(), nn.Linear(216, 2))
    return nn.Sequential(*parts)

recipe = Recipe(epochs=12, batch_size=20, lr=0.001)
LESSON = Lesson(name="halves", task="classify", recipes={"default": recipe}, load=load, model=model)
"""
SLOW = {"lesson": "regression", "recipe": "curve", "changes": {"epochs": 40}}
ENDLESS = {"lesson": "regression", "recipe": "line", "changes": {"epochs": 100_000}}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A server at work."""
    text.use("en")
    own = tmp_path_factory.mktemp("own")
    (own / "halves.py").write_text(OWN, "utf-8")
    (own / "broken.py").write_text("LESSON = 1 / 0\n", "utf-8")
    (own / "leaves.py").write_text("import sys\nLESSON = sys.exit(3)\n", "utf-8")
    (own / "other.py").write_text("print('no lesson')\n", "utf-8")
    runs = tmp_path_factory.mktemp("runs")
    with server.RunningServer(server.listen("127.0.0.1", None), "127.0.0.1", runs, None, own) as running:
        yield running


def ask(page, method, path, body=None, **headers):
    """Status, headers and content of one request; `token=None` leaves the token out."""
    token = headers.pop("token", page.state.policy.token)
    headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    if token is not None:
        headers["X-Token"] = token
    data = json.dumps(body).encode() if isinstance(body, dict | list) else body
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", page.port, timeout=WAITING)) as connection:
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        content = answer.read()
        told = dict(answer.getheaders())
    with contextlib.suppress(ValueError):
        content = json.loads(content)
    return answer.status, told, content


def get(page, path, **headers):
    status, _, content = ask(page, "GET", path, **headers)
    assert status == 200, content
    return content


def post(page, path, body, **headers):
    status, _, content = ask(page, "POST", path, body, **headers)
    assert status == 200, content
    return content


def refused(page, status, method, path, body=None, **headers):
    """The sentence of a refusal, in both languages."""
    sentences = []
    for language in ("zh", "en"):
        found, _, content = ask(page, method, path, body, X_Language=language, **headers)
        assert found == status, content
        assert set(content) == {"error"}
        assert "Traceback" not in content["error"]
        assert bool(re.search("[一-鿿]", content["error"])) == (language == "zh"), content
        sentences.append(content["error"])
    return sentences[1]


@contextlib.contextmanager
def listening(page, path="/api/train/events", body=None):
    """The events of a stream, one by one: (name, values)."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", page.port, timeout=WAITING)) as connection:
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Token": page.state.policy.token}
        connection.request("GET" if body is None else "POST", path, data, headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        assert answer.getheader("content-type").startswith("text/event-stream")

        def events():
            name = None
            for line in answer:
                kind, _, value = line.decode().rstrip("\n").partition(": ")
                if kind == "event":
                    name = value
                elif kind == "data":
                    yield name, json.loads(value)

        with contextlib.closing(answer):
            yield events()


def until(events, *names):
    """The first event of one of these names, and all before it."""
    before = []
    for name, values in events:
        if name in names:
            return name, values, before
        before.append((name, values))
    raise AssertionError(f"the stream ended without {names}: {[name for name, _ in before]}")


def begun(page, question):
    """Start a training; its run. On a busy machine the server answers before there is one."""
    known = post(page, "/api/train", question)["run"]
    patiently(lambda: get(page, "/api/start")["training"]["run"])
    run = get(page, "/api/start")["training"]["run"]
    assert known in (run, None)
    return run


def finished(page, question):
    """Train to the end: what was told, and the last event."""
    with listening(page) as events:
        next(events)
        name = begun(page, question)
        last, values, before = until(events, "done", "failed", "stopped")
    return name, last, values, before


def drawn(strokes, canvas=280, pen=20):
    """Strokes on a canvas, as ink: (canvas, canvas) uint8."""
    picture = Image.new("L", (canvas, canvas), 0)
    pencil = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(x, y) for x, y, *_ in stroke]
        pencil.line(points, fill=255, width=pen, joint="curve")
        for x, y in points:
            pencil.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return np.asarray(picture)


def question(ink, *targets, layers=False):
    pixels = base64.b64encode(ink.tobytes()).decode()
    return {"size": len(ink), "pixels": pixels, "targets": list(targets or ["mnist"]), "layers": layers}


def pixels(item, *shape):
    return np.frombuffer(base64.b64decode(item), np.uint8).reshape(shape)


SEVEN = drawn([[(90, 70), (190, 70), (130, 220)]])
DRAWINGS = json.loads((ROOT / "tests" / "drawings.json").read_text("utf-8"))


# ---------------------------------------------------------------------------------------------------- who may come in


def test_the_page_its_token_and_its_headers(page):
    status, headers, content = ask(page, "GET", "/", token=None)
    assert status == 200
    assert f'<meta name="token" content="{page.state.policy.token}"'.encode() in content
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data: blob:;")
    assert "unsafe" not in policy
    expected = {
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
    }
    assert expected.items() <= headers.items()
    assert not [name for name in headers if name.lower().startswith("access-control")]
    _, refusal, _ = ask(page, "GET", "/nowhere")
    assert expected.items() <= refusal.items()


def test_every_file_of_the_page_is_served(page):
    there = [path for path in (ROOT / "pytorch_study/playground/page").iterdir() if path.suffix in (".js", ".css")]
    assert there
    for path in there:
        status, headers, content = ask(page, "GET", f"/page/{path.name}", token=None)
        assert status == 200
        assert headers["content-type"].split(";")[0] in ("text/javascript", "text/css")
        assert content == path.read_bytes()


def test_words_and_start(page):
    words = get(page, "/api/words")
    assert set(words) == {"zh", "en"}
    assert set(words["zh"]) == set(words["en"]) == set(PAGE)
    start = get(page, "/api/start", X_Language="zh")
    assert start["language"] == "zh"
    assert get(page, "/api/start?lang=en")["language"] == "en"
    targets = {model["target"]: model for model in start["models"]}
    assert targets["mnist"]["digits"]
    assert targets["mnist:original"]["digits"]
    assert not targets["cifar10"]["digits"]
    assert targets["cifar10"]["zh"][3] == "猫"
    assert targets["poems"]["settings"]["collection"] == "tang"
    assert targets["mnist"]["score"] > 0.99
    assert targets["mnist"]["headline"] == {"name": "accuracy", "percent": True, "higher_is_better": True}
    choices = {one["name"]: one["choices"] for one in start["lessons"]}
    assert choices["regression"]["table"] == ["line", "curve", "cars"]
    assert "onecycle" in choices["mnist"]["schedule"]
    lessons = {lesson["name"]: lesson for lesson in start["lessons"]}
    assert lessons["mnist"]["recipes"]["default"]["epochs"] == 10
    assert lessons["regression"]["default"] == "cars"
    assert lessons["halves.py"]["file"] == "halves.py"
    assert "other.py" not in lessons


HERE = "127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("status", "method", "path", "headers"),
    [
        (421, "GET", "/", {"Host": "example.com"}),
        (421, "GET", "/", {"Host": "example.com:{port}"}),
        (421, "GET", "/", {"Host": "127.0.0.1:1"}),
        (421, "GET", "/", {"Host": "127.0.0.1"}),
        (421, "GET", "/", {"Host": "192.168.1.7:{port}"}),
        (421, "GET", "/", {"Host": "127.0.0.1.example.com:{port}"}),
        (421, "GET", "/api/start", {"Host": ""}),
        (403, "GET", "/api/start", {"Origin": "http://example.com"}),
        (403, "GET", "/api/start", {"Sec_Fetch_Site": "cross-site"}),
        (403, "GET", "/api/mistakes", {"Sec_Fetch_Site": "same-site"}),
        (403, "POST", "/api/draw", {"Origin": "null"}),
        (403, "POST", "/api/draw", {"Origin": "https://127.0.0.1:{port}"}),
        (403, "POST", "/api/draw", {"Origin": "http://localhost:{port}"}),  # ours, but not the one that was asked
        (403, "POST", "/api/draw", {"token": None}),
        (403, "POST", "/api/draw", {"token": "0" * 43}),
        (403, "POST", "/api/train/stop", {"token": ""}),
        (403, "OPTIONS", "/api/draw", {"token": None}),
        (403, "DELETE", "/api/runs/x", {"token": None}),
        (405, "GET", "/api/draw", {}),
        (405, "PUT", "/api/draw", {}),
        (404, "GET", "/nowhere", {}),
        (404, "GET", "/api/start/", {}),
    ],
)
def test_who_is_not_let_in(page, status, method, path, headers):
    headers = {name: value and value.format(port=page.port) for name, value in headers.items()}
    refused(page, status, method, path, b"{}" if method == "POST" else None, **headers)


def test_our_own_names_and_origin(page):
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        name = f"{host}:{page.port}"
        assert get(page, "/api/words", Host=name)
        post(page, "/api/draw", question(SEVEN), Host=name, Origin=f"http://{name}", Sec_Fetch_Site="same-origin")


def test_the_token_is_another_one_each_time(page, tmp_path):
    with server.RunningServer(server.listen("127.0.0.1", None), "127.0.0.1", tmp_path, None) as other:
        assert other.state.policy.token != page.state.policy.token
        assert other.port != page.port
        assert len(other.state.policy.token) >= 40
        refused(other, 403, "POST", "/api/draw", b"{}", token=page.state.policy.token)


@pytest.mark.parametrize(
    ("host", "asked", "known"),
    [
        ("0.0.0.0", "192.168.1.7:8000", True),
        ("0.0.0.0", "example.com:8000", False),
        ("0.0.0.0", "192.168.1.7:8001", False),
        ("::", "[fe80::1]:8000", True),
        ("192.168.1.7", "192.168.1.7:8000", True),
        ("192.168.1.7", "192.168.1.8:8000", False),
        ("classroom.local", "Classroom.Local:8000", True),
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "[::1]", False),
        ("127.0.0.1", ":8000", False),
        ("127.0.0.1", "127.0.0.1:8000:8000", False),
    ],
)
def test_the_names_that_are_ours(host, asked, known):
    assert AccessPolicy(8000, host, "token", "en").accepts_host(asked) == known


@pytest.mark.parametrize(
    "path",
    [
        "/page/../server.py",
        "/page/%2e%2e%2fserver.py",
        "/page/..%5cserver.py",
        "/page/%2e%2e",
        "/page//etc/passwd",
        "/page/index.html",
        "/page/",
        "/page/main.js%00",
        "/api/runs/..%2f..",
        "/api/runs/%2e%2e",
        "/api/runs/%2e%2e/answers",
        "/api/examples?target=..%2f..%2fruns",
        "/api/mistakes?target=%2ftmp",
        "/api/compare?name=..&name=/tmp",
    ],
)
def test_no_path_leads_out(page, path):
    refused(page, 404, "GET", path)


# ------------------------------------------------------------------------------------------------------------- bodies


def raw(page, head, *parts):
    """Send bytes as they are; the answer's status and JSON, and how many bytes the server took."""
    host = f"Host: 127.0.0.1:{page.port}\r\nX-Token: {page.state.policy.token}\r\n"
    taken = 0
    with socket.create_connection(("127.0.0.1", page.port), timeout=WAITING) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(head.format(host=host).encode())
            for part in parts:
                line.sendall(part)
                taken += len(part)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while part := line.recv(65536):
                answer += part
    return answer, taken


def test_a_body_that_says_it_is_too_long(page):
    status, headers, content = ask(page, "POST", "/api/draw", b"x" * 1_000_001)
    assert status == 413
    assert "1 MB" in content["error"]
    assert headers["connection"] == "close"
    status, _, content = ask(page, "POST", "/api/photo?target=mnist", b"x" * 20_000_001)
    assert status == 413
    assert "20 MB" in content["error"]
    assert ask(page, "POST", "/api/draw", b"x" * 1_000_000)[0] == 400  # not too long, but no JSON


def chunk(content):
    return b"%x\r\n%s\r\n" % (len(content), content)


def test_a_body_that_does_not_say_how_long_it_is(page):
    head = "POST /api/draw HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n"
    answer, _ = raw(page, head, *[chunk(b" " * 100_000)] * 11, b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.count(b"HTTP/1.1") == 1


def test_an_endless_body_is_not_read_for_ever(page):
    head = "POST /api/photo HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n"
    megabyte = chunk(bytes(1_000_000))
    _, taken = raw(page, head, *[megabyte] * 300)
    assert 20_000_000 < taken < 20_000_000 + DRAIN + 30_000_000  # what lies in the sockets' buffers, besides
    get(page, "/api/words")


def test_lies_about_the_length(page):
    body = json.dumps(question(SEVEN)).encode()
    head = "POST /api/draw HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: %s\r\n\r\n"
    answer, _ = raw(page, head % 10, body)  # shorter than it is: what was announced is no JSON
    assert answer.startswith(b"HTTP/1.1 400 ")
    for length in ("-1", "abc", "1, 2", "9" * 30):
        answer, _ = raw(page, head % length, body)
        assert re.match(rb"HTTP/1.1 (400|413) ", answer), (length, answer)
    with socket.create_connection(
        ("127.0.0.1", page.port), timeout=WAITING
    ) as line:  # longer than it is: and then gone
        host = f"Host: 127.0.0.1:{page.port}\r\nX-Token: {page.state.policy.token}\r\n"
        line.sendall((head % (len(body) + 100)).format(host=host).encode() + body)
    assert post(page, "/api/draw", question(SEVEN))["answers"][0]["label"] == "7"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"size": NaN}',
        b'{"size": Infinity}',
        b'{"size": -Infinity}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"size": ' + b"9" * 5000 + b"}",
        b'{"size": 1e400}',
        b'{"size": 1e400, "pixels": "", "targets": ["mnist"]}',
    ],
)
@pytest.mark.parametrize("path", ["/api/draw", "/api/train", "/api/fit", "/api/train/resume"])
def test_bad_json(page, path, body):
    status = 404 if path.endswith("resume") and b"1e400" in body else 400
    refused(page, status, "POST", path, body)


def test_a_mistake_of_ours_is_a_sentence(page, monkeypatch, capsys):
    monkeypatch.setattr(listing, "list_runs", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in refused(page, 500, "GET", "/api/runs")
    assert "division by zero" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- drawings and photos


def test_a_drawing_and_how_it_was_seen(page):
    found = post(page, "/api/draw", question(SEVEN))
    (answer,) = found["answers"]
    assert answer["label"] == "7"
    assert answer["labels"] == list("0123456789")
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert max(answer["probabilities"]) == answer["probabilities"][7]
    assert "layers" not in answer
    assert found["ms"] < 60_000
    names = [step["name"] for step in found["steps"]]
    assert names == ["page.step.drawing", "page.step.crop", "page.step.thick", "page.step.final"]
    final = found["steps"][-1]
    assert (final["width"], final["height"]) == (28, 28)
    x = torch.from_numpy(pixels(final["pixels"], 1, 1, 28, 28).copy())
    trained = load_trained("mnist")
    expected = score.predict(trained.model, x, trained.lesson, trained.recipe)[0].softmax(0)
    assert answer["probabilities"] == pytest.approx(expected.tolist(), abs=1e-6)
    thick = post(page, "/api/draw", question(drawn([[(90, 70), (190, 70), (130, 220)]], pen=40)))
    assert [step["name"] for step in thick["steps"]] == [*names[:2], names[3]]


def test_nothing_drawn(page):
    assert post(page, "/api/draw", question(np.zeros((280, 280), np.uint8))) == {"empty": True}
    faint = np.zeros((280, 280), np.uint8)
    faint[100:120, 100] = 20
    assert post(page, "/api/draw", question(faint)) == {"empty": True}
    faint[100, 100] = 255  # a single dot is a drawing, whatever it means
    assert not post(page, "/api/draw", question(faint))["empty"]


def test_every_layer_can_be_computed_from_what_is_shown(page):
    found = post(page, "/api/draw", question(SEVEN, "mnist", "mnist:original", layers=True))
    for answer, pixel in zip(found["answers"], ((1 / 255 - 0, 0.1307, 0.3081), (1, 0, 1)), strict=True):
        layers = answer["layers"]
        assert [(one["name"], one["kind"], one["shape"]) for one in layers] == [
            ("conv1", "Conv2d", [10, 24, 24]),
            ("conv2", "Conv2d", [1, 10, 10]),
            ("linear1", "Linear", [1000]),
            ("linear2", "Linear", [500]),
            ("linear3", "Linear", [10]),
        ]
        assert [one["input"] for one in layers] == [-1, 0, 1, 2, 3]
        assert [one["relu"] for one in layers] == [True, True, True, True, False]
        assert [one["pooled"] for one in layers] == [2, 1, 1, 1, 1]
        first, second = layers[:2]
        factor, mean, std = pixel
        x = (torch.from_numpy(pixels(found["steps"][-1]["pixels"], 1, 1, 28, 28).copy()) * factor - mean) / std
        maps = torch.nn.functional.conv2d(x, torch.tensor(first["filters"]["values"]).reshape(10, 1, 5, 5))[0]
        off = shown(first) - maps.numpy()  # all but the bias of each filter, as exactly as a byte is
        assert np.ptp(off, axis=(1, 2)).max() < 2.1 * first["scale"] / 127
        given = second["input_maps"]
        assert given["shape"] == [10, 12, 12]
        assert not given["signed"]
        exact = maps.numpy() + np.array(first["filters"]["bias"])[:, None, None]
        assert np.abs(shown(first) - exact).max() < 1.1 * first["scale"] / 127
        assert (first["filters"]["stride"], first["filters"]["padding"]) == ([1, 1], [0, 0])
        assert np.abs(floats(first).reshape(10, 24, 24) - exact).max() < 1e-4 * first["scale"]  # what is read out
        net = load_trained(answer["target"]).model
        with torch.no_grad():
            assert floats(layers[-1]) == pytest.approx(net(x)[0].numpy(), rel=1e-4, abs=1e-4 * layers[-1]["scale"])
        pooled = torch.nn.functional.max_pool2d(torch.from_numpy(shown(first)), 2).relu()
        assert np.abs(pooled.numpy() - shown(given)).max() < 2.1 * first["scale"] / 127
        assert len(second["filters"]["values"][0]) == 90


def floats(layer):
    return np.frombuffer(base64.b64decode(layer["floats"]), "<f4")


def shown(layer):
    """The numbers that the bytes stand for."""
    maps = np.stack([pixels(one, *layer["shape"][1:]) for one in layer["maps"]]).astype(np.float32)
    return (maps - 128) / 127 * layer["scale"] if layer["signed"] else maps / 255 * layer["scale"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"size": 279}, 400),
        ({"size": 0}, 400),
        ({"size": 10**400}, 400),
        ({"size": "280"}, 400),
        ({"size": True}, 400),
        ({"size": 280.0}, 400),
        ({"pixels": None}, 400),
        ({"pixels": "=" * 400}, 400),
        ({"pixels": "é"}, 400),
        ({"pixels": [1, 2]}, 400),
        ({"targets": []}, 400),
        ({"targets": "mnist"}, 400),
        ({"targets": ["mnist"] * 3}, 400),
        ({"targets": ["cifar10"]}, 400),
        ({"targets": ["regression:line"]}, 400),
        ({"targets": ["mnist:nothing"]}, 400),
        ({"targets": ["nothing"]}, 404),
        ({"targets": [None]}, 404),
        ({"targets": [["mnist"]]}, 404),
        ({"targets": ["../runs"]}, 404),
        ({"targets": [str(ROOT)]}, 404),
    ],
)
def test_a_bad_drawing(page, change, status):
    refused(page, status, "POST", "/api/draw", {**question(SEVEN), **change})


def test_the_recorded_drawings_are_read():
    """Drawn by people who did not know how they are read; the same steps run in the browser, without a server."""
    trained = load_trained("mnist")
    seen = [digit.from_drawing(drawn(one["strokes"], one["canvas"], one["pen"]))[0] for one in DRAWINGS]
    with torch.no_grad():
        said = trained.model(prepare(torch.stack(seen), trained.lesson, trained.recipe)).argmax(1)
    right = sum(int(k) == one["digit"] for k, one in zip(said, DRAWINGS, strict=True))
    assert len(DRAWINGS) >= 200
    assert right / len(DRAWINGS) >= 0.95


def test_a_drawing_may_lie_anywhere_and_be_of_any_size():
    small = [[(20, 15), (40, 15), (28, 45)]]
    large = [[(40, 30), (240, 30), (120, 270)]]
    seen = [digit.from_drawing(drawn(one, pen=pen))[0] for one, pen in ((small, 3), (large, 30))]
    for x in seen:
        assert x.shape == (1, 28, 28)
        assert x.dtype == torch.uint8
        ink = x[0].double()
        rows, columns = (ink.sum(1) > 0).nonzero(), (ink.sum(0) > 0).nonzero()
        assert max(int(rows[-1] - rows[0]), int(columns[-1] - columns[0])) + 1 == digit.BOX
        weight = ink / ink.sum()
        for axis in (0, 1):
            assert abs(float(weight.sum(1 - axis) @ torch.arange(28.0).double()) - 14) <= 0.75
        assert int(x.max()) == 255
    trained = load_trained("mnist")
    said = score.predict(trained.model, torch.stack(seen), trained.lesson, trained.recipe).argmax(1)
    assert said.tolist() == [7, 7]


def png(width, height, colour=(200, 40, 40)):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_photo(page, tmp_path):
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 255, (60, 90, 3), np.uint8))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    found = post(page, "/api/photo?target=cifar10", buffer.getvalue())
    (tmp_path / "same.png").write_bytes(buffer.getvalue())
    (expected,) = api.predict("cifar10", [tmp_path / "same.png"])
    assert found["top"][0]["label"] == expected["label"]
    for one in found["top"]:
        assert one["probability"] == pytest.approx(expected["probabilities"][one["label"]], abs=1e-5)
    chances = [one["probability"] for one in found["top"]]
    assert len(chances) == 5
    assert chances == sorted(chances, reverse=True)
    assert found["unsure"] == (chances[0] < 0.5)
    assert found["unlike"] is False  # these weights come without the distances by which one could tell
    assert [one["zh"] for one in found["knows"]][:2] == ["飞机", "汽车"]
    assert found["size"] == [90, 60]
    shown = [Image.open(io.BytesIO(base64.b64decode(found[key].partition(",")[2]))) for key in ("picture", "heat")]
    assert [one.size for one in shown] == [(256, 256)] * 2
    seven = io.BytesIO()
    Image.fromarray(255 - SEVEN).save(seven, "JPEG")
    grey = post(page, "/api/photo?target=mnist", seven.getvalue())
    assert grey["top"][0]["label"] == "7"
    assert not grey["unlike"]
    letter = Image.new("L", (280, 280), 255)
    zigzag = [(50, 60), (95, 220), (140, 60), (185, 220), (230, 60)]
    ImageDraw.Draw(letter).line(zigzag, fill=0, width=18)
    buffer = io.BytesIO()
    letter.save(buffer, "PNG")
    found = post(page, "/api/photo?target=mnist", buffer.getvalue())
    assert (found["unsure"], found["unlike"]) == (True, True)
    assert grey["heat"] is None


def test_more_photos_at_once_than_are_held_in_memory(page):
    colours = [(40 * k, 255 - 40 * k, 90) for k in range(6)]
    alone = [post(page, "/api/photo", png(50, 50, colour)) for colour in colours]
    with ThreadPoolExecutor(6) as clients:
        assert list(clients.map(lambda colour: post(page, "/api/photo", png(50, 50, colour)), colours)) == alone


@pytest.mark.parametrize("kind", ["nothing", "text", "html", "cut", "bomb", "svg", "numbers"])
def test_an_odd_photo(page, kind):
    content = {
        "nothing": b"",
        "text": b"hello",
        "html": b"<html><script>alert(1)</script>",
        "cut": png(300, 300)[:200],
        "bomb": png(8000, 8000) if kind == "bomb" else b"",  # 64 megapixels in 200 kB
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "numbers": bytes(range(256)) * 100,
    }[kind]
    sentence = refused(page, 400, "POST", "/api/photo?target=cifar10", content)
    assert "This image" in sentence
    assert "tmp" not in sentence


def test_photos_for_those_who_read_none(page):
    refused(page, 400, "POST", "/api/photo?target=regression", png(40, 40))
    refused(page, 404, "POST", "/api/photo?target=nothing", png(40, 40))


def test_examples_and_the_surest_mistakes(page):
    items = get(page, "/api/examples?target=mnist&count=23")["items"]
    assert [one["label"] for one in items] == [str(k % 10) for k in range(23)]
    assert pixels(items[0]["pixels"], 28, 28, 1).max() > 200
    found = get(page, "/api/mistakes?target=mnist&count=8")["items"]
    assert len(found) == 8
    assert all(one["label"] != one["answer"] for one in found)
    own = np.ascontiguousarray(pixels(found[0]["pixels"], 28, 28))
    again = post(page, "/api/draw", question(own))  # MNIST's own picture is passed on as it is
    assert again["answers"][0]["label"] == found[0]["answer"]
    assert [(one["name"], one["pixels"]) for one in again["steps"]] == [("page.step.final", found[0]["pixels"])]
    sure = [one["probability"] for one in found]
    assert sure == sorted(sure, reverse=True)
    trained = load_trained("mnist")
    x = torch.from_numpy(np.stack([pixels(one["pixels"], 1, 28, 28) for one in found]))
    said = score.predict(trained.model, x, trained.lesson, trained.recipe).softmax(1)
    assert [str(int(k)) for k in said.argmax(1)] == [one["answer"] for one in found]
    assert sure == pytest.approx(said.amax(1).tolist(), abs=1e-4)
    assert len(get(page, "/api/mistakes?target=mnist&count=9999")["items"]) <= 60
    for count in ("-1", "x", "1e3", "99999"):
        refused(page, 400, "GET", f"/api/examples?target=mnist&count={count}")
    refused(page, 400, "GET", "/api/examples?target=regression")
    refused(page, 404, "GET", "/api/mistakes?target=nothing")


def test_twenty_at_once(page):
    chosen = DRAWINGS[::12]
    alone = [
        post(page, "/api/draw", question(drawn(one["strokes"], one["canvas"], one["pen"])))["answers"][0]
        for one in chosen
    ]
    start = threading.Barrier(20)

    def client(number):
        mine = question(drawn(chosen[number]["strokes"], chosen[number]["canvas"], chosen[number]["pen"]))
        start.wait()
        return [post(page, "/api/draw", mine)["answers"][0] for _ in range(3)]

    with ThreadPoolExecutor(20) as clients:
        for number, answers in enumerate(clients.map(client, range(20))):
            assert answers == [alone[number]] * 3


# ----------------------------------------------------------------------------------------------------------- a curve

POINTS_ = [[x / 10, 0.8 * np.sin(x / 4)] for x in range(-10, 11)]
FIT = {"points": POINTS_, "width": 16, "depth": 2, "activation": "tanh", "lr": 0.02, "steps": 30, "seed": 3}


@pytest.fixture
def hurried(monkeypatch):
    """Fits of which all is read need not be slowed down to be seen."""
    monkeypatch.setattr("pytorch_study.playground.curve_fitting.INTERVAL", 0.005)


@pytest.mark.usefixtures("hurried")
def test_a_curve_is_fitted(page):
    with listening(page, "/api/fit", {**FIT, "holdout": 0.3}) as events:
        found = list(events)
    names = [name for name, _ in found]
    assert names == ["begin", *["fit"] * 31, "done"]
    assert len(found[0][1]["held"]) == 6
    first, last, done = found[1][1], found[-2][1], found[-1][1]
    assert last["train_loss"] < 0.5 * first["train_loss"]
    assert len(first["line"]) == 200
    assert last["line"] != first["line"]
    assert [k for k, held in enumerate(done["held"]) if held] == found[0][1]["held"]
    for held, loss in ((False, "train_loss"), (True, "held_loss")):
        squares = [r**2 for r, h in zip(done["residuals"], done["held"], strict=True) if h == held]
        assert np.mean(squares) == pytest.approx(done[loss], rel=1e-4)
    x = np.linspace(-1, 1, 200)
    near = np.interp([p[0] for p in POINTS_], x, done["line"])  # the line that is drawn is the one that was fitted
    assert np.abs(np.array([p[1] for p in POINTS_]) - near - done["residuals"]).max() < 0.02


@pytest.mark.usefixtures("hurried")
def test_a_fit_depends_on_its_seed_alone(page):
    lines = []
    for seed in (3, 3, 4):
        with listening(page, "/api/fit", {**FIT, "steps": 5, "seed": seed}) as events:
            lines.append(list(events)[-1][1]["line"])
    assert lines[0] == lines[1] != lines[2]


@pytest.mark.usefixtures("hurried")
def test_a_fit_that_diverges_says_so(page):
    points = [[-1, 1], [1, -1]]
    wild = {"points": points, "activation": "relu", "depth": 4, "width": 64, "lr": 1e6, "seed": 1, "steps": 60}
    with listening(page, "/api/fit", wild) as events:
        *_, (name, values) = events
    assert name == "failed"
    assert values["diverged"]
    assert "learning rate" in values["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"points": [[0, 0]]},
        {"points": [[0, 0]] * 201},
        {"points": [[0, 0], [0, 2]]},
        {"points": [[0, 0], [0, "1"]]},
        {"points": [[0, 0], [0, None]]},
        {"points": [[0, 0], [0]]},
        {"points": {"0": 0}},
        {"width": 65},
        {"width": 10**400},
        {"width": 2.5},
        {"depth": 0},
        {"activation": "sigmoid"},
        {"activation": ["tanh"]},
        {"lr": 0},
        {"lr": -1},
        {"lr": 10**400},
        {"lr": "x"},
        {"steps": 5001},
        {"holdout": 0.6},
        {"seed": -1},
        {"seed": 2**63},
    ],
)
def test_a_bad_fit(page, change):
    refused(page, 400, "POST", "/api/fit", {**FIT, **change})


def test_two_fits_at_once_and_who_leaves_makes_room(page):
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            next(stack.enter_context(listening(page, "/api/fit", {**FIT, "steps": 5000})))
        refused(page, 429, "POST", "/api/fit", FIT)
    patiently(lambda: not page.state.fits.running)
    with listening(page, "/api/fit", {**FIT, "steps": 1}) as events:
        assert list(events)[-1][0] == "done"


def patiently(condition):
    """Wait until it holds."""
    end = time.monotonic() + WAITING
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# --------------------------------------------------------------------------------------------------------- a training


@pytest.fixture(scope="module")
def line(page):
    """What was told of a whole training: its name, the last event, and all before it."""
    return finished(page, {"lesson": "regression", "recipe": "line", "changes": {"epochs": 40}})


def test_a_training_is_an_ordinary_run(page, line, tmp_path):
    name, last, values, before = line
    assert last == "done"
    run = page.state.runs / name
    there = {path.name for path in run.iterdir()}
    assert {"run.json", "env.json", "metrics.csv", "steps.csv", "checkpoint.pt", "model.safetensors"} <= there
    assert {"result.json", "curves.png", "report.html"} <= there
    assert ".owner.json" not in there
    result = json.loads((run / "result.json").read_text("utf-8"))
    assert values == {"run": name, "result": result}
    alone = api.train("regression", "line", epochs=40, runs=tmp_path, quiet=True)
    assert alone.result["model_sha256"] == result["model_sha256"]  # the very same weights
    states = [told for kind, told in before if kind == "state"]
    assert states[0]["run"] == name
    assert [told["status"] for told in states][-2:] == ["scoring", "done"]
    last_state = states[-1]
    assert last_state["step"] == last_state["total"] == 40
    assert last_state["history"][-1]["epoch"] == 40
    assert [point[0] for point in last_state["losses"]] == list(range(1, 41))
    assert last_state["losses"][-1][1] < last_state["losses"][0][1]
    assert last_state["filters"] is None


def test_pause_stop_and_resume_change_no_weight(page, tmp_path):
    alone = api.train("regression", "curve", epochs=40, runs=tmp_path, quiet=True)
    with listening(page) as events:
        next(events)
        assert ask(page, "POST", "/api/train/pause", b"")[0] == 409
        name = begun(page, SLOW)
        post(page, "/api/train/pause", {})
        until(events, "paused")
        step = get(page, "/api/start")["training"]["step"]
        time.sleep(0.2)
        state = get(page, "/api/start")["training"]
        assert (state["status"], state["step"]) == ("paused", step)
        assert step < state["total"]
        assert "Another training" in refused(page, 409, "POST", "/api/train", SLOW)
        refused(page, 409, "POST", "/api/train/resume", {"run": name})
        post(page, "/api/train/continue", {})
        until(events, "running")
        post(page, "/api/train/pause", {})
        until(events, "paused")
        post(page, "/api/train/stop", {})  # to stop ends a pause, too
        _, stopped, _ = until(events, "stopped")
        assert stopped["run"] == name
        assert stopped["command"].startswith("pytorch-study resume ")
        assert name in stopped["command"]
        refused(page, 409, "POST", "/api/train/stop", {})
        (row,) = [one for one in get(page, "/api/runs") if one["name"] == name]
        assert (row["finished"], row["resumable"], row["score"]) == (False, True, None)
        assert not [one for one in get(page, "/api/start")["models"] if one["target"] == name]
        refused(page, 400, "GET", f"/api/runs/{name}/answers")
        assert post(page, "/api/train/resume", {"run": name}) == {"run": name}
        _, done, _ = until(events, "done")
    assert done["result"]["model_sha256"] == alone.result["model_sha256"]
    with listening(page) as events:  # somebody who comes late
        kind, late = next(events)
    assert (kind, late["status"], late["run"], late["result"]) == ("state", "done", name, done["result"])
    assert get(page, "/api/start")["training"] == late
    refused(page, 400, "POST", "/api/train/resume", {"run": name})
    refused(page, 404, "POST", "/api/train/resume", {"run": "nothing"})
    refused(page, 404, "POST", "/api/train/resume", {"run": f"../{page.state.runs.name}/{name}"})


def test_divergence_is_said_as_divergence(page):
    with listening(page, "/api/train/events?lang=zh") as chinese:
        next(chinese)
        wild = {"lesson": "regression", "recipe": "line", "changes": {"lr": 1e30, "schedule": "constant"}}
        name, last, values, _ = finished(page, wild)
        assert last == "failed"
        assert values["diverged"]
        assert "learning rate" in values["error"] or "lr" in values["error"]
        _, said, before = until(chinese, "failed")
    assert re.search("[一-鿿]", said["error"])
    states = [told for kind, told in before if kind == "state"]
    assert states[-1]["diverged"]
    assert states[-1]["status"] == "failed"
    assert states[-1]["error"] == said["error"]
    assert (page.state.runs / name / "checkpoint.pt").exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lesson": "nothing"}, 404),
        ({"lesson": "other.py"}, 404),
        ({"lesson": "../halves.py"}, 404),
        ({"lesson": 7}, 400),
        ({"recipe": "nothing"}, 400),
        ({"recipe": 7}, 400),
        ({"seed": -1}, 400),
        ({"seed": 10**400}, 400),
        ({"seed": 1.5}, 400),
        ({"seed": True}, 400),
        ({"changes": {"epoch": 3}}, 400),
        ({"changes": {"epochs": 0}}, 400),
        ({"changes": {"epochs": 10**400}}, 400),
        ({"changes": {"epochs": "many"}}, 400),
        ({"changes": {"lr": 10**400}}, 400),
        ({"changes": {"validation": 10**400}}, 400),
        ({"changes": {"batch_size": [1]}}, 400),
        ({"changes": {"augment": ["flip"]}}, 400),
        ({"changes": {"optimizer": {"a": 1}}}, 400),
        ({"changes": [1]}, 400),
        ({"changes": {str(k): 1 for k in range(101)}}, 400),
    ],
)
def test_a_bad_question_trains_nothing(page, change, status):
    before = get(page, "/api/start")["training"]
    runs = sorted(page.state.runs.iterdir())
    refused(page, status, "POST", "/api/train", {"lesson": "regression", **change})
    assert sorted(page.state.runs.iterdir()) == runs
    assert get(page, "/api/start")["training"] == before


def test_ones_own_lesson_with_filters_and_flips(page, tmp_path):
    own = page.state.lesson_folder
    (own / "halves.was_run").unlink(missing_ok=True)
    assert "halves.py" in {one["name"] for one in get(page, "/api/start")["lessons"]}
    assert not (own / "halves.was_run").exists()  # to be listed is not to be run
    busy = threading.Event()

    def others():  # draw, and load a model each time: its first weights come from torch's only generator
        while not busy.is_set():
            page.state.drawings.models.clear()
            post(page, "/api/draw", question(SEVEN))

    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(others)
        name, last, values, before = finished(page, {"lesson": "halves.py", "seed": 5})
        busy.set()
        drawing.result()
    assert last == "done"
    assert (own / "halves.was_run").exists()
    alone = api.train(str(own / "halves.py"), seed=5, runs=tmp_path, quiet=True, threads=page.state.trainings.threads)
    assert values["result"]["model_sha256"] == alone.result["model_sha256"]  # it has dropout: chance was its own
    filters = [told for kind, told in before if kind == "filters"]
    assert filters[0]["shape"] == [6, 1, 3, 3]
    assert filters[-1]["values"] != filters[0]["values"]
    flips = [told for kind, told in before if kind == "flips"]
    assert flips
    for told in flips:
        assert told["count"] == 300
        for item in told["items"]:
            assert item["before"] != item["after"]
            assert item["label"] in ({"zh": "a", "en": "a"}, {"zh": "b", "en": "b"})
            assert pixels(item["pixels"], 8, 8, 1).shape == (8, 8, 1)
    changes = [told["better"] - told["worse"] for told in flips]
    assert 0 <= flips[0]["right"] - changes[0] <= 300  # what was right before the first
    assert [told["right"] for told in flips[1:]] == [
        one["right"] + n for one, n in zip(flips, changes[1:], strict=False)
    ]
    found = get(page, f"/api/runs/{name}/answers")
    assert found["labels"] == ["a", "b"]
    assert np.sum(found["confusion"]) == found["count"] == 100
    assert len(found["mistakes"]) == min(60, 100 - int(np.trace(found["confusion"])))
    assert found["accuracy"] == pytest.approx(values["result"]["test_accuracy"])
    assert [one["label"] for one in get(page, f"/api/examples?target={name}&count=4")["items"]] == list("abab")
    with listening(page) as events:
        _, before = next(events)
        sentence = refused(page, 400, "POST", "/api/train", {"lesson": "broken.py"})
        assert until(events, "state")[1] == before  # a page that was opened meanwhile waits for nothing
    assert "line 1" in sentence
    assert "division by zero" in sentence
    assert "line 2: SystemExit" in refused(page, 400, "POST", "/api/train", {"lesson": "leaves.py"})


def test_runs_side_by_side(page, line):
    other, *_ = finished(page, {"lesson": "regression", "recipe": "line", "changes": {"epochs": 3, "lr": 0.05}})
    names = [line[0], other]
    rows = {one["name"]: one for one in get(page, "/api/runs")}
    for name in names:
        assert rows[name]["finished"]
        assert rows[name]["score"] > 0
        assert rows[name]["headline"] == {"name": "rmse", "percent": False, "higher_is_better": False}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", rows[name]["date"])
    assert get(page, f"/api/compare?{urlencode([('name', name) for name in names])}") == {
        "differences": {"epochs": [40, 3], "lr": [0.1, 0.05]}
    }
    # A run may have any name that a folder can have: also a lesson's, and then it is still the run that is meant.
    rmse = one_result(page, names[1])["test_rmse"]
    for name, shipped in (("regression", True), ("0.1, then 0.05", False)):
        copy = page.state.runs / name
        shutil.copytree(page.state.runs / names[1], copy)
        assert get(page, f"/api/runs/{quote(name)}/answers")["rmse"] == pytest.approx(rmse, rel=1e-5)
        twins = urlencode([("name", name), ("name", names[1])])
        assert get(page, f"/api/compare?{twins}") == {"differences": {}}
        there = [one["shipped"] for one in get(page, "/api/start")["models"] if one["target"] == name]
        assert there == [shipped]
        shutil.rmtree(copy)
    one = get(page, f"/api/runs/{names[1]}")
    assert one["differs"] == {"epochs": [500, 3], "lr": [0.1, 0.05]}
    assert [row["epoch"] for row in one["history"]] == [1, 2, 3]
    answers = get(page, f"/api/runs/{names[0]}/answers")
    assert answers["rmse"] == pytest.approx(one_result(page, names[0])["test_rmse"], rel=1e-5)
    assert len(answers["points"]) == 100
    for wrong in ([], names[:1], names * 4):
        refused(page, 400, "GET", f"/api/compare?{urlencode([('name', name) for name in wrong])}")
    broken = page.state.runs / "20260101-000000_broken"
    broken.mkdir()
    (broken / "run.json").write_text('{"lesson": 3', "utf-8")
    rows = {one["name"]: one for one in get(page, "/api/runs")}
    assert rows[broken.name]["error"]
    assert rows[names[0]]["error"] is None
    refused(page, 400, "GET", f"/api/runs/{broken.name}")
    get(page, "/api/start")


def one_result(page, name):
    return get(page, f"/api/runs/{name}")["result"]


def test_who_leaves_stops_nothing(page):
    post(page, "/api/train", ENDLESS)
    with listening(page) as events:
        next(events)
        assert len(page.state.trainings.events.subscribers) == 1
    patiently(lambda: not page.state.trainings.events.subscribers)
    step = get(page, "/api/start")["training"]["step"]
    patiently(lambda: get(page, "/api/start")["training"]["step"] > step + 10)
    with listening(page) as events:
        assert next(events)[1]["status"] == "running"
        post(page, "/api/train/stop", {})
        until(events, "stopped")


def test_a_slow_page_gets_the_whole_state_instead_of_a_long_queue():
    async def slow():
        broadcaster = EventBroadcaster()
        events = broadcaster.subscribe(lambda: {"all": True})
        assert await anext(events) == 'event: state\ndata: {"all":true}\n\n'
        for number in range(1000):
            broadcaster.publish("step", {"points": [[number, 1.0]]})
        await asyncio.sleep(0.05)
        (subscriber,) = broadcaster.subscribers
        assert len(subscriber.queue) == 1
        told = json.loads((await anext(events)).partition("data: ")[2])
        assert [point[0] for point in told["points"]] == list(range(1000))  # fewer events, but every point
        for number in range(1000):
            broadcaster.publish("epoch", {"epoch": number})
        await asyncio.sleep(0.05)
        assert len(subscriber.queue) <= BACKLOG
        assert (await anext(events)).startswith("event: state\n")
        broadcaster.close()
        async for last in events:
            assert last.startswith("event: epoch\n")
        assert not broadcaster.subscribers

    asyncio.run(slow())


def test_who_watches_hears_the_last_word_before_the_server_goes():
    async def last_word():
        broadcaster = EventBroadcaster()
        events = broadcaster.subscribe(lambda: {})
        await anext(events)
        broadcaster.publish("state", {"n": 1})
        assert '"n":1' in await anext(events)
        broadcaster.publish("stopped", {"n": 2})  # in the training's thread, while the page still reads the one before
        broadcaster.close()
        assert [told async for told in events] == ['event: stopped\ndata: {"n":2}\n\n']
        assert [told async for told in broadcaster.subscribe(lambda: {})] == ["event: state\ndata: {}\n\n"]  # too late

    asyncio.run(last_word())


def test_a_curve_of_any_length_has_few_points():
    curve, fresh = LossCurve(), []
    for step in range(1, 10_001):
        curve.add(step, float(step))
        if step % 70 == 0:
            fresh += curve.new_points()
    assert len(curve.points) <= POINTS
    steps = [point[0] for point in curve.points]
    gaps = {b - a for a, b in pairwise(steps)}
    assert gaps == {curve.stride}
    for step, value in curve.points:
        assert value == pytest.approx(step - (curve.stride - 1) / 2)  # the mean of those that it stands for
    assert [point[0] for point in fresh] == sorted({point[0] for point in fresh})


def test_rows_are_thinned_evenly_and_the_last_one_stays():
    for count in (0, 1, 499, 500, 501, 1234, 100_000):
        rows = downsample(list(range(count)))
        assert len(rows) <= 500
        assert rows[-1:] == list(range(count))[-1:]


# -------------------------------------------------------------------------------------------------------- the command


def test_the_next_free_port_or_the_one_that_was_asked_for(monkeypatch):
    with server.listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        monkeypatch.setattr(server, "PORTS", range(port, port + 50))
        with server.listen("127.0.0.1", None) as second:
            assert second.getsockname()[1] > port
        with pytest.raises(UsageError, match=f"{port} is already in use"):
            server.listen("127.0.0.1", port)
        monkeypatch.setattr(server, "PORTS", range(port, port + 1))
        with pytest.raises(UsageError, match="already in use"):
            server.listen("127.0.0.1", None)
    real, asked = socket.create_server, []

    def reserved(address, **given):  # as Windows answers for ports that it keeps for itself
        asked.append(address[1])
        if len(asked) <= 2:
            raise PermissionError(errno.EACCES, "forbidden")
        return real(address, **given)

    with monkeypatch.context() as patch:
        patch.setattr(server.socket, "create_server", reserved)
        patch.setattr(server, "PORTS", range(port, port + 50))
        with server.listen("127.0.0.1", None) as third:
            assert third.getsockname()[1] >= port + 2
        asked.clear()
        with pytest.raises(UsageError, match="Permission denied"):
            server.listen("127.0.0.1", port)
    for host in ("192.0.2.1", "no.such.host.invalid", "x" * 300):
        with pytest.raises(UsageError, match="Cannot serve the page"):
            server.listen(host, 0)


def test_a_taken_port_and_missing_packages(monkeypatch, capsys):
    with server.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert main(["--lang=en", "play", "--port", str(port), "--no-browser"]) == 2
    assert f"{port} is already in use" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "uvicorn", None)  # to import it fails, as if it were not installed
    assert main(["--lang=en", "play"]) == 2
    assert "pip install starlette uvicorn" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to a single process")
def test_ctrl_c_saves_a_training_and_says_how_to_go_on(background, tmp_path):
    process = background("play", "--port", "0", "--no-browser", "--runs", "my runs")
    url = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
    with urllib.request.urlopen(url) as page:
        token = re.search('name="token" content="([^"]+)"', page.read().decode())[1]
    request = urllib.request.Request(url + "api/train", json.dumps(ENDLESS).encode(), {"X-Token": token})
    with urllib.request.urlopen(request) as answer:
        answer.read()
    with urllib.request.urlopen(url + "api/train/events") as events:
        for line in events:
            if line.startswith(b"event: step"):
                break
        process.send_signal(signal.SIGINT)
        rest = events.read().decode()  # the pages hear of it, too
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "event: stopped" in rest
    words = shlex.split(re.search(r"pytorch-study (resume .*)", said)[1])
    run = tmp_path / words[1]
    assert run.parent.name == "my runs"
    with pytest.raises(UsageError, match="--allow-changes"):  # it can be gone on with: only a change wants a word
        api.resume(run, changes={"epochs": 1})


def test_no_answer_waits_for_an_acknowledgement():
    """With Nagle's algorithm, an answer of two packets takes 40 ms in a browser: most of what a stroke may take."""
    with server.listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
