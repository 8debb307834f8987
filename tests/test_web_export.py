"""The page that needs no server: its network answers as PyTorch does, in a real browser, from a file."""

import base64
import json
import re
import subprocess

import numpy as np
import pytest
import torch
from helpers import CHROMIUM, NODE, ROOT, WAITING
from PIL import Image, ImageDraw
from torch import fx, nn
from torch.nn import functional as F

import pytorch_study as ps
from pytorch_study import files, text
from pytorch_study.data import digit
from pytorch_study.engine import score
from pytorch_study.errors import CheckpointError, DiskError, UsageError
from pytorch_study.exporters import plain_network, web_page
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Split, Splits
from pytorch_study.playground import inference
from pytorch_study.recipe import Recipe
from pytorch_study.text.page import PAGE
from pytorch_study.trained import Trained, load_trained

DRAWINGS = json.loads((ROOT / "tests" / "drawings.json").read_text("utf-8"))

OUTPUTS = """
({pixels, side}) => {
  const all = bytesOf(pixels), found = [];
  for (let i = 0; i < all.length; i += side) found.push(...backend.outputs(all.subarray(i, i + side)));
  return base64Of(new Uint8Array(Float32Array.from(found).buffer));
}
"""
LOOKS = """
({drawings, layers}) =>
  Promise.all(drawings.map(({pixels, size}) => backend.predict(bytesOf(pixels), size, ["mnist"], layers)))
"""
HEIGHTS_AROUND_A_CLICK = """() => {
  const [list, tab] = [document.querySelector('.gallery'), document.querySelectorAll('.segments button')[1]];
  const before = list.offsetHeight;
  tab.click();
  return [before, list.offsetHeight];
}"""
GALLERY_TOP = "() => document.querySelector('.gallery').getBoundingClientRect().top + scrollY"
TOOLS = """
globalThis.bytesOf = (b64) => {
  const text = atob(b64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
};
globalThis.base64Of = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 1000) text += String.fromCharCode(...bytes.subarray(i, i + 1000));
  return btoa(text);
};
"""


