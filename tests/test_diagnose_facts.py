"""What `diagnose` reads from the source and from the examples: pure functions, without running a script."""

import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from pytorch_study.diagnosis import data, facts_data, facts_labels, flow, slow_lines
from pytorch_study.diagnosis.kinds.data import scaling_differs
from pytorch_study.diagnosis.kinds.shuffles import one_sided
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource

FILE = "/somewhere/script.py"


def sources(text):
    return UserSource(FILE, textwrap.dedent(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = x[torch.randperm(len(x))]", 1),
        ("rng.shuffle(x)\nx = x[:5]", 1),
        ("order = torch.randperm(9)\nlabels = labels[order]", 1),
        ("y = rng.permutation(y)\nfor i in range(9): train(x[i:i + 9], y[i:i + 9])", 1),
        ("for epoch in range(3):\n    np.random.shuffle(x_train)\n    fit(x_train[0:9], y_train[0:9])", 2),
    ],
)
def test_an_order_for_one_array_only(text, line):
    assert [site.line for site in one_sided(sources(text))] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "order = torch.randperm(9)\nx, y = x[order], y[order]",
        "for b in torch.randperm(9).split(3):\n    loss(net(x[b]), y[b])",
        "perm = rng.permutation(9)\ntrain, test = perm[:5], perm[5:]\nfit(x[train], y[train], x[test], y[test])",
        "rows = rng.permutation(9)\nrows = rng.permutation(more(rows))\na = rows[:3]\nfit(x[a], y[a])",
        "idx = np.arange(9)\nnp.random.shuffle(idx)\nfor i in idx: fit(x[i], y[i])",
        "loader = DataLoader(dataset, shuffle=True)",
        "random.shuffle(files)\nfor file in files: read(file)",
    ],
)
def test_an_order_for_both_is_none(text):
    assert not list(one_sided(sources(text)))


def test_what_names_say():
    assert flow.means({"test_loader"}, flow.TEST)
    assert flow.means({"xTest"}, flow.TEST)
    assert flow.means({"xte"}, flow.TEST)
    assert flow.means({"x_val"}, flow.VALIDATION)
    assert not flow.means({"latest", "attested", "fastest", "contest", "state"}, flow.TEST)
    assert not flow.means({"value", "interval"}, flow.VALIDATION)


def test_where_a_value_comes_from():
    source = sources("""
        test, valid = load(1), load(2)
        watched = test
        def score(part):
            return net(part[0])
        for epoch in range(3):
            now = score(watched)
            if now > best: best = now
    """)
    assert "watched" in flow.names_at(source, Site(FILE, 7))
    assert flow.in_loop(source, Site(FILE, 7))
    assert not flow.in_loop(source, Site(FILE, 5))
    places = list(flow.origins(source, Site(FILE, 7)))
    assert (3, {"watched", "test"}) in [(site.line, names) for site, names in places]
    assert flow.derived(source, FILE, {"now"}) >= {"now", "best"}


def test_what_ipykernel_itself_is_made_of_is_not_the_user_s():
    cells = ("/tmp/ipykernel_4321/98765.py", "<ipython-input-3-0123456789ab>")
    theirs = (
        "/opt/conda/lib/python3.13/site-packages/ipykernel/zmqshell.py",
        "/usr/lib/python3/dist-packages/ipykernel/ipkernel.py",
        "<string>",
        "<frozen runpy>",
    )
    assert all(UserSource().is_own(one) for one in cells)
    assert not any(UserSource().is_own(one) for one in theirs)


def batch(rows, **given):
    rows = np.asarray(rows, np.float32)
    one = data.Batch(1, 0, None, True, True, rows, data.hashes_of(rows), shape=rows.shape)
    for key, value in given.items():
        setattr(one, key, value)
    return one


def evaluated(train, test, **given):
    found = facts_data.of_data([batch(train)], [batch(test, pass_=1, **given)])
    return found["1"]["evaluations"][0]


def test_outliers_are_no_other_scale_and_a_trend_is_none():
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(600, 5)), rng.normal(size=(200, 5))
    train[rng.random(600) < 0.05] *= 60
    assert evaluated(train, test)["stretch"] == pytest.approx(1, abs=0.3)
    assert evaluated(train, test * 16 + 3)["stretch"] > 10
    series = 0.02 * np.arange(1000) + 0.1 * rng.normal(size=1000)
    windows = np.lib.stride_tricks.sliding_window_view(series, 8)
    drift = evaluated(windows[:800], windows[800:])
    assert drift["stretch"] > 2
    assert drift["inner"] == pytest.approx(1, abs=0.2)


def scaled(train, test):
    """What `scaling_differs` says of the two: certain, suspicious (False), or nothing (None)."""
    found = facts_data.of_data([batch(train)], [batch(test, pass_=1)])
    return next((one.certain for one in scaling_differs(SimpleNamespace(facts={"data": found}))), None)


