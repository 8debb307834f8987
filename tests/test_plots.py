import base64
import re
import string
import sys
from html.parser import HTMLParser

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib import font_manager
from matplotlib.image import AxesImage
from matplotlib.text import Text
from torch import nn

from pytorch_study.inspect import layers
from pytorch_study.plots import canvas, classes, fonts, galleries, inside, learning, regression
from pytorch_study.plots.page import page
from pytorch_study.text import use
from pytorch_study.text.pictures import PICTURES

CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
has_chinese_font = pytest.mark.skipif(fonts.chinese_font() is None, reason="no Chinese font on this machine")


@pytest.fixture(autouse=True)
def _language():
    use("en")
    yield
    use(None)


@pytest.fixture
def no_chinese_font(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)


def row(epoch, **changes):
    values = {
        "epoch": epoch,
        "step": 10 * epoch,
        "lr": 0.01 / epoch,
        "train_loss": 2.0 / epoch,
        "train_accuracy": 1 - 0.5 / epoch,
        "val_loss": 2.1 / epoch,
        "val_accuracy": 1 - 0.6 / epoch,
        "seconds": 1.0,
    }
    return {**values, **changes}


ROWS = [row(epoch) for epoch in range(1, 6)]
UNVALIDATED = [row(epoch, val_loss=None, val_accuracy=None) for epoch in range(1, 6)]


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def pictures(figure):
    return [np.asarray(image.get_array()) for image in figure.findobj(AxesImage)]


def line_data(axes):
    return [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]


def every_figure(labels, name):
    """One of each picture, with class names and other names from outside."""
    images = torch.randint(0, 256, (3, 1, 8, 8), dtype=torch.uint8)
    matrix = torch.tensor([[5, 2], [1, 7]])
    values = torch.arange(6.0)
    network = [(name, torch.randn(4, 3, 3)), ("fc", torch.randn(7)), ("out", torch.randn(2))]
    return {
        "curves": learning.curves(ROWS, "accuracy"),
        "log": learning.curves([*ROWS, row(100)], "rmse"),
        "none": learning.curves([], "accuracy"),
        "overlay": learning.overlay({name: ROWS, "b": UNVALIDATED}, "accuracy"),
        "confusion": classes.confusion(matrix, labels),
        "big": classes.confusion(torch.randint(0, 5, (22, 22)), [*labels] * 11),
        "mistakes": galleries.mistakes(images, [0, 1, 0], [1, 0, 1], [0.9, 0.999, 1.0], labels),
        "perfect": galleries.mistakes(images[:0], [], [], [], labels),
        "fit": regression.fit(values, values + 1, name),
        "line": regression.line(values, values, values, values, name, name),
        "filters": inside.filters(torch.randn(4, 1, 3, 3)),
        "rgb": inside.filters(torch.randn(4, 3, 3, 3)),
        "blocks": inside.blocks([(name, torch.randn(40, 6, 3, 3)), ("b", torch.randn(2, 40, 1, 1))]),
        "classes": classes.per_class(matrix, labels),
        "doubt": galleries.mistakes(images, [0, 1, 0], [1, 0, 1], [0.9] * 3, labels, [True, False, True], name),
        "heat": galleries.heat(
            [list(zip(fonts.drawn_labels(labels), images, [None, torch.rand(8, 8)], strict=False))], (4, 4)
        ),
        "maps": inside.maps(images[0], network, labels),
        "steps": galleries.steps({name: images[0], "look.input": images[1, 0]}),
    }


# Curves


def test_curves_draw_the_rows():
    loss, accuracy, lr = learning.curves(ROWS, "accuracy").axes
    epochs = [1, 2, 3, 4, 5]
    assert line_data(loss) == [(epochs, [r["train_loss"] for r in ROWS]), (epochs, [r["val_loss"] for r in ROWS])]
    assert line_data(accuracy)[0][1] == pytest.approx([100 * r["train_accuracy"] for r in ROWS])
    assert line_data(accuracy)[1][1] == pytest.approx([100 * r["val_accuracy"] for r in ROWS])
    assert line_data(lr) == [(epochs, [r["lr"] for r in ROWS])]


def test_curves_without_validation_draw_training_only():
    loss, accuracy, _ = learning.curves(UNVALIDATED, "accuracy").axes
    assert len(loss.lines) == len(accuracy.lines) == 1


def test_curves_of_a_regression_have_no_accuracy():
    rows = [row(epoch, train_accuracy=None, val_accuracy=None) for epoch in (1, 2)]
    assert [axes.get_title("left") for axes in learning.curves(rows, "rmse").axes] == ["Loss", "Learning rate"]


