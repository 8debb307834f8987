"""The page in a real browser, with the real server: drawn on, clicked, typed at, looked at."""

import asyncio
import io
import json
import re
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from helpers import CHROMIUM, CIFAR10, DATA, QUIET, ROOT, WAITING
from PIL import Image
from test_making import OWN, SMALL

import pytorch_study as ps
from pytorch_study import text
from pytorch_study.data.sample_photos import sample_photos
from pytorch_study.exercises import learner as exercises
from pytorch_study.exercises.shelf import find
from pytorch_study.text.sentences import SENTENCES

pytestmark = pytest.mark.browser

DRAWINGS = json.loads((ROOT / "tests" / "drawings.json").read_text("utf-8"))
ROOMS = ("draw", "photo", "poems", "flow", "train", "fit", "runs", "learn")
CHINESE = re.compile("[\u3400-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{3,}( [a-z]+){2,}")  # three words in a row: a sentence, and no name
FEW = """
from dataclasses import replace
import torch
from pytorch_study.data.splits import take
from pytorch_study.lessons import mnist

def load(recipe, sources, seed):
    whole = mnist.load(recipe, sources, seed)
    few = torch.arange(200)
    return replace(whole, train=take(whole.train, torch.arange(2000)), test=lambda: take(whole.test(), few))

recipe = replace(mnist.LESSON.recipes["default"], epochs=2, batch_size=100)
LESSON = replace(mnist.LESSON, name="few", load=load, recipes={"default": recipe})
"""
LINE = find("loop")
# Every word that can be read or heard, but for what is marked as being in another language.
WORDS = """() => {
  const found = [document.title], mixed = "body [lang], [translate=no], code";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() && !element.closest(mixed) && element.checkVisibility()) found.push(node.data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")) {
    if (element.closest(mixed) || !element.checkVisibility()) continue;
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    serving = pytest.importorskip("pytorch_study.playground.server")
    text.use("en")
    own, runs = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("runs")
    (own / "few.py").write_text(FEW, "utf-8")
    for lesson, recipe, epochs in (("regression", "line", 30), (str(own / "few.py"), None, 1)):
        ps.train(lesson, recipe, runs=runs, quiet=True, epochs=epochs)
    for name, (count, settings) in SMALL.items():
        (own / f"{name}_own.py").write_text(OWN.format(name=name, count=count, settings=settings), "utf-8")
        ps.train(own / f"{name}_own.py", runs=runs, quiet=True, threads=1)
    exercises.opened(own / exercises.FOLDER)
    with serving.RunningServer(serving.listen("127.0.0.1", None), "127.0.0.1", runs, CIFAR10 and DATA, own) as running:
        yield running


@pytest.fixture
def visit(browser, server):
    """Open the page. Whatever is asked of another host, or goes wrong in it, is found at the end."""
    contexts, asked, wrong = [], [], []

    def heard(said):
        refused = "the server responded with a status of 4" in said.text or "net::ERR_FAILED" in said.text
        if said.type in ("error", "warning") and not refused:  # a refusal that a test wants
            wrong.append(said.text)

    def open_page(room="draw", language="en", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", heard)
        page.goto(f"{server.url}#{room}")
        page.wait_for_selector("body.ready")
        if page.locator("html").get_attribute("lang")[:2] != language:
            page.click("#language")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith((server.url, "data:", f"blob:{server.url}"))] == []


# ---- draw ----


LAYERS = "#draw-room > section >> nth=0"
PEN = "#draw-room input[type=range]"
BEST = ".answer >> nth=0 >> .best"
SHARES = ".answer >> nth=0 >> .share"
ANSWERED = "() => { const {asked, answered} = document.querySelector('.pad').dataset; return asked === answered }"


def answered(page):
    """Wait until the bars are those of what is on the paper now, and say what they say."""
    page.wait_for_function(ANSWERED)
    return page.inner_text(BEST)


def paper(page):
    """Where the paper is on the screen, and how many pixels a unit of it takes."""
    box = page.locator(".pad canvas").bounding_box()
    return box["x"], box["y"], box["width"] / 280


def strokes(one, place, every=1):
    """A recorded drawing's strokes where they lie on the screen."""
    x0, y0, unit = place
    for stroke in one["strokes"]:
        yield [(x0 + x * unit, y0 + y * unit) for x, y, _ in [*stroke[:-1:every], stroke[-1]]]


def draw(page, one):
    page.locator(PEN).fill(str(one["pen"]))
    for first, *rest in strokes(one, paper(page), every=5):
        page.mouse.move(*first)
        page.mouse.down()
        for at in rest:
            page.mouse.move(*at)
        page.mouse.up()
    return answered(page)


