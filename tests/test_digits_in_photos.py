"""Frames, rules and tables are taken out, several digits are read one by one, and what is no digit is told."""

import gzip
import json
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

import pytorch_study
from pytorch_study import api
from pytorch_study.artifacts import weights
from pytorch_study.data import blobs, digit, ruling, sheet
from pytorch_study.data.image_file import open_image
from pytorch_study.engine import score, unsure
from pytorch_study.errors import CheckpointError, DataError
from pytorch_study.trained import load_trained

RAW = Path(pytorch_study.__file__).parent / "data" / "files" / "MNIST" / "raw"


@pytest.fixture(scope="module")
def mnist():
    with gzip.open(RAW / "t10k-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(16 + 784 * 200), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(RAW / "t10k-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(8 + 200), np.uint8, offset=8)
    return [images[np.flatnonzero(labels == k)[2]] for k in range(10)]


@pytest.fixture(scope="module")
def trained():
    return load_trained("mnist")


def page(*digits, size=(800, 800), side=320, at=((240, 240),), dark=195):
    """Dark digits on light paper; `at` is each one's left and top."""
    paper = np.full(size[::-1], 235.0)
    for pixels, (left, top) in zip(digits, at, strict=True):
        ink = np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC), dtype=float) / 255
        paper[top : top + side, left : left + side] -= ink * dark
    return paper


def read(trained, gray):
    parts = digit.digits_from_gray(gray)
    output = score.predict(trained.model, torch.stack([part.x for part in parts]), trained.lesson, trained.recipe)
    return "".join(str(int(k)) for k in output.argmax(1)), parts


def boxed(paper, margin=10):
    paper = paper.copy()
    low, high = 240 - margin, 560 + margin
    for place in (low, high - 6):
        paper[place : place + 6, low:high] = 40
        paper[low:high, place : place + 6] = 40
    return paper


def ruled(paper, step=70, upright=False):
    paper = paper.copy()
    for place in range(35, 800, step):
        paper[place : place + 3] = np.minimum(paper[place : place + 3], 150)
        if upright:
            paper[:, place : place + 3] = np.minimum(paper[:, place : place + 3], 150)
    return paper