def test_curves_leave_out_what_is_missing_or_not_finite():
    rows = [row(1), row(2, val_loss=None), row(3, val_loss=float("nan")), row(4, val_loss=float("inf")), row(5)]
    _, validation = line_data(learning.curves(rows, "accuracy").axes[0])
    assert validation == ([1, 5], [rows[0]["val_loss"], rows[4]["val_loss"]])


def test_one_epoch_is_seen_as_points():
    figure = learning.curves(ROWS[:1], "accuracy")
    for axes in figure.axes:
        low, high = axes.get_ylim()
        for line in axes.lines:
            assert line.get_marker() == "o"
            assert low <= line.get_ydata()[0] <= high
        assert [tick for tick in axes.get_xticks() if 0.5 <= tick <= 1.5] == [1]


def test_loss_is_on_a_log_scale_only_when_it_spans_much():
    assert learning.curves(ROWS, "accuracy").axes[0].get_yscale() == "linear"
    assert learning.curves([*ROWS, row(100)], "accuracy").axes[0].get_yscale() == "log"


def test_accuracy_zooms_in_and_stays_within_0_and_100():
    high = [row(epoch, train_accuracy=0.99 + epoch / 1000, val_accuracy=0.99) for epoch in (1, 10)]
    low, top = learning.curves(high, "accuracy").axes[1].get_ylim()
    assert 97 < low < 99
    assert 100 <= top < 100.1
    assert learning.curves([row(1, train_accuracy=0.0)], "accuracy").axes[1].get_ylim()[0] == 0


def test_labels_at_the_end_do_not_overlap():
    runs = {f"run-{number}": [row(1), row(2, val_loss=1.0 + number / 1e6)] for number in range(6)}
    (axes,) = learning.overlay(runs, "rmse").axes
    places = sorted(text.get_position()[1] for text in axes.texts)
    assert len(places) == 6
    assert min(np.diff(places)) > 0.08
    assert places[0] >= 0
    assert places[-1] <= 1.03


def test_overlay_draws_validation_solid_and_training_dashed():
    loss = learning.overlay({"a": ROWS, "b": UNVALIDATED}, "accuracy").axes[0]
    assert [line.is_dashed() for line in loss.lines] == [True, False, False]
    assert [list(line.get_ydata()) for line in loss.lines] == [
        [r["train_loss"] for r in ROWS],
        [r["val_loss"] for r in ROWS],
        [r["train_loss"] for r in UNVALIDATED],
    ]
    assert loss.lines[0].get_color() == loss.lines[1].get_color() != loss.lines[2].get_color()


def test_many_runs_in_one_picture_differ_in_colour_or_mark():
    (axes, *_) = learning.overlay({f"run{k}": UNVALIDATED for k in range(14)}, "accuracy").axes
    assert len({(line.get_color(), line.get_marker()) for line in axes.lines}) == 14


# Mistakes


def test_confusion_writes_every_count_in_its_cell():
    matrix = torch.tensor([[50, 3, 0], [4, 40, 6], [0, 0, 30]])
    axes = classes.confusion(matrix, ["a", "b", "c"]).axes[0]
    drawn = {text.get_position()[::-1]: text.get_text() for text in axes.texts}
    expected = {(0, 0): "50", (0, 1): "3", (1, 0): "4", (1, 1): "40", (1, 2): "6", (2, 2): "30"}
    assert drawn == expected
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b", "c"]


def test_confusion_says_share_recall_and_the_worst_pair():
    said = words(classes.confusion(torch.tensor([[50, 3, 0], [4, 40, 6], [0, 0, 30]]), ["a", "b", "c"]))
    assert "120 of 133 correct: accuracy 90.23%" in said
    assert {"94.3%", "80.0%", "100.0%"} <= set(said)
    assert any(text.startswith("Most often confused: b as c (6×)") for text in said)


def test_confusion_colours_mistakes_by_their_own_scale():
    (image,) = classes.confusion(torch.tensor([[9000, 20], [10, 8000]]), ["a", "b"]).axes[0].images
    assert np.asarray(image.get_array()).tolist() == [[0, 20], [10, 0]]
    assert image.get_clim() == (0, 20)


@pytest.mark.parametrize("matrix", [torch.zeros(2, 2, dtype=torch.int64), torch.eye(2, dtype=torch.int64)])
def test_confusion_without_mistakes_or_examples(matrix):
    figure = classes.confusion(matrix, ["a", "b"])
    assert not any("confused" in text for text in words(figure))
    canvas.png(figure)


