"""The page's room of exercises, without a browser."""

import threading

import pytest

from pytorch_study import text
from pytorch_study.exercises import learner
from pytorch_study.exercises.checker import Verdict
from pytorch_study.exercises.shelf import exercises, find
from pytorch_study.playground.exercise_room import PAUSE, ExerciseRoom
from pytorch_study.playground.guard import Refused

RAMP = find("ramp")


@pytest.fixture
def room(tmp_path):
    one = ExerciseRoom(tmp_path)
    yield one
    one.close()


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_folder_it_says_where_it_would_be(room, tmp_path):
    found = room.overview()
    assert not found["there"]
    assert found["folder"] == str(tmp_path / learner.FOLDER)
    assert room.check("ramp") == {"name": "ramp", "there": False}
    assert list(tmp_path.iterdir()) == []


def test_the_list_the_task_and_the_check_change_nothing(room, tmp_path):
    one = learner.opened(tmp_path / learner.FOLDER)
    one.note(RAMP, passed="2026-01-01T00:00:00")
    one.path(RAMP).write_text(RAMP.solution, "utf-8")
    before = files(tmp_path)
    found = room.overview()
    assert found["there"]
    assert [row["name"] for row in found["exercises"] if row["passed"]] == ["ramp"]
    assert found["current"] == exercises()[1].name
    assert set(found["chapters"]) == {row["chapter"] for row in found["exercises"]}
    verdict = room.check("ramp")
    assert verdict["passed"]
    assert verdict["why"] == RAMP.text("why")
    assert verdict["drawn"][0]["kind"] == "picture"
    assert room.check("ramp") is not verdict
    assert len(room.verdicts) == 1, "the same file is not checked twice"
    kept = next(iter(room.verdicts.values()))
    assert room.check("ramp", again=True)["passed"]
    assert next(iter(room.verdicts.values())) is not kept, "asked for, it is checked with new inputs"
    assert room.check("batch")["mistake"] == "not_written"
    assert files(tmp_path) == before
    with pytest.raises(Refused):
        room.check("../../etc/passwd")


@pytest.mark.usefixtures("lent")
def test_a_verdict_is_of_the_content_that_was_checked(room, tmp_path):
    one = learner.opened(tmp_path / learner.FOLDER)
    path, really = one.path(RAMP), room.checker.check

    def saved_meanwhile(exercise, where):
        where.write_text(RAMP.solution, "utf-8")
        return really(exercise, where)

    room.checker.check = saved_meanwhile
    assert room.check("ramp")["passed"]
    room.checker.check = really
    path.write_text(RAMP.given, "utf-8")
    assert room.check("ramp")["mistake"] == "not_written"


@pytest.mark.usefixtures("lent")
def test_what_a_busy_machine_did_is_not_kept(room, tmp_path):
    learner.opened(tmp_path / learner.FOLDER).path(RAMP).write_text(RAMP.solution, "utf-8")
    really, room.checker.check = room.checker.check, lambda *_: Verdict("ramp", "tensors", False, 9.0, "", "endless")
    assert room.check("ramp")["mistake"] == "endless"
    room.checker.check = really
    assert room.check("ramp")["passed"]


def test_damaged_progress_stays_as_it_is(room, tmp_path):
    one = learner.opened(tmp_path / learner.FOLDER)
    (one.folder / learner.PROGRESS).write_text("{", "utf-8")
    assert not any(row["passed"] for row in room.overview()["exercises"])
    assert (one.folder / learner.PROGRESS).read_text("utf-8") == "{"


@pytest.mark.parametrize("exercise", exercises(), ids=lambda one: one.name)
def test_each_task_is_shown_in_one_language(exercise, room):
    for language, other in (("zh", "en"), ("en", "zh")):
        text.use(language)
        found = room.task(exercise.name)
        assert len(found["text"]) > 40
        assert exercise.texts["title"][other] not in found["text"]
        assert found["title"] == exercise.texts["title"][language]


def test_who_saves_a_file_is_seen(room, tmp_path):
    one = learner.opened(tmp_path / learner.FOLDER)
    told, heard = [], threading.Event()

    def publish(name, values):
        told.append((name, values["name"]))
        heard.set()

    room.events.publish = publish
    room.events.subscribers.add(object())
    room.events.close = lambda: None
    watcher = threading.Thread(target=room._watch, daemon=True)
    room.seen = before = room._contents({})
    assert len(before) == len(exercises())
    watcher.start()
    heard.wait(1)
    assert told == [], "nothing was saved"
    one.path(RAMP).write_text("x = 1\n", "utf-8")
    assert heard.wait(10)
    assert told == [("saved", "ramp")]
    room.closed.set()
    watcher.join(5)


def test_what_was_saved_while_nobody_was_there_is_no_news(room, tmp_path):
    one = learner.opened(tmp_path / learner.FOLDER)
    told = []
    room.watcher = threading.current_thread()  # no second one
    room.subscribe()
    room.events.publish = lambda _, values: told.append(values["name"])
    one.path(RAMP).write_text("x = 1\n", "utf-8")
    room.subscribe()
    room.events.subscribers.add(object())
    watcher = threading.Thread(target=room._watch, daemon=True)
    watcher.start()
    watcher.join(3 * PAUSE)
    room.closed.set()
    watcher.join(5)
    room.events.subscribers.clear()
    assert told == []