def on_table(paper, turn=0):
    ground = Image.new("L", (1000, 1000), 70)
    mask = Image.new("L", (800, 800), 255).rotate(turn, expand=True)
    turned = Image.fromarray(np.uint8(paper)).rotate(turn, Image.Resampling.BICUBIC, expand=True)
    ground.paste(turned, ((1000 - turned.width) // 2, (1000 - turned.height) // 2), mask)
    return np.asarray(ground, dtype=float)


FORMS = {
    "boxed": boxed,
    "boxed and touching": lambda paper: boxed(paper, -45),
    "ruled": ruled,
    "squared": lambda paper: ruled(paper, 55, upright=True),
    "on a table": on_table,
    "turned on a table": lambda paper: on_table(paper, 7),
    "a board on a wall": lambda paper: 255 - on_table(paper),
    "ruled on a table": lambda paper: on_table(ruled(paper)),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_what_is_around_a_digit_is_taken_out(mnist, trained, form):
    right = []
    for k in (2, 3, 5, 7):
        found, parts = read(trained, FORMS[form](page(mnist[k])))
        right.append(found == str(k))
        names = list(parts[0].steps)
        assert ("reading.sheet" in names) == ("table" in form or "wall" in form)
    assert sum(right) >= 3


def test_a_plain_page_is_left_alone(mnist, trained):
    for k in range(10):
        found, parts = read(trained, page(mnist[k]))
        assert len(found) == 1
        assert not {"reading.sheet", "reading.lines", "reading.digits"} & set(parts[0].steps)


def test_a_one_is_no_line(trained):
    for width in (4, 20):
        tall = np.full((400, 300), 235.0)
        tall[20:380, 145 : 145 + width] = 40
        assert read(trained, tall)[0] == "1"


def test_digits_are_read_line_by_line(mnist, trained):
    places = [(40, 60), (340, 40), (60, 420), (350, 460), (660, 440)]
    gray = page(*(mnist[k] for k in (4, 7, 0, 3, 2)), size=(1000, 800), side=280, at=places)
    found, parts = read(trained, gray)
    assert found == "47032"
    for part, (left, top) in zip(parts, places, strict=True):
        assert left - 5 <= part.box[0] < part.box[2] <= left + 285
        assert top - 5 <= part.box[1] < part.box[3] <= top + 285
        assert part.steps["reading.digits"].shape == (3, *gray.shape)


def test_boxes_are_in_the_pixels_of_the_upright_photo(mnist, tmp_path):
    gray = page(mnist[3], mnist[8], size=(2400, 1600), side=640, at=((200, 300), (1300, 800)))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.uint8(gray)).rotate(90, expand=True).save(tmp_path / "a.jpg", exif=exif)
    assert open_image(tmp_path / "a.jpg").size == (2400, 1600)
    first, second = (part.box for part in digit.read_digits(tmp_path / "a.jpg"))
    assert 190 < first[0] < first[2] < 850
    assert 790 < second[1] < second[3] < 1450
    assert digit.read_digit(tmp_path / "a.jpg")[0].shape == (1, 28, 28)


def stroke(*lines, size=(400, 400), width=24):
    picture = Image.new("L", size, 235)
    for points in lines:
        ImageDraw.Draw(picture).line(points, 40, width)
    return np.asarray(picture, dtype=float)


def test_strokes_that_do_not_touch_are_one_digit():
    five = stroke([(150, 90), (260, 90)], [(150, 125), (150, 200), (240, 200), (250, 290), (150, 300)])
    four = stroke([(130, 90), (110, 210), (220, 210)], [(252, 90), (252, 320)])
    for gray in (five, four):
        assert len(digit.digits_from_gray(gray)) == 1
    picture = Image.new("L", (400, 400), 235)
    for start, end in ((100, 262), (280, 440)):  # the left and the right half of a 0
        ImageDraw.Draw(picture).arc((120, 80, 280, 320), start, end, 40, 24)
    assert len(digit.digits_from_gray(np.asarray(picture, dtype=float))) == 1
    assert len(digit.digits_from_gray(stroke([(150, 80), (150, 320)], [(230, 80), (230, 320)]))) == 2  # 11


def test_a_page_of_text_is_refused_in_a_sentence():
    picture = Image.new("L", (1000, 1000), 235)
    for number in range(100):
        left, top = 60 + number % 10 * 95, 40 + number // 10 * 95
        ImageDraw.Draw(picture).line([(left, top), (left + 20, top + 60)], 40, 12)
    with pytest.raises(DataError) as error:
        digit.digits_from_gray(np.asarray(picture, dtype=float))
    assert error.value.key == "too_many_digits"


def test_blobs_are_the_connected_components():
    rng = np.random.default_rng(0)
    for share in (0.1, 0.3, 0.5, 0.9):
        grid = rng.random((23, 31)) < share
        found = blobs.find_blobs(grid)
        assert sum(map(len, found)) == grid.sum()
        number = np.full(grid.shape, -1)
        for k, cells in enumerate(found):
            assert (number[tuple(cells.T)] == -1).all()
            number[tuple(cells.T)] = k
            reached, new = {tuple(cells[0])}, [tuple(cells[0])]
            for y, x in new:
                near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} - reached
                near = {p for p in near if 0 <= p[0] < 23 and 0 <= p[1] < 31 and grid[p]}
                reached |= near
                new += near
            assert reached == set(map(tuple, cells.tolist()))
    assert blobs.find_blobs(np.zeros((5, 5), dtype=bool)) == []


def test_what_has_no_lines_is_the_same_picture(mnist):
    ink = torch.from_numpy((235 - page(mnist[2])) / 235).float().clamp(0, 1)
    assert ruling.without_lines(ink) is ink
    assert sheet.cut_out_sheet(torch.from_numpy(page(mnist[2])).float()) is None


# ---- unsure ----


def letter(name):
    picture = Image.new("L", (320, 320), 235)
    font = ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", 200)
    ImageDraw.Draw(picture).text((160, 160), name, 40, font, anchor="mm")
    return picture


def test_json_tells_what_is_no_digit(mnist, trained, tmp_path):
    for name in "AEKMW":
        letter(name).save(tmp_path / f"{name}.png")
    for k in range(10):
        Image.fromarray(mnist[k]).save(tmp_path / f"{k}.png")
    answers = {Path(a["file"]).stem: a for a in api.predict(trained, sorted(tmp_path.glob("*.png")))}
    assert sum(answers[name]["unsure"] for name in "AEKMW") >= 4
    assert sum(answers[str(k)]["unsure"] for k in range(10)) <= 2
    assert set(answers["3"]) == {"file", "label", "probability", "probabilities", "unsure"}


def test_several_digits_in_json_and_in_words(mnist, tmp_path, inside):
    gray = page(mnist[4], mnist[2], size=(1000, 600), at=((80, 100), (560, 120)))
    Image.fromarray(np.uint8(gray)).save(tmp_path / "two.png")
    answer, again = json.loads(inside("predict", "mnist", "two.png", "two.png", "--json").stdout)
    assert answer == again
    assert answer["label"] == "42"
    assert [set(one) for one in answer["digits"]] == [{"box", "label", "probability", "unsure"}] * 2
    assert [one["label"] for one in answer["digits"]] == ["4", "2"]
    assert answer["digits"][0]["box"][2] < answer["digits"][1]["box"][0]
    assert answer["unsure"] == any(one["unsure"] for one in answer["digits"])
    assert answer["probability"] == pytest.approx(np.prod([one["probability"] for one in answer["digits"]]))
    said = inside("predict", "mnist", "two.png", "--explain", "seen").stdout
    assert "42" in said
    assert str(answer["digits"][1]["box"]) in said
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {
        f"two{number}_{kind}.png" for number in ("", "-2") for kind in ("steps", "layers")
    }


def test_words_say_that_a_letter_is_no_digit(tmp_path, inside):
    letter("M").save(tmp_path / "m.png")
    assert "Unsure" in inside("predict", "mnist", "m.png").stdout


def test_a_run_has_numbers_of_its_own(tmp_path):
    run = api.train("mnist", "quick", runs=tmp_path, quiet=True, changes={"limit": 1500})
    assert run.result["unsure_sha256"]
    one = load_trained(run)
    assert one.familiar is not None
    letter("M").save(tmp_path / "m.png")
    assert "unsure" in api.predict(one, tmp_path / "m.png")[0]
    path = run.folder / f"model{weights.UNSURE}"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CheckpointError):
        load_trained(run)
    result = {key: value for key, value in run.result.items() if key != "unsure_sha256"}
    (run.folder / "result.json").write_text(json.dumps(result), "utf-8")  # a run of an older version
    path.unlink()
    assert "unsure" not in api.predict(run, tmp_path / "m.png", runs=tmp_path)[0]


def test_too_few_images_say_nothing():
    x, y = torch.zeros(300, 1, 28, 28, dtype=torch.uint8), torch.arange(300) % 10
    assert unsure.fit(x, y, torch.zeros(300, 10)) is None
    x, y = torch.randint(0, 255, (300, 1, 28, 28), dtype=torch.uint8), torch.arange(300) % 2
    assert unsure.fit(x, y, torch.randn(300, 2)) is not None
    x[y == 1] = x[1].clone()  # a class that is one image over and over
    assert unsure.fit(x, y, torch.randn(300, 2)) is None


def test_the_score_keeps_the_share_that_was_asked_for():
    torch.manual_seed(0)
    y = torch.arange(2000) % 2
    x = (torch.rand(2000, 1, 28, 28) * 60 + 120 * y[:, None, None, None]).to(torch.uint8)
    logits = torch.randn(2000, 2) + 6 * torch.nn.functional.one_hot(y, 2)
    familiar = unsure.fit(x, y, logits, share=0.9)
    assert np.mean(familiar.unsure(x, logits)) == pytest.approx(0.1, abs=0.01)
    assert all(familiar.unsure(255 - x, logits))