def b64(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def numbers(text):
    return np.frombuffer(base64.b64decode(text), np.float32)


def drawn(one):
    """A recorded drawing as ink, 0..255, as a pen with a round tip leaves it."""
    picture = Image.new("L", (one["canvas"],) * 2, 0)
    pen, r = ImageDraw.Draw(picture), one["pen"] / 2
    for stroke in one["strokes"]:
        points = [(x, y) for x, y, _ in stroke]
        pen.line(points, fill=255, width=one["pen"], joint="curve")
        for x, y in points:
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(picture)


def in_node(folder, function, question):
    """What a function says in node, with the exported page's network as `backend`."""
    content = (folder / "index.html").read_bytes()
    written = json.loads(content.decode().partition(web_page._DATA)[2].partition("</script>")[0])
    script = web_page.classic("browser-backend.js") + TOOLS
    script += 'const {written, question} = JSON.parse(require("fs").readFileSync(0, "utf-8"));\n'
    script += "globalThis.backend = $browser_backend.browserBackend(written);\n"
    script += f"Promise.resolve(({function})(question)).then((found) => console.log(JSON.stringify(found)));\n"
    path = folder.parent / "run.cjs"
    path.write_text(script, "utf-8")
    given = json.dumps({"written": written, "question": question})
    done = subprocess.run([NODE, path], input=given, capture_output=True, encoding="utf-8", timeout=WAITING)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The exported folder of the weights that ship."""
    folder = tmp_path_factory.mktemp("web") / "site"
    found = ps.export("mnist", "web", output=folder)
    assert found["file"] == str(folder / "index.html")
    assert found["bytes"] == (folder / "index.html").stat().st_size
    assert 0 < found["max_difference"] <= 1e-4
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    return folder


@pytest.fixture(scope="module")
def digits():
    """The 10,000 test digits and what PyTorch says of them."""
    shipped = load_trained("mnist")
    split = shipped.lesson.load(shipped.recipe, DataOptions(), 0).test()
    return split, score.predict(shipped.model, split.x, shipped.lesson, shipped.recipe).numpy()


@pytest.fixture
def opened(browser, site):
    """Open the page from its file; whatever goes wrong in it, or leaves the file, is found at the end."""
    contexts, seen, wrong = [], [], []

    def open_page(**options):
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.goto((site / "index.html").as_uri())
        page.wait_for_selector("body.ready")
        page.evaluate(f"() => {{ {TOOLS} }}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
    assert seen == [(site / "index.html").as_uri()] * len(contexts)


def same_answers(found, expected):
    found = numbers(found).reshape(-1, 10)
    assert found.shape == expected.shape
    assert (found.argmax(1) == expected.argmax(1)).all()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def same_look(found, ink):
    """The same final picture, within one grey level, and so the same steps on the way."""
    final, steps = digit.from_drawing(ink.astype(np.float32))
    assert [step["name"] for step in found["steps"]] == list(steps)
    last = np.frombuffer(base64.b64decode(found["steps"][-1]["pixels"]), np.uint8).astype(int)
    assert np.abs(last - final.numpy().ravel()).max() <= 1
    return final


@pytest.mark.browser
def test_the_page_answers_as_pytorch_does(opened, digits):
    page = opened()
    split, expected = digits
    assert len(split.x) == 10_000
    same_answers(page.evaluate(OUTPUTS, {"pixels": b64(split.x.numpy()), "side": 784}), expected)

    inks = [drawn(one) for one in DRAWINGS]
    question = [{"pixels": b64(ink), "size": len(ink)} for ink in inks]
    found = page.evaluate(LOOKS, {"drawings": question, "layers": False})
    finals = torch.stack([same_look(one, ink) for one, ink in zip(found, inks, strict=True)])
    shipped = load_trained("mnist")
    answers = score.predict(shipped.model, finals, shipped.lesson, shipped.recipe).argmax(1).tolist()
    assert [int(one["answers"][0]["label"]) for one in found] == answers


@pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
def test_the_same_in_node(site, digits):
    split, expected = digits
    few = 40 if CHROMIUM else None  # all of them are the browser's business, where there is one
    same_answers(in_node(site, OUTPUTS, {"pixels": b64(split.x[:few].numpy()), "side": 784}), expected[:few])
    inks = [drawn(one) for one in DRAWINGS[:few]]
    question = [{"pixels": b64(ink), "size": len(ink)} for ink in inks]
    for found, ink in zip(in_node(site, LOOKS, {"drawings": question, "layers": False}), inks, strict=True):
        same_look(found, ink)


class Worker:
    def load(self, target):
        return load_trained(target)


def expect(page, selector, words):
    page.wait_for_selector(f"{selector}:text-is('{words}') >> visible=true")


def odd_drawings():
    """Drawings that lie exactly between two pixels, that touch the border, that are a single pixel, a test digit."""
    blank = np.zeros((280, 280), np.uint8)
    for box in ((20, 260, 30, 78), (0, 280, 0, 280), (100, 101, 50, 51), (5, 15, 40, 240)):
        one = blank.copy()
        one[box[0] : box[1], box[2] : box[3]] = 255
        yield one
    yield (np.arange(784).reshape(28, 28) % 251).astype(np.uint8)


@pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
def test_a_look_is_what_the_server_would_answer(site):
    inks = [*map(drawn, DRAWINGS[::40]), *odd_drawings(), np.zeros((280, 280), np.uint8)]
    question = [{"pixels": b64(ink), "size": len(ink)} for ink in inks]
    answers = in_node(site, LOOKS, {"drawings": question, "layers": True})
    assert answers.pop() == {"empty": True}
    for found, asked in zip(answers, question, strict=False):
        expected = json.loads(
            json.dumps(inference.predict_drawing(Worker(), {**asked, "targets": ["mnist"], "layers": True}))
        )
        for answer in expected["answers"]:
            answer.pop("unsure", None)  # the exported page has the network only
        alike({**found, "ms": 0}, {**expected, "ms": 0})


def alike(found, expected):
    """The same form and the same values: a byte of a picture may be one off, a number as far as float32 reaches."""
    assert type(found) is type(expected) or {type(found), type(expected)} == {int, float}
    match expected:
        case dict():
            assert found.keys() == expected.keys()
            for key in expected:
                if key == "floats":
                    exact = [np.frombuffer(base64.b64decode(one[key]), "<f4") for one in (found, expected)]
                    assert np.abs(exact[0] - exact[1]).max() < 1e-4 * max(1, expected["scale"])
                else:
                    alike(found[key], expected[key])
        case list():
            assert len(found) == len(expected)
            for one, other in zip(found, expected, strict=True):
                alike(one, other)
        case float() | int():
            assert abs(found - expected) < 1e-4 * max(1, abs(expected))
        case str() if len(expected) > 60:  # pixels
            pictures = [np.frombuffer(base64.b64decode(one), np.uint8).astype(int) for one in (found, expected)]
            assert np.abs(pictures[0] - pictures[1]).max() <= 1
        case _:
            assert found == expected


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "language", "other"), [("zh-CN", "zh", "en"), ("en-US", "en", "zh")])
def test_one_draws_by_mouse_in_both_languages(opened, locale, language, other):
    page = opened(locale=locale)
    title = {"zh": PAGE["page.draw.title"].zh, "en": PAGE["page.draw.title"].en}
    assert page.locator("h1").text_content() == title[language]
    seven = next(one for one in DRAWINGS if one["digit"] == 7 and one["canvas"] == 280)
    box = page.locator(".pad").bounding_box()
    for stroke in seven["strokes"]:
        points = [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280) for x, y, _ in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[::3] + points[-1:]:
            page.mouse.move(*point)
        page.mouse.up()
    expect(page, ".best", "7")
    assert page.locator(".inside .layers").is_hidden()
    top = page.evaluate(GALLERY_TOP)
    page.locator(".inside").scroll_into_view_if_needed()
    page.wait_for_selector(".inside .layers canvas")  # nothing that can be clicked is pushed away by what they need
    assert page.evaluate(GALLERY_TOP) == top
    page.locator("#language").click()
    assert page.locator("h1").text_content() == title[other]
    assert "page." not in page.locator("body").inner_text(), "a sentence that is missing"
    page.locator(".gallery button").nth(4).click()  # a 4 of the test set
    expect(page, ".best", "4")
    before, waiting = page.evaluate(HEIGHTS_AROUND_A_CLICK)
    assert waiting == before > 100  # the new ones are not there yet, and nothing below has moved
    page.wait_for_selector(".gallery .picture b:has-text('→')")
    assert 20 < page.locator(".gallery .picture").count() <= web_page.SHOWN


@pytest.mark.browser
def test_the_browser_itself_refuses_what_the_page_never_asks(browser, site):
    page = browser.new_page(offline=True)
    page.goto((site / "index.html").as_uri())
    refused = page.evaluate(
        """() => new Promise((tell) => {
          document.addEventListener("securitypolicyviolation", (event) => tell(event.effectiveDirective));
          const image = new Image(); image.src = "https://192.0.2.1/a.png"; document.body.append(image);
        })"""
    )
    page.close()
    assert refused == "img-src"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(color_scheme=scheme, bypass_csp=True)  # axe-core is put into the page
    page.locator(".gallery button").nth(4).click()
    expect(page, ".best", "4")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_the_file_names_nothing_outside_itself(site):
    html = (site / "index.html").read_text("utf-8")
    assert re.findall(r'\b(?:src|href)="(?!data:|#)[^"]*', html) == []
    assert (
        re.findall(r"\bimport\b[^;]*\bfrom\b|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|@import|url\(http", html)
        == []
    )
    assert html.count("<script") == 2
    assert str(ROOT) not in html


# ---- other networks ----


def trained(model, *, labels="0123456789", shape=(1, 28, 28), task="classify", scaling="standard"):
    """A lesson around a model, as if it had been trained."""
    rng = torch.Generator().manual_seed(0)
    x = torch.randint(256, (40, *shape), generator=rng, dtype=torch.uint8)
    split = Split(x, torch.rand(40, 1, generator=rng) if task == "regress" else torch.arange(40) % len(labels))
    lesson = Lesson(
        name="own",
        task=task,
        recipes={"default": Recipe(scaling=scaling)},
        load=lambda *_: Splits(train=split, test=lambda: split),
        model=lambda _: model,
        mean=(0.3,) * shape[0],
        std=(0.4,) * shape[0],
    )
    names = DataInfo(labels=tuple(labels), shape=shape)
    return Trained(
        lesson, lesson.recipes["default"], model.eval(), names, {"recipe_name": "default", "seed": 0}, DataOptions()
    )


class Many(nn.Module):
    """Every known layer, in every way to write it, with every setting."""

    def __init__(self):
        super().__init__()
        self.shared = nn.Conv2d(6, 6, 3, padding="same", dilation=2, groups=3, bias=False)
        self.block = nn.Sequential(nn.Conv2d(1, 6, (5, 3), stride=(2, 1), padding=(3, 0)), nn.ReLU(inplace=True))
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.rest = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.LazyLinear(21), nn.Identity(), nn.ReLU())
        self.last = nn.Linear(21, 10, bias=False)

    def forward(self, x):
        x = self.shared(self.block(x)).relu()
        x = self.shared(torch.relu(F.max_pool2d(x, (1, 2), padding=(0, 1), stride=(1, 3))))
        x = F.dropout(self.pool(x), 0.5, self.training)
        return self.last(self.rest(x))


@pytest.mark.parametrize("scaling", ["raw", "shifted", "standard"])
@pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
def test_other_layers_and_other_scalings(tmp_path, scaling):
    torch.manual_seed(0)
    model = Many()
    model(torch.zeros(1, 1, 28, 28))
    one = trained(model, scaling=scaling)
    ps.export(one, "web", output=tmp_path / "site")
    x = one.lesson.load().test().x
    expected = score.predict(model, x, one.lesson, one.recipe).numpy()
    written = web_page.network_in((tmp_path / "site" / "index.html").read_bytes())
    assert [name for name in written["tensors"] if name.startswith("shared")] == ["shared.weight"], "once"
    scale = max(1, np.abs(expected).max())
    np.testing.assert_allclose(plain_network.answer(written, x.numpy()) / scale, expected / scale, rtol=0, atol=1e-5)
    found = numbers(in_node(tmp_path / "site", OUTPUTS, {"pixels": b64(x.numpy()), "side": 784}))
    np.testing.assert_allclose(found.reshape(-1, 10) / scale, expected / scale, rtol=0, atol=1e-5)


class With(nn.Module):
    """A small network with something in it that the page does not know."""

    def __init__(self, layer=None, forward=lambda self, x: self.layer(x)):
        super().__init__()
        self.conv, self.layer, self.way = nn.Conv2d(1, 2, 9, stride=4), layer, forward
        self.linear = nn.Linear(2 * 25, 10)

    def forward(self, x):
        return self.linear(self.way(self, self.conv(x)).flatten(1))


def by_number(model, x):
    return x if x.sum() > 0 else -x


STRANGE = {
    "BatchNorm2d (layer)": With(nn.BatchNorm2d(2)),
    "add": With(forward=lambda self, x: x + F.relu(x)),
    "sigmoid": With(forward=lambda self, x: torch.sigmoid(x)),
    "sub": With(forward=lambda self, x: F.relu(x) - x),
    "MaxPool2d (layer)": With(nn.MaxPool2d(3, 1, 1, ceil_mode=True)),
    "Conv2d (layer)": With(nn.Conv2d(2, 2, 3, padding=1, padding_mode="circular")),
    "ParametrizedConv2d (layer)": With(nn.utils.parametrizations.weight_norm(nn.Conv2d(2, 2, 1))),
    "Linear (layer)": With(nn.Linear(5, 5)),
    "flatten": With(forward=lambda self, x: x.flatten(2)),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_the_page_does_not_know_is_named(tmp_path, what):
    with pytest.raises(UsageError) as caught:
        ps.export(trained(STRANGE[what]), "web", output=tmp_path / "site")
    for language, word in (("en", f"does not support {what},"), ("zh", f"不支持 {what}，")):
        text.use(language)
        assert word in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_forward_that_looks_at_numbers(tmp_path):
    with pytest.raises(UsageError, match="not a fixed sequence of steps") as caught:
        ps.export(trained(With(forward=by_number)), "web", output=tmp_path / "site")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_answers_otherwise_is_not_kept(tmp_path):
    def otherwise(model, x):
        return F.relu(x) if isinstance(x, fx.Proxy) else x

    with pytest.raises(CheckpointError, match="differ from PyTorch's by"):
        ps.export(trained(With(forward=otherwise)), "web", output=tmp_path / "new" / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "one",
    [
        "regression",
        "cifar10",
        trained(nn.Flatten(), labels="ab"),
        trained(nn.Flatten(), shape=(3, 28, 28)),
        trained(nn.Flatten(), task="regress"),
    ],
    ids=["regression", "cifar10", "two labels", "colours", "a number"],
)
def test_what_reads_no_digits_is_refused_before_data_are_looked_for(tmp_path, one):
    with pytest.raises(UsageError, match="cannot become a web page") as caught:
        ps.export(one, "web", output=tmp_path / "site", data=tmp_path)
    text.use("zh")
    assert "不能导出成网页" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


# ---- the command, and the disk ----


def test_the_command(inside, tmp_path):
    done = inside("export", "mnist:original", "--format", "web", "--out", "new/site", lang="zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"new.site.index\.html：[\d,]+ 字节；在 256 个测试样本上，输出与 PyTorch 最多相差 .*\n", done.stdout
    )
    refused = inside("export", "regression", "--format", "web", "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert "mnist:original" in (tmp_path / "new" / "site" / "index.html").read_text("utf-8")


def test_a_folder_is_whole_or_not_there(tmp_path, monkeypatch):
    one = trained(With(nn.ReLU()))
    site = tmp_path / "site"

    replace, refused = files.Path.replace, []
    for of_the_folder in (False, True):  # of the file into its folder, which comes first, or of that folder

        def full(self, target, of_the_folder=of_the_folder):
            if self.is_dir() != of_the_folder:
                return replace(self, target)
            refused.append(target)
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(files.Path, "replace", full)
            with pytest.raises(DiskError):
                ps.export(one, "web", output=site)
        assert list(tmp_path.iterdir()) == []
    assert [path.name for path in refused] == ["index.html", "site"]

    site.mkdir()
    (site / "mine.txt").write_text("mine", "utf-8")
    ps.export(one, "web", output=site)  # a folder that is there already gets one file more
    (site / "index.html").write_text("old", "utf-8")
    with pytest.raises(UsageError, match="--force"):
        ps.export(one, "web", output=site)
    assert (site / "index.html").read_text("utf-8") == "old"
    ps.export(one, "web", output=site, force=True)
    assert web_page.network_in((site / "index.html").read_bytes())["steps"]
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "mine.txt"]

    with pytest.raises(DiskError):
        ps.export(one, "web", output=site / "mine.txt")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('import all from "./b.js";\n', "b.js"),
        ('import * as all from "./b.js";\n', "b.js"),
        ("export let changing = 1;\n", "changing"),
        ("export default 1;\n", "default"),
        ('import { a } from "./a.js";\n', "imports itself"),
        ('const html = "</script>";\n', "script"),
    ],
)
def test_a_module_that_would_not_survive_is_not_bundled(tmp_path, monkeypatch, source, words):
    monkeypatch.setattr(web_page, "FILES", tmp_path)
    (tmp_path / "a.js").write_text(source, "utf-8")
    with pytest.raises(ValueError, match=words):
        web_page.classic("a.js")