async def by_hand(url, drawings, finger):
    """Draw on the page, every recorded point of every stroke: what was answered, how long it took, and the scrolling.

    A point that is waited for takes a frame of the screen; sent one after the other, they come as from a quick hand.
    """
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        size = {"width": 390, "height": 800} if finger else {"width": 1280, "height": 900}
        page = await chromium.new_page(viewport=size, has_touch=finger, is_mobile=finger)
        await page.goto(url)
        await page.wait_for_selector("body.ready")
        box = await page.locator(".pad canvas").bounding_box()
        place = box["x"], box["y"], box["width"] / 280
        stroke = touching(await page.context.new_cdp_session(page)) if finger else moving(page.mouse)
        found = []
        for one in drawings:
            await page.locator(PEN).fill(str(one["pen"]))
            for points in strokes(one, place):
                await stroke(points)
            await page.wait_for_function(ANSWERED)
            took = float(await page.get_attribute(".pad", "data-took"))
            found.append((await page.inner_text(BEST), took, await page.evaluate("scrollY")))
            await page.locator(".pad").press("Delete")
        await chromium.close()
        return found


def moving(mouse):
    async def stroke(points):
        await mouse.move(*points[0])
        await mouse.down()
        await asyncio.gather(*[mouse.move(*at) for at in points[1:]])
        await mouse.up()

    return stroke


def touching(session):
    async def touch(kind, *points):
        at = [{"x": x, "y": y} for x, y in points]
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    async def stroke(points):
        await touch("touchStart", points[0])
        await asyncio.gather(*[touch("touchMove", at) for at in points[1:]])
        await touch("touchEnd")

    return stroke


def drawn(server, drawings, finger=False):
    with ThreadPoolExecutor(1) as pool:  # Playwright's two ways do not share a thread
        found = pool.submit(asyncio.run, by_hand(server.url, drawings, finger)).result()
    wrong = [(one["id"], said) for one, (said, *_) in zip(drawings, found, strict=True) if said != str(one["digit"])]
    return wrong, statistics.median(took for _, took, _ in found), {scrolled for *_, scrolled in found}


def test_recorded_drawings_by_mouse(browser, server, request, record_property):
    count = 48 if request.config.getoption("--thorough") else 24
    few = [DRAWINGS[11 * k % len(DRAWINGS)] for k in range(count)]  # of all digits and all hands
    drawings = DRAWINGS if request.config.getoption("--slow") else few
    assert {one["digit"] for one in drawings} == set(range(10))
    wrong, took, _ = drawn(server, drawings)
    told = f"{len(drawings) - len(wrong)} of {len(drawings)} right, {took:.0f} ms from the pen to the bars"
    print(told, wrong)
    record_property("drawings", told)
    assert len(wrong) <= 0.05 * len(drawings), wrong


def test_recorded_drawings_by_touch_without_scrolling(browser, server):
    wrong, _, scrolled = drawn(server, DRAWINGS[5::20], finger=True)
    assert len(wrong) <= 1, wrong
    assert scrolled == {0}


def test_the_bars_move_while_the_pen_is_down(visit):
    page = visit()
    x0, y0, unit = paper(page)
    page.mouse.move(x0 + 90 * unit, y0 + 70 * unit)
    page.mouse.down()
    for x in range(100, 190, 10):
        page.mouse.move(x0 + x * unit, y0 + 70 * unit)
    answered(page)
    first = page.locator(SHARES).all_inner_texts()
    for step in range(1, 13):
        page.mouse.move(x0 + (190 - 5 * step) * unit, y0 + (70 + 12 * step) * unit)
    assert answered(page) == "7"
    second = page.locator(SHARES).all_inner_texts()
    page.mouse.up()
    assert first != second
    shares = [float(share.split("\u00a0")[0]) for share in second]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(100, abs=0.6)
    assert page.locator(".answer >> nth=0 >> .winner").inner_text().split()[0] == "7"
    assert page.locator(".steps canvas").count() >= 3


def test_undo_and_clear(visit):
    page = visit()
    one, seven = (next(d for d in DRAWINGS if d["digit"] == k and len(d["strokes"]) == 1) for k in (1, 7))
    draw(page, one)
    before = page.locator(SHARES).all_inner_texts()
    draw(page, seven)
    assert page.locator(SHARES).all_inner_texts() != before
    page.click(".undo")
    assert answered(page) == "1"
    assert page.locator(SHARES).all_inner_texts() == before
    page.click(".undo")
    assert answered(page) == "?"
    page.click(".undo")  # of nothing: nothing
    draw(page, seven)
    page.click(".clear")
    assert answered(page) == "?"
    assert set(page.locator(SHARES).all_inner_texts()) == {"–"}


