"""The command `play`: a socket, the server in a thread of its own, and an orderly end."""

import asyncio
import errno
import ipaddress
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from types import TracebackType

import uvicorn

from pytorch_study import text
from pytorch_study.errors import Stopped, UsageError, reason
from pytorch_study.playground.app import create_app, make_state
from pytorch_study.playground.guard import AccessPolicy, new_token

PORTS = range(8000, 8100)
"""Where a free port is looked for."""
CONNECTIONS = 300
"""So many at once; every open page holds one."""
SHUTDOWN_TIMEOUT = 2
"""Seconds that requests have to come to their end."""
PORT_TAKEN = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))


def listen(host: str, port: int | None) -> socket.socket:
    """A socket at this address; without a port, at the first free one.

    Raises:
        UsageError: the port is taken, or the host is none of this machine's.
    """
    try:
        family, _, _, _, (address, *_) = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise UsageError("no_host", host=host, why=reason(error)) from error
    except UnicodeError as error:  # longer, or stranger, than a name can be
        raise UsageError("no_host", host=host, why=error) from error
    for number in PORTS if port is None else (port,):
        try:
            listening = socket.create_server((str(address), number), family=family, backlog=128)
            # Or an answer's second packet waits for the browser's word that the first is there: 40 ms. asyncio sees to
            # it, too, but not where a socket does not say which protocol it speaks; those it accepts inherit this.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listening
        except OSError as error:
            if error.errno not in (PORT_TAKEN if port else (*PORT_TAKEN, errno.EACCES)):  # Windows keeps some ranges
                raise UsageError("no_host", host=f"{host}:{number}", why=reason(error)) from error
    raise UsageError("port_taken", port=port or f"{PORTS[0]}-{PORTS[-1]}")


class RunningServer:
    """A server at work, in a thread of its own: signals stay with the main thread, which waits."""

    def __init__(
        self, listening: socket.socket, host: str, runs: Path, data: Path | None, lesson_folder: Path = Path()
    ) -> None:
        """`listening` from `listen`; `runs` and `data` as for the commands; in `lesson_folder`, learners' own files."""
        self.host = host
        self.port: int = listening.getsockname()[1]
        self.state = make_state(AccessPolicy(self.port, host, new_token(), text.language()), runs, data, lesson_folder)
        config = uvicorn.Config(
            create_app(self.state),
            log_config=None,
            log_level="critical",  # what fails is reported by `guard.py`
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        )
        self.server = uvicorn.Server(config)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(listening,), name="server", daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where the page is, for a browser on this machine."""
        host = "127.0.0.1" if _is(self.host, "is_unspecified") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    @property
    def is_private(self) -> bool:
        """Whether nobody but this machine reaches it."""
        return self.host == "localhost" or _is(self.host, "is_loopback")

    def wait(self) -> None:
        """Wait for Ctrl-C or SIGTERM; a running training is stopped first, and everything is saved.

        Raises:
            Stopped: there was one; it says how to go on with it.
            KeyboardInterrupt: there was none.
        """
        try:
            # An event: a `join` that a signal breaks off takes the thread for dead. And again and again, because on
            # Windows a signal is heard only between two waits.
            while not self.ended.wait(0.2):
                pass
        except KeyboardInterrupt as interrupt:
            if (stopped := self.close(getattr(interrupt, "exit_code", 130))) is not None:
                raise stopped from None
            raise

    def close(self, exit_code: int = 130) -> Stopped | None:
        """End the server, a training first; return how to go on with it, if there was one."""
        stopped = self.state.trainings.shut_down(exit_code)
        self.state.close()
        self.server.should_exit = True
        self.ended.wait(SHUTDOWN_TIMEOUT + 3)
        return stopped

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self.ended.is_set():
            self.close()

    def _serve(self, listening: socket.socket) -> None:
        try:
            asyncio.run(self.server.serve([listening]))
        finally:
            self.ended.set()


def open_browser(url: str) -> None:
    """Open the page in a browser that has windows; one for the terminal would take the terminal away."""
    windows = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if windows:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False