def test_mistakes_say_seen_true_and_how_sure():
    images = torch.arange(2 * 16, dtype=torch.uint8).reshape(2, 1, 4, 4)
    figure = galleries.mistakes(images, [0, 1], [2, 0], [0.971, 0.9999], ["cat", "dog", "bird"])
    said = words(figure)
    start = said.index("✗ bird")
    assert said[start : start + 6] == ["✗ bird", "97%", "✓ cat", "✗ cat", "99.9%", "✓ dog"]
    for shown, image in zip(pictures(figure), images, strict=True):
        assert (shown == image[0].numpy()[..., None]).all()


def test_at_most_40_mistakes_are_shown_and_the_rest_counted():
    images = torch.zeros(50, 3, 4, 4, dtype=torch.uint8)
    figure = galleries.mistakes(images, [0] * 50, [1] * 50, [0.5] * 50, ["a", "b"])
    assert len(pictures(figure)) == 40
    assert "The first 40 of 50 mistakes" in words(figure)


def test_a_picture_keeps_its_shape_at_the_top_left_of_its_box_and_pixels_stay_square():
    sheet = canvas.new_sheet(canvas.new_figure(6, 4, constrained=False))
    assert canvas.show_picture(sheet, 1, 2, (2, 1), torch.zeros(1, 8, 4, dtype=torch.uint8)) == (0.5, 1)
    assert canvas.show_picture(sheet, 1, 2, (2, 1), torch.zeros(1, 2, 8, dtype=torch.uint8)) == (2, 0.5)
    assert [tuple(image.get_extent()) for image in sheet.images] == [(1, 1.5, 3, 2), (1, 3, 2.5, 2)]
    assert (sheet.get_xlim(), sheet.get_ylim()) == ((0, 6), (4, 0))  # inches, whatever is pasted


def test_no_mistakes_is_said():
    figure = galleries.mistakes(torch.zeros(0, 1, 4, 4, dtype=torch.uint8), [], [], [], ["a"])
    assert words(figure) == ["No mistakes"]


# Regression


def test_fit_says_rmse_and_r2_and_draws_the_points():
    truth, predicted = torch.tensor([1.0, 2, 3, 4]), torch.tensor([[1.0], [2], [3], [6]])
    figure = regression.fit(truth, predicted, "mpg")
    assert "RMSE = 1, R² = 0.200" in words(figure)
    points = figure.axes[0].collections[0].get_offsets()
    assert np.asarray(points).tolist() == [[1, 1], [2, 2], [3, 3], [4, 6]]
    assert sum(bar.get_height() for bar in figure.axes[1].patches) == 4


def test_fit_of_a_constant_has_no_r2():
    assert "RMSE = 1, R² = —" in words(regression.fit(torch.ones(3), torch.full((3,), 2.0), "y"))


def test_line_draws_points_and_curve():
    x, y, grid, predicted = torch.rand(5, 1), torch.rand(5, 1), torch.linspace(0, 1, 9), torch.rand(9, 1)
    (axes,) = regression.line(x, y, grid, predicted, "weight", "mpg").axes
    assert np.allclose(axes.collections[0].get_offsets(), torch.cat([x, y], 1).numpy())
    assert np.allclose(axes.lines[0].get_xydata(), torch.stack([grid, predicted[:, 0]], 1).numpy())
    assert (axes.get_xlabel(), axes.get_title("left")) == ("weight", "mpg")


# Inside a network


def test_filters_are_drawn_on_a_symmetric_scale():
    weight = torch.randn(6, 1, 3, 3)
    weight[2, 0, 1, 1] = -9
    figure = inside.filters(weight)
    assert [image.get_clim() for image in figure.findobj(AxesImage)] == [(-9, 9)] * 6
    assert np.allclose(np.stack(pictures(figure)), weight[:, 0].numpy())


def test_filters_on_three_channels_are_colour_pictures():
    weight = torch.zeros(2, 3, 3, 3)
    weight[1, 0] = 2.0
    black, red = pictures(inside.filters(weight))
    assert black.shape == (3, 3, 3)
    assert np.unique(black).tolist() == [0.5]
    assert red[0, 0].tolist() == [1.0, 0.5, 0.5]


