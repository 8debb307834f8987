"""The web application: its routes, and nothing else. What they do is in the files beside this one."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pytorch_study.data.sample_photos import sample_photos
from pytorch_study.lesson import SharedFolder
from pytorch_study.playground import curve_fitting, evaluation, inference, listing, making
from pytorch_study.playground.curve_fitting import ActiveFits
from pytorch_study.playground.events import EventStream, to_json
from pytorch_study.playground.exercise_room import ExerciseRoom
from pytorch_study.playground.guard import AccessPolicy, GuardMiddleware, Refused, error_response, read_json
from pytorch_study.playground.inference_worker import InferenceWorker, find_run, resolve
from pytorch_study.playground.training_manager import TrainingManager
from pytorch_study.playground.uploads import Uploads
from pytorch_study.text.page import PAGE

FILES = Path(__file__).parent / "page"
PLACES = 3
"""So many photos, or galleries, of different networks are worked on at once: a slow one keeps no other waiting."""
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class AppState:
    """Everything that the routes use.

    Attributes:
        policy: whose requests are answered.
        runs: the folder of all runs.
        lesson_folder: where the learner's own lesson files are looked for.
        drawings: answers within milliseconds.
        photos: within a second.
        makers: a second or so: what generative lessons make.
        galleries: reads data sets, to show examples.
        test_sets: takes its time: it evaluates whole test sets.
        trainings: the training.
        fits: the curves.
        learn: the learner's exercises.
    """

    policy: AccessPolicy
    runs: Path
    lesson_folder: Path
    drawings: InferenceWorker
    photos: InferenceWorker
    makers: InferenceWorker
    galleries: InferenceWorker
    test_sets: InferenceWorker
    trainings: TrainingManager
    fits: ActiveFits
    learn: ExerciseRoom

    def close(self) -> None:
        """End what is running."""
        for one in (
            self.drawings,
            self.photos,
            self.makers,
            self.galleries,
            self.test_sets,
            self.trainings.events,
            self.fits,
            self.learn,
        ):
            one.close()


def make_state(policy: AccessPolicy, runs: Path, data: Path | None, lesson_folder: Path) -> AppState:
    """A fresh state; torch's thread count is what it is in the thread that calls."""
    data = SharedFolder(data) if data else None
    cores = torch.get_num_threads()
    # One thread for a drawing: so little work is not worth waking a second one for, and a training may have it.
    drawings, photos, makers, galleries, test_sets = (
        InferenceWorker(name, threads, runs, data, places)
        for name, threads, places in (
            ("drawings", 1, 2),
            ("photos", 1, PLACES),
            ("makers", 1, 2),
            ("galleries", 1, PLACES),
            ("test sets", cores, 1),
        )
    )
    trainings = TrainingManager(runs, data, lesson_folder, cores)
    exercise_room = ExerciseRoom(lesson_folder)
    workers = (drawings, photos, makers, galleries, test_sets)
    return AppState(policy, runs, lesson_folder, *workers, trainings, ActiveFits(), exercise_room)


def create_app(state: AppState) -> Starlette:
    """The whole application."""

    async def failed(_: Request, error: Exception) -> Response:
        return error_response(error)

    routes = [
        Route(path, function, methods=[method])
        for method, table in (("GET", _get_routes(state)), ("POST", _post_routes(state)))
        for path, function in table.items()
    ]
    guard = Middleware(GuardMiddleware, policy=state.policy)
    app = Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: failed})
    app.router.redirect_slashes = False
    return app


