"""The server of the page: its routes, and nothing else. What they do is in the files beside this one."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pytorch_study.playground import fitting, gallery, scoring, seeing
from pytorch_study.playground.desk import Desk, run_of
from pytorch_study.playground.fitting import Fits
from pytorch_study.playground.guard import Door, Guard, Refused, answer, read_json
from pytorch_study.playground.stage import Stage
from pytorch_study.playground.watching import to_json
from pytorch_study.text.page import PAGE

FILES = Path(__file__).parent / "page"
UPLOADS = 4
"""So many photos at once are held in memory; others wait."""
PATIENCE = 60
"""Seconds that a photo may take to arrive."""
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class House:
    """Everything that the routes talk to.

    Attributes:
        door: who may come in.
        runs: the folder of all runs.
        own: the folder in which one's own lesson files are looked for.
        drawing: answers within milliseconds.
        photos: within a second.
        scores: takes its time: the whole test set.
        stage: the training.
        fits: the curves.
    """

    door: Door
    runs: Path
    own: Path
    drawing: Desk
    photos: Desk
    scores: Desk
    stage: Stage
    fits: Fits

    def close(self) -> None:
        """Let everybody go."""
        for one in (self.drawing, self.photos, self.scores, self.stage.audience, self.fits):
            one.close()


def furnish(door: Door, runs: Path, data: Path | None, own: Path) -> House:
    """A house with everything in it; torch's thread count is what it is in the thread that calls."""
    cores = torch.get_num_threads()
    # One thread for a drawing: so little work is not worth waking a second one for, and a training may have it.
    drawing, photos, scores = (
        Desk(name, threads, runs, data) for name, threads in (("drawing", 1), ("photos", 1), ("scores", cores))
    )
    return House(door, runs, own, drawing, photos, scores, Stage(runs, data, own, cores), Fits())


def create_app(house: House) -> Starlette:
    """The whole application."""

    async def failed(_: Request, error: Exception) -> Response:
        return answer(error)

    routes = [
        Route(path, function, methods=[method])
        for method, table in (("GET", _reading(house)), ("POST", _changing(house)))
        for path, function in table.items()
    ]
    guard = Middleware(Guard, door=house.door)
    app = Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: failed})
    app.router.redirect_slashes = False
    return app


def _reading(house: House) -> dict[str, Answer]:
    """What changes nothing."""
    runs, scores = house.runs, house.scores

    async def index(_: Request) -> Response:
        html = (FILES / "index.html").read_text("utf-8")
        return HTMLResponse(re.sub(r'(<meta name="token" content=")[^"]*', rf"\g<1>{house.door.token}", html))

    async def file(request: Request) -> Response:
        there = {path.name: path for path in FILES.iterdir() if path.suffix in KINDS}
        path = there.get(request.path_params["name"])
        if path is None:
            raise Refused(404, "page.error.nothing_here")
        return Response(path.read_bytes(), media_type=KINDS[path.suffix])

    async def words(_: Request) -> Response:
        return _json({language: {key: getattr(said, language) for key, said in PAGE.items()} for language in _BOTH})

    async def start(_: Request) -> Response:
        found = await asyncio.to_thread(gallery.start, runs, house.own)
        return _json({**found, "training": house.stage.told()})

    async def examples(request: Request) -> Response:
        return _json(await house.photos.ask(scoring.examples, house.photos, *_which(request)))

    async def mistakes(request: Request) -> Response:
        return _json(await scores.ask(scoring.mistakes, scores, *_which(request)))

    async def events(_: Request) -> Response:
        return Events(house.stage.audience.watch(house.stage.told))

    async def all_runs(_: Request) -> Response:
        return _json(await asyncio.to_thread(gallery.runs, runs, house.stage.busy()))

    async def compared(request: Request) -> Response:
        names = request.query_params.getlist("name")
        return _json(await asyncio.to_thread(gallery.compared, names, runs))

    async def one_run(request: Request) -> Response:
        return _json(await asyncio.to_thread(gallery.run, request.path_params["name"], runs))

    async def answers(request: Request) -> Response:
        run = run_of(request.path_params["name"], runs)
        return _json(await scores.ask(scoring.answers, scores, run))

    return {
        "/": index,
        "/page/{name}": file,
        "/api/words": words,
        "/api/start": start,
        "/api/examples": examples,
        "/api/mistakes": mistakes,
        "/api/train/events": events,
        "/api/runs": all_runs,
        "/api/runs/compare": compared,
        "/api/runs/{name}": one_run,
        "/api/runs/{name}/answers": answers,
    }


def _changing(house: House) -> dict[str, Answer]:
    """What needs the token."""
    stage = house.stage

    async def draw(request: Request) -> Response:
        asked = read_json(await request.body())
        return _json(await house.drawing.ask(seeing.draw, house.drawing, asked))

    uploads = asyncio.Semaphore(UPLOADS)

    async def photo(request: Request) -> Response:
        target = request.query_params.get("target", "cifar10")
        async with uploads:
            try:
                content = await asyncio.wait_for(request.body(), PATIENCE)
            except TimeoutError as error:
                raise Refused(408, "page.error.slow") from error
            return _json(await house.photos.ask(seeing.photo, house.photos, target, content))

    async def train(request: Request) -> Response:
        return _json(await asyncio.to_thread(stage.start, read_json(await request.body())))

    async def resume(request: Request) -> Response:
        return _json(await asyncio.to_thread(stage.resume, read_json(await request.body())))

    async def fit(request: Request) -> Response:
        asked = fitting.read(read_json(await request.body()))
        gone = house.fits.begin()
        return Events(fitting.stream(asked, gone), lambda: house.fits.end(gone))

    def told(function: Callable[[], dict[str, Any]]) -> Answer:
        async def tell(_: Request) -> Response:
            return _json(function())

        return tell

    return {
        "/api/draw": draw,
        "/api/photo": photo,
        "/api/train": train,
        "/api/train/pause": told(stage.pause),
        "/api/train/continue": told(stage.go_on),
        "/api/train/stop": told(stage.stop),
        "/api/train/resume": resume,
        "/api/fit": fit,
    }


class Events(StreamingResponse):
    """Server-sent events; whatever ends them, what sends them is closed, and `release` called."""

    def __init__(self, stream: AsyncIterator[str], release: Callable[[], None] = lambda: None) -> None:
        super().__init__(stream, media_type="text/event-stream")
        self.stream = stream
        self.release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.release()
            if (close := getattr(self.stream, "aclose", None)) is not None:
                await close()


_BOTH = ("zh", "en")


def _json(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def _which(request: Request) -> tuple[str, int]:
    """The target that is asked about, and how many."""
    count = request.query_params.get("count", "30")
    if not re.fullmatch(r"[0-9]{1,4}", count):
        raise Refused(400, "page.error.field", name="count")
    return request.query_params.get("target", "mnist"), int(count)
