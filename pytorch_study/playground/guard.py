"""What every request passes: who may ask, how much they may send, and what they are told where something fails.

A page on 127.0.0.1 can be reached by any web site that the same browser has open. So: a request must name this very
server as its Host (a foreign name that was made to point to 127.0.0.1 does not); it must not come from another site
(Origin, Sec-Fetch-Site); and one that changes something must carry the token that only our own page has been given.
"""

import contextlib
import ipaddress
import json
import secrets
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pytorch_study import text
from pytorch_study.errors import StudyError
from pytorch_study.files import disk_error
from pytorch_study.playground.events import to_json
from pytorch_study.text import say

LOCAL = ("127.0.0.1", "localhost", "[::1]")
MEGABYTE = 1_000_000
BODY = MEGABYTE
"""The longest body, in bytes, where `LONGER` says nothing else."""
LONGER = {"/api/photo": 20 * MEGABYTE}
DRAIN = 64 * MEGABYTE
"""So much of a body that is too long is read and thrown away, because a browser that is still sending hears nothing."""

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


class Refused(Exception):
    """A request that is answered by an HTTP status and a sentence: `Refused(409, "page.error.busy")`."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(status, key, values)
        self.status = status
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say(self.key, **self.values)


@dataclass(frozen=True)
class AccessPolicy:
    """Whose requests are answered.

    Attributes:
        port: ours.
        host: what `--host` says.
        token: what our own page knows, and no other.
        language: of the answer where a request asks for none.
    """

    port: int
    host: str
    token: str
    language: text.Language

    def accepts_host(self, asked: str) -> bool:
        """Whether this Host header means us."""
        name, colon, port = asked.rpartition(":")
        if not colon or port.endswith("]"):  # without a port, it is 80; `[::1]` has colons of its own
            name, port = asked, "80"
        if port != str(self.port):
            return False
        ours = f"[{self.host}]" if ":" in self.host else self.host
        if name.lower() in (*LOCAL, ours.lower()):
            return True
        # At all addresses of the machine: a name can be made to point to us by anybody, a number is what it is.
        return _is_everywhere(self.host) and _is_number(name)


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


class GuardMiddleware:
    """The ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever it is."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                kept = [(name, value) for name, value in message["headers"] if name.decode() not in HEADERS]
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        text.use(_language(scope, self.policy))
        body = _LimitedBody(receive, LONGER.get(scope["path"], BODY))
        try:
            check_request(scope, self.policy)
            body.check_length(Headers(scope=scope).get("content-length"))
            await self.app(scope, body.receive, sending)
        except ClientDisconnect:
            return
        except Exception as error:
            if started:  # half an answer is out: that it breaks off is all that can be said
                log(error)
                raise
            if isinstance(error, Refused) and error.status == 413:
                await body.drain()
            await error_response(error)(scope, receive, sending)


def check_request(scope: Scope, policy: AccessPolicy) -> None:
    """Make sure that a request may be answered.

    Raises:
        Refused: it is not for us, it comes from another site, or it lacks the token.
    """
    headers = Headers(scope=scope)
    asked = headers.getlist("host")
    if len(asked) != 1 or not policy.accepts_host(asked[0]):
        raise Refused(421, "page.error.host")
    if any(origin.lower() != f"http://{asked[0].lower()}" for origin in headers.getlist("origin")):
        raise Refused(403, "page.error.origin")
    # `cross-site` on `/` is a link that somebody followed; below /api only our own page has business.
    if scope["path"].startswith("/api/") and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, "page.error.origin")
    if scope["method"] in ("GET", "HEAD"):
        return
    if not secrets.compare_digest(headers.get("x-token", "").encode(), policy.token.encode()):
        raise Refused(403, "page.error.token")


def error_response(error: Exception) -> Response:
    """The answer to a request that failed: a sentence, never a traceback; that of a mistake of ours goes to stderr."""
    extra: dict[str, str] = {}
    if isinstance(error, Refused):
        status, sentence = error.status, str(error)
        extra = {"connection": "close"} if status == 413 else {}  # what is still to come of the body is not read
    elif isinstance(error, StudyError):
        status, sentence = 400, str(error)
    elif isinstance(error, HTTPException):
        status, extra = error.status_code, dict(error.headers or {})
        sentence = say("page.error.method") if status == 405 else say("page.error.nothing_here")
    elif isinstance(error, OSError) and error.filename is not None:
        log(error)
        status, sentence = 500, str(disk_error(error.filename, error))
    else:
        log(error)
        status, sentence = 500, say("page.error.internal", what=type(error).__name__)
    return Response(to_json({"error": sentence}), status, extra, "application/json")


def log(error: BaseException) -> None:
    """Show a mistake of ours, or of a learner's code, in the server's terminal, if it has one."""
    lines = traceback.format_exception(error)
    with contextlib.suppress(OSError, ValueError):
        print("".join(lines).encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def read_json(body: bytes) -> dict[str, Any]:
    """A request's body as an object.

    Raises:
        Refused: it is no JSON object, or has something in it that JSON does not have: NaN, half of a Unicode character.
    """

    def no(_: str) -> None:
        raise ValueError("NaN")

    try:
        value = json.loads(body, parse_constant=no)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refused(400, "page.error.not_unicode") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "page.error.json") from error
    if not isinstance(value, dict):
        raise Refused(400, "page.error.json")
    return value


class _LimitedBody:
    """A request's body, counted while it streams in: what Content-Length says may be a lie."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive_more = receive
        self.most = most
        self.seen = 0
        self.over = False

    def check_length(self, length: str | None) -> None:
        if length is not None and length.isdecimal() and int(length[:20]) > self.most:
            raise self._refusal()

    async def receive(self) -> Message:
        message = await self.receive_more()
        if message["type"] == "http.request":
            self.seen += len(message.get("body", b""))
            self.over = not message.get("more_body", False)
            if self.seen > self.most:
                raise self._refusal()
        return message

    async def drain(self) -> None:
        while not self.over and self.seen < self.most + DRAIN:
            message = await self.receive_more()
            if message["type"] != "http.request":
                return
            self.seen += len(message.get("body", b""))
            self.over = not message.get("more_body", False)

    def _refusal(self) -> Refused:
        return Refused(413, "page.error.too_long", megabytes=self.most // MEGABYTE)


def _language(scope: Scope, policy: AccessPolicy) -> text.Language:
    asked_for: Sequence[str | None] = (
        Headers(scope=scope).get("x-language"),
        QueryParams(scope["query_string"]).get("lang"),
    )
    for one in asked_for:
        if one == "zh" or one == "en":
            return "zh" if one == "zh" else "en"
    return policy.language


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_everywhere(host: str) -> bool:
    return _is_number(host) and ipaddress.ip_address(host).is_unspecified