def test_blocks_draw_of_each_filter_the_channel_that_weighs_most():
    weight = torch.randn(3, 5, 3, 3) / 100
    for filter_, channel in enumerate((4, 0, 2)):
        weight[filter_, channel] += 1
    figure = inside.blocks([("deep", weight), ("deeper", torch.randn(40, 3, 3, 3))])
    tiles = np.stack(pictures(figure))
    assert len(tiles) == 3 + 32
    assert np.allclose(tiles[:3], torch.stack([weight[0, 4], weight[1, 0], weight[2, 2]]).numpy())
    assert {"deep", "3×5×3×3", "40×3×3×3 · first 32 of 40"} <= set(words(figure))


def test_maps_draw_tiles_strips_and_bars():
    torch.manual_seed(0)
    image = torch.randint(0, 256, (1, 8, 8), dtype=torch.uint8)
    convolution, vector, scores = torch.randn(40, 4, 4), torch.randn(12), torch.tensor([1.0, 5.0, -2.0])
    network = [("conv", convolution), ("flat", convolution.flatten()), ("fc", vector), ("out", scores)]
    figure = inside.maps(image, network, ["cat", "dog", "bird"])
    input_, *tiles, strip = pictures(figure)
    assert (input_ == image[0].numpy()[..., None]).all()
    assert np.allclose(np.stack(tiles), convolution[:32].numpy())  # 32 of 40, and flattening is not drawn again
    assert np.allclose(strip[0], vector.numpy())
    bars = figure.axes[-1]
    assert [bar.get_height() for bar in bars.patches] == [1.0, 5.0, -2.0]
    assert [label.get_text() for label in bars.get_xticklabels()] == ["cat", "dog", "bird"]
    assert "40×4×4 · first 32 of 40" in words(figure)
    assert "flat" not in words(figure)


def test_steps_keep_pictures_and_order():
    grey, colour = torch.full((4, 6), 7, dtype=torch.uint8), torch.zeros(3, 2, 2, dtype=torch.uint8)
    figure = galleries.steps({"first": colour, "second": grey})
    assert [picture.shape for picture in pictures(figure)] == [(2, 2, 3), (4, 6, 3)]
    assert words(figure)[:4] == ["first", "3×2×2", "→", "second"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.act = nn.ReLU(inplace=True)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(8, 3))

    def forward(self, x):
        return self.act(self.head(self.act(self.conv(x))))


def test_outputs_are_every_layers_in_order_even_where_one_is_used_twice_or_works_in_place():
    torch.manual_seed(0)
    model, x = Net(), torch.randn(1, 1, 4, 4)
    kept = layers.outputs(model, x)
    assert [name for name, _ in kept] == [
        "conv · Conv2d",
        "act · ReLU",
        "head.0 · Flatten",
        "head.1 · Dropout",
        "head.2 · Linear",
        "act · ReLU",
    ]
    raw = model.conv(x)[0].detach()
    assert (raw < 0).any()
    assert torch.equal(kept[0][1], raw)  # not overwritten by the ReLU behind it
    assert torch.equal(kept[1][1], raw.relu())
    assert torch.equal(kept[3][1], kept[2][1])  # dropout is off
    assert not any(values.requires_grad for _, values in kept)


def test_outputs_leave_the_model_as_it_was():
    model = Net().train()
    model.conv.eval()
    layers.outputs(model, torch.randn(1, 1, 4, 4))
    assert not any(module._forward_hooks for module in model.modules())
    assert [model.training, model.conv.training, model.head[1].training] == [True, False, True]


def test_outputs_leave_the_model_as_it_was_after_an_error():
    model = Net().train()
    with pytest.raises(RuntimeError):
        layers.outputs(model, torch.randn(1, 5, 4, 4))
    assert not any(module._forward_hooks for module in model.modules())
    assert all(module.training for module in model.modules())


def test_filters_are_copies():
    model = Net()
    ((name, weight),) = layers.filters(model)
    assert name == "conv"
    assert torch.equal(weight, model.conv.weight)
    weight += 1
    assert not torch.equal(weight, model.conv.weight)
    assert layers.filters(nn.Linear(2, 2)) == []
    assert [name for name, _ in layers.outputs(nn.Linear(2, 2), torch.zeros(1, 2))] == ["Linear"]


# Fonts and files


def test_without_a_font_nothing_is_chinese_and_every_glyph_is_there(no_chinese_font):
    use("zh")
    for name, figure in every_figure(["猫", "狗🐕"], "训练一").items():
        canvas.png(figure)  # a missing glyph is a warning, and warnings are errors here
        assert not [text for text in words(figure) if CHINESE.search(text)], name
        if name == "mistakes":
            assert "✗ class 1" in words(figure)