def test_by_keyboard_alone(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "room"
    page.keyboard.press("Tab")
    assert "pad" in page.evaluate("document.activeElement.className")
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert answered(page) == "1"
    page.wait_for_function(
        "() => document.querySelector('#news').textContent.includes('Recognised as 1')"
    )  # heard, not only seen
    page.keyboard.press("Backspace")
    assert answered(page) == "?"
    for _ in range(40):  # from the paper to the pictures of the test set
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "picture":
            break
    page.keyboard.press("Enter")
    assert answered(page) == "0"


def test_examples_mistakes_and_two_networks(visit):
    page = visit()
    page.wait_for_selector(".picture")
    assert page.locator(".picture b").all_inner_texts()[:10] == list("0123456789")
    page.locator(".picture").nth(4).click()
    assert answered(page) == "4"
    page.click("text=Most confident mistakes")
    page.wait_for_selector(".picture b:has-text('→')")
    for k in range(3):
        truth, said = page.locator(".picture b").nth(k).inner_text().split(" → ")
        page.locator(".picture").nth(k).click()
        assert answered(page) == said != truth
    assert page.locator(".answer:visible").count() == 1
    page.get_by_label("Compare with").select_option("mnist:original")
    answered(page)
    assert page.locator(".answer:visible").count() == 2
    assert page.locator(".answer .share:visible").count() == 20
    assert page.locator(".answer .whose:visible").all_inner_texts()[1].startswith("shipped · original")


def test_a_pixel_of_a_map_shows_its_patch(visit):
    page = visit()
    draw(page, DRAWINGS[100])
    page.locator(LAYERS).scroll_into_view_if_needed()
    page.locator(".inside").scroll_into_view_if_needed()  # they are drawn once they are seen
    page.locator(".layer").first.wait_for()
    heads = page.locator(".layer figcaption b").all_inner_texts()
    assert heads == ["conv1", "conv2", "linear1", "linear2", "linear3"]
    assert page.locator(".layer >> nth=0 >> .map").count() == 10
    page.locator(".layer >> nth=0 >> .map").nth(6).click()
    assert page.locator(".map[aria-pressed=true]").count() == 1
    assert page.inner_text(".patch h3") == "conv1, map 7"
    box = page.locator(".patch > .pixels canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 3.5 / 24, box["y"] + box["height"] * 10.5 / 24)
    assert page.inner_text(".story").startswith("Row 11, column 4 is ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".story").startswith("Row 12, column 5 is ")
    frame = page.locator(".small .frame").evaluate("({style: s}) => [s.top, s.left, s.width].map(parseFloat)")
    assert frame == pytest.approx([100 * 11 / 28, 100 * 4 / 28, 100 * 5 / 28], abs=0.01)  # no padding, a step of one
    page.locator(".layer >> nth=1 >> .map").click()
    assert page.locator(".convolve .row:not(.heads)").count() == 10  # conv2 looks at ten maps at once
    # What the page says of a pixel is what its parts come to.
    found = page.evaluate("""async () => {
      const {serverBackend} = await import("/page/server-backend.js");
      const {fromBase64, valuesOf} = await import("/page/base64.js");
      const {get} = await import("/page/server.js");
      const backend = serverBackend((await get("/api/start")).models);
      const [item] = await backend.examples("mnist", 1);
      const {answers: [answer]} = await backend.predict(fromBase64(item.pixels), 28, ["mnist"], true);
      const [, second] = answer.layers, {filters, input_maps} = second;
      let sum = filters.bias[0];
      for (let c = 0; c < 10; c += 1) {
        const values = valuesOf(input_maps, c);
        for (let k = 0; k < 9; k += 1) sum += values[(4 + Math.floor(k / 3)) * 12 + 6 + (k % 3)]
          * filters.values[0][9 * c + k];
      }
      return [sum, valuesOf(second, 0)[4 * 10 + 6], second.scale];
    }""")
    assert found[0] == pytest.approx(found[1], abs=0.02 * found[2])


def test_undo_lifts_the_keyboards_pen(visit):
    page = visit()
    page.locator(".pad").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Backspace", "Space", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_selector(".pad:not(.blank)")
    assert answered(page) in "0123456789"


def test_the_camera_is_off_wherever_it_is_not_seen(visit):
    page = visit("photo")
    page.evaluate("""() => {
      window.streams = [];
      navigator.mediaDevices.getUserMedia = async () => {
        await new Promise((done) => setTimeout(done, 50));
        window.streams.push(document.createElement("canvas").captureStream());
        return window.streams.at(-1);
      };
    }""")
    live = "() => streams.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"
    page.locator("text='Use the camera'").dblclick()
    page.wait_for_function("() => streams.length === 2")
    page.wait_for_selector("text='Close the camera'")
    assert page.evaluate(live) == 1
    page.click("nav a[href='#draw']")
    page.wait_for_selector("#draw-room:visible")
    assert page.evaluate(live) == 0
    assert page.locator("#notice").is_hidden()


def test_a_server_that_is_gone_is_said(visit):
    page = visit()
    page.route("**/api/draw", lambda route: route.abort())
    x0, y0, _ = paper(page)
    page.mouse.click(x0 + 100, y0 + 100)
    page.wait_for_selector("#notice:has-text('The server does not answer')")
    page.unroute("**/api/draw")
    page.mouse.click(x0 + 140, y0 + 140)
    page.wait_for_selector("#notice", state="hidden")


# ---- photo ----


def picture(mode="RGB", size=(64, 64), kind="PNG", value=128):
    buffer = io.BytesIO()
    Image.fromarray(np.full((*size, 3), value, np.uint8)).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def upload(page, content, name="a.png"):
    page.set_input_files("#photo-file", {"name": name, "mimeType": "image/png", "buffer": content})


def test_photos_good_odd_bad_and_huge(visit):
    page = visit("photo")
    result = page.locator(".photo-result .verdict")
    for content in (picture(), picture("LA", (3, 500)), picture("CMYK", kind="JPEG"), picture("P", (1, 1), kind="GIF")):
        upload(page, content)
        page.wait_for_selector(".photo-result[aria-busy]", state="detached")
        result.wait_for()
        assert page.locator(".photo-result .bars li").count() == 5
        assert page.locator(".photo-result img").count() == 2
        assert page.locator("#notice").is_hidden()
    upload(page, picture())  # plain grey is nothing that it knows, but nobody has taught it to tell
    page.wait_for_selector(".photo-result .warning:has-text('it may be none')")
    page.wait_for_selector(".photo-result .warning:has-text('I know only these 10 things: airplane, automobile')")
    for content, words in ((b"no picture at all", "cannot be read"), (b"x" * 20_000_001, "20 MB")):
        upload(page, content)
        page.wait_for_selector(f"#notice:has-text('{words}')")
        assert result.count() == 0
    upload(page, picture())
    page.wait_for_selector("#notice", state="hidden")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_photo_of_several_digits(visit, language):
    """All digits are said first, the doubtful ones by their place, and a picture shows where they were found."""
    page = visit("photo", language)
    shipped = page.locator("#photo-room select option", has_text="mnist · default").first
    page.select_option("#photo-room select", shipped.get_attribute("value"))
    gray = np.full((300, 700, 3), 235, np.uint8)
    for left in (60, 560):
        gray[60:240, left : left + 16] = 40  # a 1 at both ends
    gray[100:200, 290:400] = 40  # no digit
    buffer = io.BytesIO()
    Image.fromarray(gray).save(buffer, "PNG")
    upload(page, buffer.getvalue())
    page.wait_for_selector(".photo-result .verdict >> nth=1")
    label = page.inner_text(".photo-result .verdict >> nth=0")
    assert len(label) == 3
    assert label[0] == label[2] == "1"
    warning = page.inner_text(".photo-result .warning >> nth=0")
    assert warning.startswith("Unsure of number 2 (" if language == "en" else "第 2 (")
    assert page.locator(".photo-result img").count() == 2  # the digits found, and the largest of them


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_photo_that_ships_is_looked_at_as_if_it_had_been_dropped(visit, language):
    page = visit("photo", language, width=360)
    photos = page.locator(".samples button img")
    assert [photo.get_attribute("alt") for photo in photos.all()] == [
        SENTENCES["page.photo.sample"][language == "en"].format(about=photo.about[language == "en"])
        for photo in sample_photos().values()
    ]
    page.wait_for_function("() => [...document.querySelectorAll('.samples img')].every((one) => one.naturalWidth)")
    page.focus("label[for=photo-file] + button")  # the camera's; the photos are the next that the Tab key comes to
    for photo in list(sample_photos().values())[:2]:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('.zone img').naturalWidth === 320")
        page.wait_for_selector(".photo-result[aria-busy]", state="detached")
        (said,) = ps.predict("cifar10", photo.path)
        shown = page.inner_text(".photo-result .best")
        assert shown == (said["label"] if language == "en" else {"cat": "猫", "dog": "狗"}[said["label"]])
    page.click(".samples summary")
    assert page.locator(".credits a:visible").count() == len(sample_photos())
    credits = page.inner_text(".credits")
    assert all(photo.author in credits for photo in sample_photos().values())
    assert ("public domain" if language == "en" else "公有领域") in credits
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#language")
    assert sample_photos()["cat"].about[language == "zh"] in photos.first.get_attribute("alt")


def test_photos_dropped_pasted_and_taken(visit):
    page = visit("photo", permissions=["camera"])
    bring = """([kind, count]) => fetch(document.querySelector("link[rel=icon]").href).then(async () => {
      const canvas = new OffscreenCanvas(40, 40); canvas.getContext("2d").fillRect(0, 0, 20, 40);
      const data = new DataTransfer();
      for (let number = 0; number < count; number += 1)
        data.items.add(new File([await canvas.convertToBlob()], `a${number}.png`, {type: "image/png"}));
      const event = kind === "drop" ? new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})
        : new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    })"""
    bring = bring.replace('fetch(document.querySelector("link[rel=icon]").href)', "Promise.resolve()")
    others = page.locator(".drop [role=status]")
    assert page.evaluate(bring, ["drop", 3])  # or the browser would leave the page for the picture
    page.wait_for_selector(".photo-result .verdict")
    assert "of 3 files, this is a0.png" in others.inner_text()
    page.evaluate("document.querySelector('.photo-result').replaceChildren()")
    page.evaluate(bring, ["paste", 1])
    page.wait_for_selector(".photo-result .verdict")
    assert others.is_hidden()
    page.evaluate("document.querySelector('.photo-result').replaceChildren()")
    page.click("text=Use the camera")
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    page.click("text=Take the photo")
    page.wait_for_selector(".photo-result .verdict")
    assert page.locator("video").is_hidden()
    assert page.evaluate("document.querySelector('video').srcObject") is None  # its light is off again
    page.context.clear_permissions()
    page.click("text=Use the camera")
    page.wait_for_selector("#notice:has-text('The camera cannot be used')")


# ---- train ----


def start(page, lesson, **fields):
    page.get_by_label("Lesson").select_option(lesson)
    for name, value in fields.items():
        page.get_by_label(name.replace("_", " "), exact=True).first.fill(value)
    page.click("#train-room button[type=submit]")


def status(page, words):
    page.wait_for_selector(f".live .status:has-text('{words}')")


def test_start_watch_pause_leave_stop_and_resume(visit, server):
    page = visit("train")
    page.get_by_label("Lesson").select_option("regression")
    page.get_by_label("Recipe").select_option("line")
    page.get_by_label("Epochs", exact=True).fill("2000")
    page.click("#train-room button[type=submit]")
    status(page, "left")
    page.click("text='Pause'")
    status(page, "Paused")
    assert page.locator("#train-room button[type=submit]").is_disabled()  # one training at a time
    page.focus("#train-room button[type=submit]")  # it keeps the place of who walks with the keyboard, and does nothing
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "submit"
    assert not page.is_visible("#notice")
    paused = page.inner_text(".facts")
    run = page.inner_text(".live h2 >> nth=0")
    assert (server.state.runs / run / "run.json").exists()
    page.goto("about:blank")
    other = visit("train")  # somebody else, who comes later
    status(other, "Paused")
    assert other.inner_text(".facts") == paused
    assert other.locator(".chart >> nth=0 >> polyline").count() >= 1
    other.click("text='Continue'")
    status(other, "left")
    other.wait_for_function("(before) => document.querySelector('.facts').innerText !== before", arg=paused)
    other.click("text='Stop and save'")
    status(other, "Stopped")
    assert f"pytorch-study resume {server.state.runs / run}" in other.inner_text(".live .warning")
    assert not (server.state.runs / run / "result.json").exists()
    other.click(".live button:text-is('Resume'):visible")
    status(other, "Done")
    assert "test RMSE" in other.inner_text(".facts")
    result = json.loads((server.state.runs / run / "result.json").read_text("utf-8"))
    assert result["epochs"] == 2000
    assert other.locator(".live >> text=Try it on your drawing").is_hidden()  # it reads no digits
    other.click("text='See what it gets wrong'")
    other.wait_for_selector(f"#runs-room input[aria-label='Show {run}']:checked")


def test_divergence_is_shown_and_said(visit):
    page = visit("train")
    page.get_by_label("Lesson").select_option("regression")
    page.click("text=See it diverge")
    page.click("#train-room button[type=submit]")
    page.wait_for_selector(".live .warning:has-text('This is divergence')")
    assert page.locator("#train-room button[type=submit]").is_enabled()


IN_SIGHT = "({ top, bottom }) => top >= 0 && bottom <= innerHeight"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_bad_recipe_is_refused_in_words_that_are_seen(visit, width):
    page = visit("train", width=width)
    page.click("#train-room summary:has-text('More settings')")
    start(page, "mnist", Learning_rate="fast")
    page.wait_for_selector("#notice:has-text('`lr` cannot be `fast`')")
    assert page.evaluate(f"({IN_SIGHT})(document.querySelector('#notice').getBoundingClientRect())")
    assert page.locator("#train-room button[type=submit]").is_enabled()


def test_an_emptied_field_is_refused_like_any_other_that_is_no_number(visit):
    page = visit("train")
    page.click("#train-room summary:has-text('More settings')")
    start(page, "mnist", Label_smoothing="")
    page.wait_for_selector("#notice:has-text('`label_smoothing` cannot be ``')")


def test_each_lesson_has_the_fields_that_it_can_use(visit):
    page = visit("train")
    for lesson, boxes in (("mnist", 1), ("regression", 0), ("poems", 0), ("few.py", 1)):
        page.get_by_label("Lesson").select_option(lesson)
        assert page.locator("#train-room fieldset").count() == boxes


def test_a_lesson_that_was_saved_after_the_page_was_opened_is_there_at_the_first_visit(visit, server):
    page, path = visit("draw"), server.state.lesson_folder / "later.py"
    path.write_text(FEW, "utf-8")
    try:
        page.click("nav a[href='#train']")
        page.wait_for_selector("#train-room:visible")
        page.get_by_label("Lesson").select_option("later.py")
    finally:
        path.unlink()


def test_a_training_that_failed_can_be_resumed_once_its_lesson_is_mended(visit, server):
    path = server.state.lesson_folder / "fails.py"  # stays, for others look at its run
    fails = "def begin(model, recipe, epoch):\n    1 / (1 - epoch)\n"
    path.write_text(
        FEW.replace("recipe = ", f"{fails}\nrecipe = ")
        .replace("load=load,", "load=load, on_epoch_start=begin,")
        .replace('name="few"', 'name="fails"'),  # nobody else's run
        "utf-8",
    )
    page = visit("train")
    start(page, "fails.py")
    page.wait_for_selector(".live .warning:has-text('division by zero')")  # not what another test has left there
    status(page, "Failed")
    path.write_text(path.read_text("utf-8").replace("1 / (1 - epoch)", "pass"), "utf-8")
    page.click(".live button:text-is('Resume'):visible")
    status(page, "Done")


def test_a_lesson_of_ones_own_then_draw_against_it(visit):
    page = visit("train")
    start(page, "few.py")
    page.wait_for_selector(".live h2:has-text('_few_')")  # not what another test has left there
    page.wait_for_selector(".filters canvas >> nth=9")
    status(page, "Done")
    assert page.locator(".flips li").count() > 0
    assert page.locator(".live .chart").count() == 2
    run = page.inner_text(".live h2 >> nth=0")
    page.click("text='Try it on your drawing'")
    page.wait_for_selector("#draw-room:visible")
    assert page.get_by_label("Weights").first.input_value() == run
    draw(page, DRAWINGS[0])
    assert page.inner_text(BEST) in "0123456789"
    page.reload()  # the address names the run
    page.wait_for_selector("body.ready")
    assert page.get_by_label("Weights").first.input_value() == run


def test_who_leaves_the_room_gives_the_connection_up(visit, server):
    seats = server.state.trainings.events.subscribers
    page = visit("train")
    for room, count in (("fit", 0), ("train", 1), ("draw", 0)):
        page.click(f"nav a[href='#{room}']")
        deadline = time.monotonic() + WAITING
        while len(seats) != count:
            assert time.monotonic() < deadline
            page.wait_for_timeout(50)


def test_a_class_without_test_pictures_has_no_accuracy(visit, server):
    def without(route):
        answers = route.fetch().json()
        answers["per_class"][3] |= {"count": 0, "right": 0, "accuracy": None, "low": 0.0, "high": 1.0}
        route.fulfill(json=answers)

    page, (run, *_) = visit("draw"), (path.name for path in server.state.runs.iterdir() if "_few_" in path.name)
    page.route("**/answers", without)
    page.evaluate("(name) => (location.hash = `runs/${name}`)", run)
    page.wait_for_selector("ul.classes li")
    assert page.locator("ul.classes .label").all_inner_texts().count("3") == 0
    assert page.locator("ul.classes li").count() == 9
    assert "0.0 %" not in page.inner_text("ul.classes")


def test_a_run_that_cannot_be_read_says_why_and_offers_nothing(visit, server):
    broken = server.state.runs / "20990101-000000_broken"
    broken.mkdir()
    (broken / "run.json").write_text("{", "utf-8")
    try:
        page = visit("runs")
        page.wait_for_selector(".run-table .why:has-text('run.json')")
        assert page.locator("input[aria-label='Show 20990101-000000_broken']").is_disabled()
        assert page.locator(".run-table input:checked").count() == 1  # of those that can be read
        page.click("nav a[href='#train']")
        page.wait_for_selector("#train-room:visible")
        assert page.locator(".unfinished >> text=broken").count() == 0
    finally:
        shutil.rmtree(broken)


# ---- poems, digits out of noise ----


def test_a_poem_grows_and_each_of_its_characters_can_be_asked(visit):
    page = visit("poems")
    page.wait_for_selector(".poem button >> nth=2")
    page.click("#poems-room button:text-is('Show it all')")
    page.wait_for_selector(".poem-notes p")
    assert page.locator(".poem button:visible").count() == 28
    page.select_option("#poems-room select >> nth=1", "4x5")
    page.fill("#poems-room input[type=text] >> nth=1", "春山")
    page.press("#poems-room input[type=text] >> nth=1", "Enter")
    page.wait_for_function(
        "() => document.querySelector('.poem button').textContent === '春' && document.querySelector('.poem p')"
    )
    page.click("#poems-room button:text-is('Show it all')")
    lines = page.locator(".poem p").all_inner_texts()
    assert [re.sub(r"\s", "", line)[0] for line in lines[:2]] == ["春", "山"]
    assert [len(re.sub(r"\s", "", line)) for line in lines] == [5] * 4
    page.click(".poem button >> nth=5")
    assert "You chose this character" in page.inner_text(".about-character")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the next character, by the keyboard
    assert page.locator(".about-character .bars li").count() == 8
    assert "Drawn" in page.inner_text(".about-character")
    assert page.evaluate("document.activeElement.dataset.at") == "6"
    page.fill("#poems-room input[type=text] >> nth=0", "Q")
    page.click("#poems-room button.main")
    page.wait_for_selector("#notice:has-text('Q')")


def test_a_digit_comes_out_of_noise_and_the_time_can_be_dragged(visit):
    page = visit("flow", language="zh")
    page.wait_for_selector(".flow-strip canvas >> nth=4")
    page.click(".digits button:text-is('3')")
    page.wait_for_selector(".flow-picture[aria-label$='3']")
    page.wait_for_function("() => document.querySelector('#flow-room .slider output').textContent === '1'")
    page.locator("#flow-room input[type=range]").fill("5")
    assert page.inner_text("#flow-room .slider output") == "0.5"
    assert "时刻 0.5" in page.get_attribute(".flow-picture", "aria-label")
    assert page.locator(".flow-judge .bars li").count() == 10
    assert "3" in page.inner_text(".flow-judge .hint")


# ---- fit ----


def test_points_are_clicked_and_a_line_bends(visit, monkeypatch):
    monkeypatch.setattr("pytorch_study.playground.curve_fitting.INTERVAL", 0.005)  # two fits are watched to their end
    page = visit("fit")
    page.click("#fit-room .tools button:text-is('Clear')")
    page.click("#fit-room button.main")
    page.wait_for_selector(".verdict-line:has-text('at least 4 points')")
    box = page.locator(".plot-paper").bounding_box()
    for x, y in ((0.2, 0.3), (0.35, 0.6), (0.5, 0.4), (0.65, 0.7), (0.8, 0.5)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    dots = page.locator(".plot-paper circle")
    assert dots.count() == 5
    page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.3 * box["height"])
    assert dots.count() == 4
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.2 * box["height"], steps=3)
    page.mouse.up()
    assert dots.count() == 4
    assert float(dots.nth(3).get_attribute("cx")) == pytest.approx(0.9 * box["width"], abs=2)
    page.locator(".plot-paper").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert dots.count() == 5
    page.get_by_label("Steps").select_option("200")
    page.get_by_label("Share of points held out").select_option("0.2")
    page.click("#fit-room button.main")
    page.wait_for_selector(".verdict-line:has-text('Step 200')")
    assert page.locator(".plot-paper polyline").count() == 1
    assert page.locator(".plot-paper .residual").count() == 5
    assert page.locator(".plot-paper .held").count() == 1
    page.click("#fit-room .tools button:text-is('Clear')")
    page.wait_for_selector(".verdict-line:has-text('at least 4 points')")
    page.click("#language")  # draws all again, and what is gone stays gone
    page.click("#language")
    page.wait_for_selector(".verdict-line:has-text('at least 4 points')")
    assert page.locator(".plot-paper polyline").count() == 0
    page.click("text='a wave'")  # begins anew by itself
    page.wait_for_selector(".verdict-line:has-text('Step 200')")
    page.get_by_label("Activation").select_option("relu")
    page.get_by_label("Learning rate").last.select_option("100")
    page.wait_for_selector(".verdict-line:has-text('Diverged')")


# ---- everywhere ----


# ---- learn ----


def test_exercises_by_keyboard_and_by_address(visit):
    """Before the others: what they save would bring this page to another exercise."""
    page = visit("learn/ramp")
    page.wait_for_selector(".last-check[data-state=open]")
    page.locator("#learn-room .learn .tools button").nth(1).press("Enter")
    page.wait_for_selector(f"h2:has-text('{find('batch').texts['title']['en']}')")
    assert page.locator(".exercises [aria-current]").count() == 1
    page.click("#language")
    page.wait_for_selector(f"h2:has-text('{find('batch').texts['title']['zh']}')")


def test_back_leads_from_one_exercise_to_the_one_before(visit):
    page = visit("draw")
    page.click("nav a[href='#learn']")
    page.wait_for_selector("#learn-room .learn h2")
    first = page.inner_text("#learn-room .learn h2 >> nth=0")
    page.locator("#learn-room .learn .tools button").nth(1).press("Enter")
    page.wait_for_function("(first) => document.querySelector('#learn-room .learn h2').innerText !== first", arg=first)
    page.go_back()
    page.wait_for_function("(first) => document.querySelector('#learn-room .learn h2').innerText === first", arg=first)
    page.go_back()
    page.wait_for_selector("#draw-room:visible")


def test_one_can_go_on_while_a_check_runs_and_a_check_that_fails_does_not_run_for_ever(visit):
    page, held = visit("learn/ramp"), []
    page.wait_for_selector(".last-check[data-state=open]")
    hold = lambda route: held.append(route) if route.request.method == "POST" else route.fallback()  # noqa: E731
    page.route(re.compile(r"/api/learn/\w+"), hold)
    page.click(".last-check button")
    page.wait_for_selector(".last-check[aria-busy=true]")
    page.locator("#learn-room .learn .tools button").nth(1).press("Enter")
    title = find("batch").texts["title"]["en"]
    page.wait_for_selector(f"h2:focus:has-text('{title}')")  # the text is there, and one reads on at its title
    assert [route.request.url.rpartition("/")[2] for route in held] == ["ramp?again"]
    while held:  # of the exercise before; then of this one
        held.pop(0).abort()
        page.wait_for_timeout(100)
    page.wait_for_selector(".last-check[data-state=open]:not([aria-busy])")
    page.wait_for_selector("#notice:visible")


def test_who_leaves_before_the_exercises_are_there_hears_nothing_of_them(visit, server):
    page, held = visit("draw"), []
    page.route("**/api/learn", lambda route: held.append(route))
    page.click("nav a[href='#learn']")
    page.wait_for_selector("#learn-room:visible")
    page.click("nav a[href='#fit']")
    page.wait_for_selector("#fit-room:visible")
    while not held:
        page.wait_for_timeout(50)
    with page.expect_response("**/api/learn"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert not server.state.learn.events.subscribers


def test_an_axis_of_numbers_that_leave_no_room_between_them_ends(visit):
    page = visit("fit")
    count = "async ([low, high]) => (await import('/page/chart.js')).ticks(low, high, 5).length"
    assert page.evaluate(count, [4e15 - 0.5, 4e15 + 0.5]) < 100
    assert page.evaluate(count, [0, 1]) == 6


@pytest.fixture
def folder(server):
    """The learner's folder of the server; whatever a test writes there is as before afterwards."""
    one = exercises.Learner(server.state.learn.learner.folder)
    yield one
    one.path(LINE).write_text(LINE.given, "utf-8")


def state(folder):
    return {path: path.read_bytes() for path in folder.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_saved_in_an_editor_is_checked_and_drawn(visit, folder, language):
    page = visit("learn", language)
    waiting = {"zh": "等你来写", "en": "Yours to write"}[language]  # after "checking": the page may check once more
    page.wait_for_selector(f".last-check[data-state=open] .outcome:text-is('{waiting}')")
    folder.path(LINE).write_text(LINE.solution.replace("w -= lr", "w += lr"), "utf-8")
    page.wait_for_selector(f"h2:has-text('{LINE.texts['title'][language]}')")  # one works on what one saves
    page.wait_for_function("() => document.querySelector('.message').textContent.length > 20")
    folder.path(LINE).write_text(LINE.solution, "utf-8")
    before = state(folder)
    page.wait_for_selector(".last-check[data-state=passed] .chart polyline")
    assert LINE.texts["why"][language][:20] in page.inner_text(".why")
    assert "*" not in page.inner_text(".message")  # the curve of characters has become a chart
    folder.path(LINE).write_text(LINE.solution.replace("return w,", "return w.repeat(2),"), "utf-8")
    page.wait_for_selector(".last-check[data-state=open] .shapes .box")
    before[folder.path(LINE)] = folder.path(LINE).read_bytes()
    assert state(folder) == before, "the page only looks"


def test_without_a_folder_commands_are_shown_as_code(visit, folder):
    away = folder.folder.with_name("away")
    folder.folder.rename(away)
    try:
        page = visit("learn", "zh")
        for language in ("zh", "en"):
            page.wait_for_selector(f"button:visible:has-text('{SENTENCES['page.learn.again'][language == 'en']}')")
            said = page.inner_text("#learn-room")
            assert "`" not in said
            assert page.locator("#learn-room .form code:has-text('pytorch-study learn')").count() == 1
            assert page.locator("#learn-room .room-head code").count() == 1
            page.click("#language")
    finally:
        away.rename(folder.folder)


def filled(page, room, language):
    """Something to look at in each room."""
    page.click(f"nav a[href='#{room}']")
    if room == "draw":
        draw(page, DRAWINGS[60])
        page.locator(LAYERS).scroll_into_view_if_needed()
        page.locator(".inside").scroll_into_view_if_needed()  # they are drawn once they are seen
        page.locator(".layer").first.wait_for()
        page.wait_for_selector(".picture")
    if room == "photo":
        upload(page, picture())
        page.wait_for_selector(".photo-result .verdict")
        page.click(".samples summary")
    if room == "train":
        page.locator("#train-room summary").click()
        page.locator("#train-room select").first.select_option("few.py")
        page.click("#train-room button[type=submit]")
        page.wait_for_selector(".live .facts >> text='2 / 2'")
        page.wait_for_selector(".live button:visible")
    if room == "fit":
        page.click("#fit-room button.main")
        page.wait_for_selector(".plot-paper polyline")
        page.click("#fit-room .form > .tools button >> nth=1")
    if room == "runs":
        boxes = page.locator(".run-table input")
        boxes.first.wait_for()
        for k in range(3):
            boxes.nth(k).check()
        page.wait_for_selector(".confusion")
    if room == "poems":
        page.wait_for_selector(".poem-notes p")
    if room == "flow":
        page.wait_for_selector(".flow-judge .bars")
    if room == "learn":
        page.wait_for_selector(".last-check[data-state=open]")
        page.locator(".hints summary").first.click()


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_room_in_every_look(visit, language, scheme):
    """No word of the other language, nothing that axe-core minds, nothing wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(language=language, color_scheme=scheme, reduced_motion="reduce")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert dark == (scheme == "dark")
    other = CHINESE if language == "en" else ENGLISH
    for room in ROOMS:
        filled(page, room, language)
        words = page.evaluate(WORDS)
        assert len(words) > 20
        assert [one for one in words if other.search(one)] == [], room
        found = axe.run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], room
        for width in (360, 1920, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (room, width)


def test_the_language_changes_without_a_reload(visit):
    page = visit(locale="en-GB")
    page.evaluate("window.here = 1")
    draw(page, DRAWINGS[0])
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.inner_text("nav a[aria-current]") == "手写"
    assert page.title().startswith("手写")
    assert page.evaluate("window.here") == 1
    assert answered(page) == "0"
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.locator("html").get_attribute("lang") == "zh-CN"  # it is remembered
    page.click("nav a[href='#photo']")
    upload(page, b"no picture")
    page.wait_for_selector("#notice:has-text('无法读取')")


def test_light_dark_and_still(visit):
    page = visit(color_scheme="dark", reduced_motion="reduce")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 23, 26)"
    page.click("#theme")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.click("#theme")
    page.emulate_media(color_scheme="light")  # nothing is remembered any more: the system decides
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    bar = "getComputedStyle(document.querySelector('.bar')).transitionDuration"
    assert page.evaluate(bar) == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(bar) != "0s"
