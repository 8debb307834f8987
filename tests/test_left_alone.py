"""What lasts for ever or vanishes: a `load` that never returns, a run folder that is deleted in mid-training."""

import json
import subprocess
import threading
import time

import pytest
from helpers import NODE, ROOT
from test_page_faults import ask, lesson

from pytorch_study import rng, text
from pytorch_study.playground import server, training_session

PAGE = ROOT / "pytorch_study" / "playground" / "page"
WAITING = 60
FOR_EVER = """
    while (PLACE / "wait").exists():
        time.sleep(0.02)
"""
STUBBORN = """
    while (PLACE / "wait").exists():
        try:
            time.sleep(0.02)
        except BaseException:
            pass
"""
DELETES = """
        import shutil
        if self.training and Path("runs").is_dir():
            for folder in Path("runs").iterdir():
                shutil.{how}
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    text.use("en")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(training_session, "PATIENCE", 0.3)
    for name, load in (("for_ever", FOR_EVER), ("stubborn", STUBBORN), ("fine", "")):
        (tmp_path / f"{name}.py").write_text(lesson(name, load), "utf-8")
    (tmp_path / "wait").touch()
    with server.RunningServer(
        server.listen("127.0.0.1", None), "127.0.0.1", tmp_path / "runs", None, tmp_path
    ) as running:
        yield running
        (tmp_path / "wait").unlink(missing_ok=True)


def ended(session, statuses=("stopped",)):
    end = time.monotonic() + WAITING
    while session.status not in statuses and time.monotonic() < end:
        time.sleep(0.02)
    return session.status


@pytest.mark.parametrize("name", ["for_ever", "stubborn"])
def test_a_load_that_never_returns_blocks_no_later_training(page, tmp_path, name):
    assert ask(page, "POST", "/api/train", {"lesson": f"{name}.py"})[0] == 200
    session = page.state.trainings.current
    assert ask(page, "POST", "/api/train", {"lesson": "fine.py"})[0] == 409
    assert ask(page, "POST", "/api/train/stop", {})[0] == 200
    assert ended(session) == "stopped"
    assert session.snapshot()["left_loading"] is (name == "stubborn")
    if name == "for_ever":
        session.thread.join(WAITING)
        assert not session.thread.is_alive()
    assert ask(page, "POST", "/api/train", {"lesson": "fine.py"})[0] == 200
    new = page.state.trainings.current
    assert ended(new, ("done", "failed")) == "done"
    (tmp_path / "wait").unlink()
    assert session.finished.wait(WAITING)
    assert session.status == "stopped"
    assert len(list((tmp_path / "runs").iterdir())) == 1  # the old one trains nothing when its `load` returns


def test_the_page_says_that_the_old_load_goes_on():
    for language in ("zh", "en"):
        text.use(language)
        assert "load" in text.say("page.train.load_left")
    text.use("en")
    assert "page.train.load_left" in (PAGE / "training-panel.js").read_text("utf-8")


@pytest.mark.parametrize("how", ["rmtree(folder)", "move(folder, 'elsewhere')"])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_training_whose_folder_vanishes_tells_its_result(tmp_path, inside, how, as_json):
    (tmp_path / "gone.py").write_text(lesson("gone", "", DELETES.format(how=how)), "utf-8")
    done = inside("train", "gone.py", *(["--json"] if as_json else []))
    assert done.returncode == 5, done.stderr
    if as_json:
        result = json.loads(done.stdout)
        assert 0 <= result["test_accuracy"] <= 1
        assert result["epochs"] == 1
    else:
        assert "Test accuracy" in done.stdout
    assert "has vanished" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "runs").iterdir())


def test_it_is_told_in_chinese_too_and_while_it_trains(tmp_path, inside):
    source = lesson("gone", "", DELETES.format(how="rmtree(folder)")).replace("epochs=1", "epochs=2")
    (tmp_path / "gone.py").write_text(source, "utf-8")
    done = inside("train", "gone.py", lang="zh")
    assert done.returncode == 5
    assert "不见了，进度存不下来" in done.stderr
    assert "训练完成了（" in done.stderr


@pytest.mark.skipif(NODE is None, reason="no node here")
def test_the_pages_sentences_count_one_as_one():
    code = f"""
import {{ loadSentences, say, setLanguage }} from {json.dumps((PAGE / "i18n.js").as_uri())};
loadSentences({{ zh: {{a: "{{n}} 个样本"}}, en: {{
  a: "Values of {{n}} test examples: {{r}}", b: "{{n}} feature maps of 3", c: "{{n}} classes are",
  d: "Of the same 5 images, {{n}} are now right", e: "{{n}} filters, {{m}} points" }} }});
for (const n of [1, 2, "1"]) for (const key of "abcde") console.log(say(key, {{ n, m: 3, r: 1 }}));
"""
    stub = "globalThis.document = { addEventListener() {} };\n"
    out = subprocess.run(
        [NODE, "--input-type=module", "-e", code.replace("\nload", "\n" + stub + "load", 1)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.splitlines()
    one = ["Values of 1 test example: 1", "1 feature map of 3", "1 class is", "Of the same 5 images, 1 is now right"]
    one.append("1 filter, 3 points")
    assert out[:5] == one
    assert out[10:] == one
    assert out[5:10] == [
        "Values of 2 test examples: 1",
        "2 feature maps of 3",
        "2 classes are",
        "Of the same 5 images, 2 are now right",
        "2 filters, 3 points",
    ]


def test_a_lock_is_taken_from_a_thread_that_hangs():
    turn, entered, leave, order = rng.Turn(), threading.Event(), threading.Event(), []

    def hang():
        with turn, turn:
            entered.set()
            leave.wait(WAITING)
        order.append("left")
        with turn:
            order.append("again")

    def work(name):
        with turn:
            order.append(name)

    hung, waits = threading.Thread(target=hang), threading.Thread(target=work, args=("waited",))
    hung.start()
    entered.wait(WAITING)
    waits.start()
    turn.take_from(waits.ident)  # which does not hold it
    time.sleep(0.3)
    assert order == []
    turn.take_from(hung.ident)
    waits.join(WAITING)
    with turn:
        leave.set()
        deadline = time.monotonic() + WAITING
        while len(order) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.05)  # for what must not come
        assert order == ["waited", "left"]
    hung.join(WAITING)
    assert order == ["waited", "left", "again"]