def _get_routes(state: AppState) -> dict[str, Endpoint]:
    """What changes nothing."""
    runs, test_sets = state.runs, state.test_sets

    async def index(_: Request) -> Response:
        html = (FILES / "index.html").read_text("utf-8")
        return HTMLResponse(re.sub(r'(<meta name="token" content=")[^"]*', rf"\g<1>{state.policy.token}", html))

    async def file(request: Request) -> Response:
        there = {path.name: path for path in FILES.iterdir() if path.suffix in MEDIA_TYPES}
        path = there.get(request.path_params["name"])
        if path is None:
            raise Refused(404, "page.error.nothing_here")
        return Response(path.read_bytes(), media_type=MEDIA_TYPES[path.suffix])

    async def sample(request: Request) -> Response:
        photo = sample_photos().get(request.path_params["name"])
        if photo is None:
            raise Refused(404, "page.error.nothing_here")
        return Response(photo.path.read_bytes(), media_type="image/jpeg")

    async def words(_: Request) -> Response:
        return _json(
            {language: {key: getattr(sentence, language) for key, sentence in PAGE.items()} for language in _BOTH}
        )

    async def start(_: Request) -> Response:
        found = await asyncio.to_thread(listing.start_page, runs, state.lesson_folder)
        return _json({**found, "training": state.trainings.snapshot()})

    async def examples(request: Request) -> Response:
        target, count = _which(request)
        galleries = state.galleries
        return _json(await galleries.call(_client(request), [target], evaluation.examples, galleries, target, count))

    async def mistakes(request: Request) -> Response:
        target, count = _which(request)
        return _json(await test_sets.call(_client(request), [target], evaluation.mistakes, test_sets, target, count))

    async def events(_: Request) -> Response:
        return EventStream(state.trainings.events.subscribe(state.trainings.snapshot))

    async def all_runs(_: Request) -> Response:
        return _json(await asyncio.to_thread(listing.list_runs, runs, state.trainings.active_run()))

    async def compared(request: Request) -> Response:
        names = request.query_params.getlist("name")
        return _json(await asyncio.to_thread(listing.compare_runs, names, runs))

    async def one_run(request: Request) -> Response:
        return _json(await asyncio.to_thread(listing.run_details, request.path_params["name"], runs))

    async def answers(request: Request) -> Response:
        run = find_run(request.path_params["name"], runs)
        return _json(await test_sets.call(_client(request), [run.name], evaluation.answers, test_sets, run))

    async def exercises(_: Request) -> Response:
        return _json(await asyncio.to_thread(state.learn.overview))

    async def exercise_events(_: Request) -> Response:
        return EventStream(state.learn.subscribe())

    async def exercise(request: Request) -> Response:
        return _json(await asyncio.to_thread(state.learn.task, request.path_params["name"]))

    return {
        "/": index,
        "/page/{name}": file,
        "/photos/{name}": sample,
        "/api/words": words,
        "/api/start": start,
        "/api/examples": examples,
        "/api/mistakes": mistakes,
        "/api/train/events": events,
        "/api/runs": all_runs,
        "/api/compare": compared,
        "/api/runs/{name}": one_run,
        "/api/runs/{name}/answers": answers,
        "/api/learn": exercises,
        "/api/learn/events": exercise_events,
        "/api/learn/{name}": exercise,
    }


def _post_routes(state: AppState) -> dict[str, Endpoint]:
    """What needs the token."""
    trainings = state.trainings

    async def draw(request: Request) -> Response:
        asked = read_json(await request.body())
        given = asked.get("targets")
        targets = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
        answer = state.drawings.call(_client(request), targets, inference.predict_drawing, state.drawings, asked)
        return _json(await answer)

    uploads, photos = Uploads(), state.photos

    async def photo(request: Request) -> Response:
        target = request.query_params.get("target", "cifar10")
        await asyncio.to_thread(resolve, target, state.runs)
        async with uploads.read(request, target) as content:
            return _json(
                await photos.call(_client(request), [target], inference.predict_photo, photos, target, content)
            )

    async def generate(request: Request) -> Response:
        asked = read_json(await request.body())
        makers = state.makers
        return _json(
            await makers.call(_client(request), [str(asked.get("target"))], making.make_for_page, makers, asked)
        )

    async def train(request: Request) -> Response:
        return _json(await asyncio.to_thread(trainings.start, read_json(await request.body())))

    async def resume(request: Request) -> Response:
        return _json(await asyncio.to_thread(trainings.resume, read_json(await request.body())))

    async def fit(request: Request) -> Response:
        asked = curve_fitting.parse_request(read_json(await request.body()))
        cancelled = state.fits.acquire()
        return EventStream(curve_fitting.stream(asked, cancelled), lambda: state.fits.release(cancelled))

    async def check(request: Request) -> Response:
        name, again = request.path_params["name"], "again" in request.query_params
        return _json(await asyncio.to_thread(state.learn.check, name, again))

    def as_route(function: Callable[[], dict[str, Any]]) -> Endpoint:
        async def endpoint(_: Request) -> Response:
            return _json(function())

        return endpoint

    return {
        "/api/draw": draw,
        "/api/photo": photo,
        "/api/generate": generate,
        "/api/train": train,
        "/api/train/pause": as_route(trainings.pause),
        "/api/train/continue": as_route(trainings.unpause),
        "/api/train/stop": as_route(trainings.stop),
        "/api/train/resume": resume,
        "/api/fit": fit,
        "/api/learn/{name}": check,
    }


_BOTH = ("zh", "en")


def _json(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def _client(request: Request) -> str:
    """Who asks: a machine, and one page of its browser."""
    host = request.client.host if request.client else ""
    return f"{host} {request.headers.get('x-page', '')[:40]}"


def _which(request: Request) -> tuple[str, int]:
    """The target that is asked about, and how many."""
    count = request.query_params.get("count", "30")
    if not re.fullmatch(r"[0-9]{1,4}", count):
        raise Refused(400, "page.error.field", name="count")
    return request.query_params.get("target", "mnist"), int(count)