@has_chinese_font
@pytest.mark.parametrize("language", ["zh", "en"])
def test_with_a_font_chinese_names_are_drawn_and_every_glyph_is_there(language):
    use(language)
    for name, figure in every_figure(["猫", "狗🐕"], "训练一").items():
        canvas.png(figure)
        if language == "zh":
            assert any(CHINESE.search(text) for text in words(figure)), name
        if name == "mistakes":
            assert {"✓ 猫", "✗ 猫"} <= set(words(figure))
            assert "✗ 狗🐕" not in words(figure)


def test_a_font_counts_only_if_the_glyph_is_in_its_file(monkeypatch):
    latin = next(entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans")

    class Entry:
        name, fname = "SimHei", latin.fname

    monkeypatch.setattr(font_manager.fontManager, "ttflist", [Entry])
    monkeypatch.setattr(fonts, "_add_new_fonts", lambda: False)
    assert fonts.chinese_font() is None
    Entry.fname = "/nowhere/simhei.ttf"
    assert fonts.chinese_font() is None
    monkeypatch.setattr(fonts, "_characters", lambda path: {ord("中")})
    assert fonts.chinese_font() == "SimHei"


def test_a_dollar_in_a_name_is_a_dollar():
    images = torch.zeros(2, 1, 4, 4, dtype=torch.uint8)
    figure = galleries.mistakes(images, [0, 0], [1, 2], [0.9, 0.9], ["$x^2$", "$\\frac$", "\n "])
    assert {"✓ $x^2$", "✗ $\\frac$", "✗ class 2"} <= set(words(figure))
    canvas.png(figure)  # `$\\frac$` as a formula would be an error


def test_a_users_own_settings_neither_come_in_nor_go_lost():
    plain = canvas.png(learning.curves(ROWS, "accuracy"))
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "savefig.bbox": "tight"}):
        before = dict(matplotlib.rcParams)
        assert canvas.png(learning.curves(ROWS, "accuracy")) == plain
        assert dict(matplotlib.rcParams) == before


def test_png_is_deterministic_and_says_nothing_of_its_making(tmp_path):
    torch.manual_seed(0)
    first = canvas.png(learning.curves(ROWS, "accuracy"))
    assert first == canvas.png(learning.curves(ROWS, "accuracy"))
    assert first.startswith(b"\x89PNG")
    assert b"matplotlib" not in first
    assert b"tEXt" not in first
    canvas.save(learning.curves(ROWS, "accuracy"), tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes() == first


def test_pyplot_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # importing it would now fail
    canvas.png(classes.confusion(torch.eye(2, dtype=torch.int64), ["a", "b"]))


# The page


class Reader(HTMLParser):
    """Collects tags, checks that they are closed in order."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


EVIL = '<script>alert("1")</script>&\''


def test_page_holds_everything_and_asks_the_network_for_nothing():
    png = canvas.png(learning.curves(ROWS[:1], "rmse"))
    html = page("Digits", [("accuracy", 0.99)] * 6, [("Curves", "Look here.", png, None)], "en")
    assert not re.search(r"https?:|//|url\(|@import|<script|<link", re.sub(r"base64,[^\"]*", "", html))
    (image,) = [attributes for tag, attributes in read(html).tags if tag == "img"]
    assert base64.b64decode(image["src"].removeprefix("data:image/png;base64,")) == png
    assert image["alt"] == "Curves"
    assert "prefers-color-scheme: dark" in html


def test_page_escapes_everything():
    html = page(
        EVIL, [(EVIL, EVIL)] * 6, [(EVIL, EVIL, canvas.png(learning.curves([], "rmse")), [[EVIL], [EVIL]])], "en"
    )
    reader = read(html)
    assert "script" not in [tag for tag, _ in reader.tags]
    assert reader.text.count(EVIL) == 1 + 1 + 12 + 2 + 2
    assert next(attributes for tag, attributes in reader.tags if tag == "img")["alt"] == EVIL


def test_page_speaks_its_own_language_whatever_is_spoken_around_it():
    use("en")
    html = page("手写数字", [], [("曲线", "看这里。", None, [["层", "形状"], ["conv", (1, 2)]])], "zh")
    assert '<html lang="zh-CN">' in html
    assert PICTURES["look.page.footer"].zh in html
    assert PICTURES["look.page.footer"].en not in html
    assert '<html lang="en">' in page("", [], [], "en")
    assert "<td>(1, 2)</td>" in html


def test_both_languages_say_the_same_blanks():
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in PICTURES.items():
        assert key.startswith(("look.", "report."))
        assert blanks(text.zh) == blanks(text.en), key
        assert not CHINESE.search(text.en), key
