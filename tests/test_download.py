"""Downloads from a server on this machine that misbehaves in every way we know of. Nothing here leaves the machine."""

import contextlib
import dataclasses
import hashlib
import http.server
import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

import pytest
from helpers import ROOT, WAITING

from pytorch_study import text
from pytorch_study.data import mirror
from pytorch_study.data.download import download
from pytorch_study.data.mirror import Archive, Timeouts
from pytorch_study.errors import DataError, DiskError, reason

pytestmark = pytest.mark.promise("network")

CONTENT = b"\x1f\x8b" + random.Random(0).randbytes(300_000)
PATIENT = Timeouts(connect=60, silence=600, stall=60, after=60, slowest=0)
"""Nothing times out, however busy the machine that runs the tests; each test changes what it is about."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Each address is one way to behave; `good` does what it should."""

    def do_GET(self):
        way = self.path.strip("/").partition("?")[0]
        self.server.asked.append((way, self.headers.get("Range")))
        getattr(self, way)()

    def log_message(self, *_):
        pass

    def head(self, status=200, length=None, start=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if start is not None:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def begin(self, **headers):
        """Head of a right answer; returns the bytes that should follow."""
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        rest = CONTENT[start:]
        if asked:
            self.head(206, len(rest), start, **headers)
        else:
            self.head(200, len(rest), **headers)
        return rest

    def good(self):
        self.wfile.write(self.begin(ETag='"one"'))

    def other(self):
        self.good()

    def no_range(self):
        self.head(200, len(CONTENT))
        self.wfile.write(CONTENT)

    def unsized(self):
        self.head(200)
        self.wfile.write(CONTENT)

    def moved(self):
        self.head(302, 0, Location="/good")

    def cut(self):
        rest = self.begin(ETag='"one"')
        self.wfile.write(rest[: max(len(rest) // 2, 20_000)])

    def reset(self):
        rest = self.begin()
        self.wfile.write(rest[: len(rest) // 2])
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def cut_at_once(self):
        self.begin()

    def html(self):
        page = b"<!DOCTYPE html><title>Sign in to the network</title>"
        self.head(200, len(page), Content_Type="text/html")
        self.wfile.write(page)

    def html_in_disguise(self):
        self.head(200, Content_Type="application/gzip")
        self.wfile.write(b"<!DOCTYPE html><title>Sign in to the network</title>" * 10_000)

    def shorter(self):
        self.head(200, 1000)
        self.wfile.write(CONTENT[:1000])

    def longer(self):
        self.head(200)
        self.wfile.write(CONTENT + b"more")

    def wrong(self):
        self.head(200, len(CONTENT))
        self.wfile.write(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))

    def wrong_half(self):
        self.head(200, len(CONTENT))
        self.wfile.write(CONTENT[:2] + bytes(len(CONTENT) // 2))

    def wrong_place(self):
        self.head(206, 1000, 7)
        self.wfile.write(CONTENT[7:1007])

    def changed(self):
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.head(206 if asked else 200, len(CONTENT) - start, start if asked else None, ETag='"two"')
        self.wfile.write(CONTENT[start:])

    def refuses_ranges(self):
        if self.headers.get("Range"):
            return self.send_error(416)
        return self.no_range()

    def forbidden(self):
        self.send_error(403)

    def busy(self):
        self.send_error(503)

    def loop(self):
        self.head(302, 0, Location="/loop")

    def nonsense(self):
        self.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")

    def silent(self):
        self.server.over.wait()

    def stalled(self):
        self.wfile.write(self.begin()[:1000])
        self.wfile.flush()
        self.server.over.wait()

    def slow(self):
        for byte in self.begin():
            self.wfile.write(bytes([byte]))
            if self.server.over.wait(0.02):
                return

    def leisurely(self):
        rest = self.begin()
        for i in range(0, len(rest), 10_000):
            self.wfile.write(rest[i : i + 10_000])
            if self.server.over.wait(0.1):
                return


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that leaves is what is tested."""


@pytest.fixture
def server(monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    with Server(("127.0.0.1", 0), Handler) as found:
        found.asked, found.over = [], threading.Event()
        threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield found
        found.over.set()
        found.shutdown()


def archive(server, *ways, content=CONTENT):
    urls = tuple(f"http://127.0.0.1:{server.server_port}/{way}" for way in ways)
    return Archive("cifar10", "tiny.tar.gz", len(content), hashlib.sha256(content).hexdigest(), b"\x1f\x8b", urls)


def quietly(text_, passing):
    del text_, passing


def whole(folder):
    """The file is right, and nothing is left beside it."""
    assert (folder / "tiny.tar.gz").read_bytes() == CONTENT
    assert {path.name for path in folder.iterdir()} <= {"tiny.tar.gz", ".tiny.tar.gz.lock"}
    return True


def test_a_certificate_that_cannot_be_verified_is_called_so():
    """Its number is OpenSSL's own: 1 is not the system's EPERM."""
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    assert "certificate cannot be verified" in mirror._why(error)
    assert "WRONG_VERSION" in reason(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"))


@pytest.mark.parametrize("way", ["good", "no_range", "unsized", "moved"])
def test_one_good_source_is_enough(server, tmp_path, way):
    said = []
    found = download(archive(server, way), tmp_path / "new" / "cache", lambda *s: said.append(s), PATIENT)
    assert found == tmp_path / "new" / "cache" / "tiny.tar.gz"
    assert whole(found.parent)
    assert said[0] == (f"Downloading tiny.tar.gz (0 MB) from 127.0.0.1:{server.server_port}", False)
    assert "verified" in said[-1][0]
    server.asked.clear()
    assert download(archive(server, way), tmp_path / "new" / "cache", quietly, PATIENT) == found
    assert server.asked == []


BAD = [
    "html",
    "html_in_disguise",
    "shorter",
    "longer",
    "wrong",
    "wrong_half",
    "wrong_place",
    "forbidden",
    "busy",
    "loop",
]
BAD += ["nonsense", "cut_at_once", "cut", "reset"]


@pytest.mark.parametrize("way", BAD)
def test_a_bad_source_is_left_for_the_next(server, tmp_path, way):
    said = []
    download(archive(server, way, "good"), tmp_path, lambda *s: said.append(s[0]), PATIENT)
    assert whole(tmp_path)
    ways = [asked for asked, _ in server.asked]
    assert ways[0] == way
    assert ways[-1] == "good"
    assert any(s.startswith(f"127.0.0.1:{server.server_port}: ") for s in said), "nobody is told why"


@pytest.mark.parametrize("way", [way for way in BAD if way not in ("cut", "reset")])
def test_where_all_sources_are_bad_it_is_said_what_to_do(server, tmp_path, way):
    with pytest.raises(DataError) as caught:
        download(archive(server, way, way), tmp_path, quietly, PATIENT)
    told = str(caught.value)
    for words in ("tiny.tar.gz", str(tmp_path), hashlib.sha256(CONTENT).hexdigest(), "data get cifar10 --from FILE"):
        assert words in told
    assert not (tmp_path / "tiny.tar.gz").exists()
    assert whole(download(archive(server, "good"), tmp_path, quietly, PATIENT).parent)  # nothing bad was kept


def test_a_connection_that_breaks_off_is_gone_on_with(server, tmp_path):
    download(archive(server, "cut"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    starts = [int(asked.removeprefix("bytes=").rstrip("-")) for _, asked in server.asked[1:]]
    assert starts == sorted(set(starts)), "it went on, each time from further on"
    assert starts[0] > 0


def test_another_source_goes_on_where_one_broke_off(server, tmp_path):
    download(archive(server, "cut", "good"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked == [("cut", None), ("good", f"bytes={len(CONTENT) // 2}-")]


def part(folder, size, url=None, tag=""):
    folder.mkdir(exist_ok=True)
    (folder / "tiny.tar.gz.part").write_bytes(CONTENT[:size])
    if url:
        (folder / "tiny.tar.gz.part.from").write_text(f"{url}\n{tag}", "utf-8")


def test_what_came_before_is_gone_on_with(server, tmp_path):
    part(tmp_path, 1234)
    said = []
    download(archive(server, "good"), tmp_path, lambda *s: said.append(s[0]), PATIENT)
    assert whole(tmp_path)
    assert server.asked == [("good", "bytes=1234-")]
    assert said[0].startswith("Resuming tiny.tar.gz")


@pytest.mark.parametrize(
    ("way", "starts"),
    [
        ("no_range", ["bytes=1234-"]),  # the whole file came instead
        ("refuses_ranges", ["bytes=1234-", None]),
        ("changed", ["bytes=1234-", None]),  # another ETag: not the file that the part is of
    ],
)
def test_a_range_that_is_not_honoured_starts_over(server, tmp_path, way, starts):
    found = archive(server, way)
    part(tmp_path, 1234, found.urls[0], '"one"')
    download(found, tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked == [(way, start) for start in starts]


@pytest.mark.parametrize("way", ["html", "html_in_disguise", "shorter", "wrong_place", "busy"])
def test_what_came_before_is_not_given_up_for_something_else(server, tmp_path, way):
    part(tmp_path, 1234)
    download(archive(server, way, "good"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked == [(way, "bytes=1234-"), ("good", "bytes=1234-")]


@pytest.mark.parametrize("size", [5000, len(CONTENT)])
def test_a_wrong_part_is_thrown_away(server, tmp_path, size):
    part(tmp_path, size)
    with (tmp_path / "tiny.tar.gz.part").open("r+b") as file:
        file.seek(100)
        file.write(b"wrong")
    download(archive(server, "good"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked[-1] == ("good", None)


def test_a_whole_part_needs_no_source(server, tmp_path):
    part(tmp_path, len(CONTENT))
    download(archive(server, "busy"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked == []


def test_a_silent_source_is_left(server, tmp_path):
    impatient = dataclasses.replace(PATIENT, connect=4)
    download(archive(server, "silent", "good"), tmp_path, quietly, impatient)
    assert whole(tmp_path)


def test_a_stalled_source_is_left(server, tmp_path):
    impatient = dataclasses.replace(PATIENT, stall=3)
    download(archive(server, "stalled", "good"), tmp_path, quietly, impatient)
    assert whole(tmp_path)
    assert server.asked[1] == ("good", "bytes=1000-")


def test_a_slow_source_is_left(server, tmp_path):
    impatient, said = dataclasses.replace(PATIENT, after=0.5, slowest=1000), []
    download(archive(server, "slow", "good"), tmp_path, lambda *s: said.append(s[0]), impatient)
    assert whole(tmp_path)
    assert any("too slow" in s for s in said)
    assert server.asked[1][1] is not None, "what it gave is kept"


def test_the_last_source_left_may_be_slow(server, tmp_path):
    impatient = dataclasses.replace(PATIENT, after=0.2, slowest=1e12)
    download(archive(server, "leisurely"), tmp_path / "alone", quietly, impatient)
    assert whole(tmp_path / "alone")
    server.asked.clear()
    download(archive(server, "leisurely", "busy"), tmp_path / "two", quietly, impatient)
    assert whole(tmp_path / "two")
    assert [way for way, _ in server.asked] == ["leisurely", "busy", "leisurely"]


def closed():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_without_a_network_it_is_said_what_to_put_where(tmp_path):
    ways = [f"http://127.0.0.1:{closed()}/a", f"http://127.0.0.1:{closed()}/b", "http://no-such-host.invalid/c"]
    nowhere = Archive("cifar10", "cifar-10-python.tar.gz", 170_498_071, "6d95", b"", tuple(ways))
    for language, words in (("en", "Download it another way (170 MB"), ("zh", "放进")):
        text.use(language)
        with pytest.raises(DataError) as caught:
            download(nowhere, tmp_path, quietly)
        told = str(caught.value)
        assert words in told
        assert str(tmp_path) in told
        assert "pytorch-study data get cifar10 --from" in told
        assert "6d95" in told


@pytest.mark.timeout(60)
def test_where_nobody_answers_the_answer_comes_soon(server, tmp_path):
    impatient = dataclasses.replace(PATIENT, connect=100, silence=3)
    with pytest.raises(DataError, match="no response"):
        download(archive(server, "silent", "silent", "silent"), tmp_path, quietly, impatient)


def test_a_folder_that_cannot_be_written_to(server, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskError) as caught:
        download(archive(server, "good"), tmp_path / "file" / "cache", quietly, PATIENT)
    assert caught.value.exit_code == 5


def test_a_disk_that_is_too_small_is_known_before_anything_comes(server, tmp_path):
    huge = dataclasses.replace(archive(server, "good"), length=10**18)
    with pytest.raises(DiskError, match="disk is full"):
        download(huge, tmp_path, quietly, PATIENT)
    assert server.asked == []


OTHER = """
import sys
from pytorch_study.data.download import download
from pytorch_study.data.mirror import Archive, Timeouts
from pytorch_study.errors import StudyError
from pathlib import Path
archive = Archive("cifar10", "tiny.tar.gz", int(sys.argv[1]), sys.argv[2], b"\\x1f\\x8b", (sys.argv[3],))
{before}
try:
    download(archive, Path(sys.argv[4]), lambda *_: None, Timeouts(60, 600, 60, 60, 0))
except StudyError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def other_process(server, way, folder, before=""):
    found = archive(server, way)
    code = [sys.executable, "-c", OTHER.format(before=before)]
    values = [str(found.length), found.sha256, found.urls[0], str(folder)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTORCH_STUDY_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen([*code, *values], env=env, stdout=subprocess.PIPE, encoding="utf-8")


def wait_for(condition, *processes):
    """Wait for it; a process that ends before will not bring it about any more."""
    while not condition():
        assert all(process.poll() is None for process in processes), "a process ended too soon"
        time.sleep(0.02)


def arrived(folder):
    found = folder / "tiny.tar.gz.part"
    return found.stat().st_size if found.exists() else 0


def test_killed_in_the_middle_it_goes_on(server, tmp_path):
    with other_process(server, "leisurely", tmp_path) as process:
        wait_for(lambda: arrived(tmp_path) > 30_000, process)
        process.kill()
    kept = arrived(tmp_path)
    assert 30_000 < kept < len(CONTENT)
    download(archive(server, "good"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
    assert server.asked == [("leisurely", None), ("good", f"bytes={kept}-")]


def test_two_at_once_get_one_file(server, tmp_path):
    said = []
    with other_process(server, "leisurely", tmp_path) as process:
        wait_for(lambda: arrived(tmp_path) > 0, process)
        download(archive(server, "good"), tmp_path, lambda *s: said.append(s[0]), PATIENT)
        assert process.wait() == 0
    assert whole(tmp_path)
    assert server.asked == [("leisurely", None)]
    assert "Another process" in said[0]


def test_four_at_once_get_one_file(server, tmp_path):
    with contextlib.ExitStack() as all_of_them:
        four = [all_of_them.enter_context(other_process(server, "good", tmp_path)) for _ in range(4)]
        for process in four:
            told, _ = process.communicate(timeout=WAITING)
            assert process.returncode == 0, told
    assert whole(tmp_path)
    assert server.asked == [("good", None)]


def test_a_disk_that_refuses_in_the_middle_is_exit_5(server, tmp_path):
    pytest.importorskip("resource", reason="limits of file sizes are POSIX")
    before = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    with other_process(server, "good", tmp_path, before) as process:
        told, _ = process.communicate()
    assert process.returncode == 5, told
    assert "Cannot write" in told
    download(archive(server, "good"), tmp_path, quietly, PATIENT)
    assert whole(tmp_path)