def test_a_scale_is_certain_only_where_the_middle_of_the_examples_has_it():
    rng = np.random.default_rng(0)
    for size in (40, 100, 600):
        train, test = rng.normal(size=(size, 5)), rng.normal(size=(60, 5))
        bad = np.where(rng.random((size, 1)) < 0.15, 300 * train, train)
        assert scaled(train, 255 * test)
        assert scaled(train, test / 255)
        assert not scaled(bad, test)
        sparse, other = (one * (rng.random(one.shape) < 0.1) for one in (train, test))
        assert scaled(sparse, other) is None
        assert scaled(np.where(rng.random(sparse.shape) < 0.02, 300 * sparse, sparse), other) is None
    assert scaled(sparse, 255 * other)
    times = np.arange(2000.0)[:, None]
    assert not scaled(times[:1900], times[1900:])  # a series goes on


def test_only_what_was_trained_on_before_counts():
    rng = np.random.default_rng(0)
    fold_a, fold_b = rng.normal(size=(40, 6)), rng.normal(size=(40, 6))
    trained = [batch(fold_a, pass_=1, era=0), batch(fold_b, pass_=2, era=1)]
    found = facts_data.of_data(trained, [batch(fold_b, pass_=1, era=0)])
    assert found["1"]["evaluations"][0]["overlap"] == 0
    found = facts_data.of_data(trained, [batch(fold_a, pass_=2, era=1)])  # another fold's training, of a new network
    assert found["1"]["evaluations"][0]["overlap"] == 0
    found = facts_data.of_data(trained, [batch(fold_b, pass_=2, era=1)])
    assert found["1"]["evaluations"][0]["overlap"] == 1


def test_labels_that_change_and_labels_that_inputs_tell_of():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 20)).astype(np.float32)
    weights = rng.normal(size=20)
    y = (x @ weights + rng.normal(size=300) > 0).astype(np.int64)
    assert facts_labels.learnable(x, y, True) > 3
    assert facts_labels.learnable(x, rng.permutation(y), True) < 3
    few = [facts_labels.learnable(x[k : k + 48], rng.permutation(y[k : k + 48]), True) for k in range(0, 250, 10)]
    assert sum(value < 1.5 for value in few) > 15  # of 25; it is named where the source says so, too
    assert (
        min(
            facts_labels.learnable(x[k : k + 48, :5], y[k : k + 48] * 0 + (x[k : k + 48, 0] > 0), True)
            for k in range(0, 250, 10)
        )
        > 1.5
    )
    assert facts_labels.learnable(x[:39], y[:39], True) is None
    steady = facts_labels.of_labels([batch(x, labels=y), batch(x, labels=y)], 300)
    moving = facts_labels.of_labels([batch(x, labels=y), batch(x, labels=rng.permutation(y))], 300)
    assert steady["changing"] == 0
    assert moving["changing"] > 0.8


def test_the_slow_line_of_a_data_set(tmp_path):
    import importlib.util

    path = tmp_path / "slow_rows.py"
    path.write_text(
        "import time\nclass Rows:\n    def __len__(self):\n        return 9\n    def __getitem__(self, k):\n"
        "        a = k + 1\n        time.sleep(0.003)\n        return a\n",
        "utf-8",
    )
    spec = importlib.util.spec_from_file_location("slow_rows", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    site, share, seconds = slow_lines._of_items(module.Rows(), UserSource(str(path)))
    assert (site.line, share > 0.8, seconds > 0.002) == (7, True, True)


def test_questions_in_the_code_change_nothing_of_it():
    """Operators become calls; what they compute, in what order, and what they raise, stays."""
    from pytorch_study.diagnosis import watch_bytes
    from pytorch_study.diagnosis.notes import Notes

    text = textwrap.dedent("""
        import numpy as np  # uint8
        said = []
        def told(value):
            said.append(value)
            return value
        a = told(np.arange(100, dtype=np.uint8)) + told(np.uint8(200))
        b = a[:5] - 3 * a[1:6]
        b += 7
        c = [1] + [2] * 2
        d = "x" + "y" * 2
        e = 1.5
        e -= 0.5
        def f(n, total=0):
            for k in range(n):
                total += k * (yield total)
        g = list(zip(range(3), f(0) if False else [5, 6, 7]))
        try:
            undefined += 1
        except NameError as error:
            h = str(error)
        match 3:
            case 1 + 2j: i = 0
            case _: i = 1
    """)
    plain, asked = {}, {}
    exec(compile(text, FILE, "exec"), plain)
    notes = Notes(UserSource(FILE, text))
    exec(watch_bytes.compiled(text, FILE, notes), asked)
    watch_bytes.forget()
    for name in "abcdeghi":
        assert np.array_equal(plain[name], asked[name]), name
        assert type(plain[name]) is type(asked[name])
    assert [list(np.ravel(one)) for one in plain["said"]] == [list(np.ravel(one)) for one in asked["said"]]
    assert [(site.line, symbol) for site, _, symbol in notes.facts["wraps"]] == [(7, "add")]
