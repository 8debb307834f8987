"""Lesson 5: the network is EfficientNet-Lite on real pictures, sees them scaled as its weights learned, and trains."""

import importlib.util
import json
import math
from dataclasses import replace
from functools import cache

import numpy as np
import onnxruntime
import pytest
import torch
import torch.nn.functional as F
from captum.attr import LayerGradCam
from helpers import CIFAR10, HERE, ROOT
from PIL import Image
from sklearn.datasets import load_sample_images
from torch import nn

from pytorch_study.artifacts.initial import read_initial
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.loop import init_state, train
from pytorch_study.errors import UsageError
from pytorch_study.exporters import onnx_file
from pytorch_study.inspect.gradcam import gradcam, last_convolution
from pytorch_study.lesson import DataOptions, Split, Splits
from pytorch_study.lessons import finetune
from pytorch_study.metadata import load_metadata, make_metadata
from pytorch_study.preparation import load_data
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator
from pytorch_study.text import use

PHOTOS = ROOT / "pytorch_study" / "data" / "files" / "photos"
NATIVE = {"lite0": 224, "lite1": 240, "lite2": 260}
SEEN = {"china": 698, "flower": 985, "cat": 285, "coffee": 967, "dog": 235, "panda": 388}
"""ImageNet's classes in these photos: palace, daisy, Egyptian cat, espresso, German shepherd, giant panda."""
SMALL = replace(finetune.GENTLE, init=None, side=32, classes=3)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def installed(name):
    """Skips where the weights are not installed: the extra `test` has the smallest network's, `finetune` all."""
    weights = finetune.LESSON.weights[name]
    if importlib.util.find_spec(weights.package) is None:
        pytest.skip(f"the package {weights.package} is not installed (extra: {weights.extra})")


@cache
def tensors(name):
    return read_initial(finetune.LESSON, replace(finetune.DEFAULT, network=name, init=name)).tensors


@cache
def pixels(side):
    """The middle of two photos that scikit-learn brings, and ours as they are: (N, 3, side, side), 0..255."""
    squares = [Image.fromarray(image).crop((107, 0, 534, 427)) for image in load_sample_images().images]
    named = dict(zip(("china", "flower"), squares, strict=True))
    named |= {path.stem: Image.open(path).convert("RGB") for path in sorted(PHOTOS.glob("*.jpg"))}
    arrays = [np.array(image.resize((side, side), Image.Resampling.BICUBIC)) for image in named.values()]
    return list(named), torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2).float()


def network(name="lite0", side=96, norm="folded"):
    """Ours with ImageNet's weights, its thousand classes included."""
    recipe = replace(finetune.DEFAULT, network=name, side=side, norm=norm, classes=1000)
    net = finetune.LiteNet(recipe)
    finetune.transfer(net, tensors(name), None)
    net.head.load_state_dict({"weight": tensors(name)["_fc.weight"], "bias": tensors(name)["_fc.bias"]})
    return net.eval()


def independent(name="lite0", side=96, **settings):
    package = pytest.importorskip("efficientnet_lite_pytorch", reason="the independent implementation (extra: test)")
    net = package.EfficientNet.from_name(f"efficientnet-{name}", image_size=side, **settings)
    net.load_state_dict(tensors(name))
    return net.eval()


@pytest.mark.parametrize(("name", "side"), [*NATIVE.items(), ("lite0", 96)])
@torch.no_grad()
def test_the_network_is_the_independent_one(name, side):
    """Its padding is computed for one size in advance; ours for the picture that comes."""
    installed(name)
    x = (pixels(side)[1] - 127) / 128
    expected = independent(name, side)(x)
    assert expected.shape == (11, 1000)
    assert expected.std() > 0.5
    for norm in ("batch", "folded"):
        torch.testing.assert_close(network(name, side, norm)(x), expected, rtol=1e-5, atol=1e-4)


def test_training_mode_and_gradients_are_the_independent_ones():
    """Momentum and epsilon of the normalisation, and every layer's gradient."""
    installed("lite0")
    ours, theirs = (
        network(side=64, norm="batch"),
        independent(side=64, dropout_rate=0.0, drop_connect_rate=0.0, batch_norm_momentum=0.9),
    )  # theirs is what is kept
    x = (pixels(64)[1] - 127) / 128
    losses = [F.cross_entropy(net.train()(x), torch.arange(len(x))) for net in (ours, theirs)]
    assert losses[0].item() == pytest.approx(losses[1].item(), rel=1e-4)
    for loss in losses:
        loss.backward()
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert (one.grad - other.grad).norm() <= 1e-3 * other.grad.norm()
    for one, other in zip(ours.buffers(), theirs.buffers(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


SCALINGS = {
    "none": lambda x: x,
    "0..1": lambda x: x / 255,
    "ImageNet's mean and deviation": lambda x: (
        (x / 255 - torch.tensor([0.485, 0.456, 0.406])[:, None, None])
        / torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    ),
}


@torch.no_grad()
def test_it_knows_what_is_in_the_photos_only_with_the_scaling_of_its_weights():
    installed("lite0")
    names, raw = pixels(224)
    net, rows = network(side=224), torch.tensor([names.index(name) for name in SEEN])
    classes = torch.tensor(list(SEEN.values()))

    def answers(x):
        probabilities = net(x[rows]).softmax(1)
        return (probabilities.argmax(1) == classes).tolist(), probabilities[torch.arange(len(rows)), classes]

    scaled = prepare(raw.to(torch.uint8), finetune.LESSON, finetune.DEFAULT)
    torch.testing.assert_close(scaled, (raw - 127) / 128, rtol=0, atol=1e-5)
    right, sure = answers(scaled)
    assert right == [True] * len(SEEN)
    for name, scaling in SCALINGS.items():
        wrong, less = answers(scaling(raw))
        assert not all(wrong[:2]), name  # of scikit-learn's photos, it mistakes one at least
        assert less.mean() < 0.9 * sure.mean(), name
    assert not any(answers(raw)[0])


def test_new_classes_start_equally_likely_and_the_rest_is_known():
    installed("lite0")
    torch.manual_seed(0)
    net = finetune.LiteNet(replace(SMALL, norm="batch"))
    assert torch.equal(net.eval()(torch.randn(2, 3, 32, 32)), torch.zeros(2, 3))
    finetune.transfer(net, tensors("lite0"), None)
    assert not net.head.weight.any()
    body = [t for name, t in net.state_dict().items() if not name.startswith("head.")]
    known = list(tensors("lite0").values())[: len(body)]
    assert all(torch.equal(one, other) for one, other in zip(body, known, strict=True))
    assert len(tensors("lite0")) == len(body) + 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_weights_of_another_network_are_refused(language):
    use(language)
    of_lite1 = finetune.LiteNet(replace(SMALL, network="lite1", norm="batch", classes=1000)).state_dict()
    foreign = {f"x{k}": tensor for k, tensor in enumerate(of_lite1.values())}
    net = finetune.LiteNet(replace(SMALL, init="lite1"))
    with pytest.raises(UsageError) as caught:
        finetune.transfer(net, foreign, None)
    assert "init=lite1 network=lite1" in str(caught.value)
    with pytest.raises(UsageError):  # ours, but normalised otherwise: half of it would fit
        finetune.transfer(net, finetune.LiteNet(replace(SMALL, norm="batch")).state_dict(), None)
    with pytest.raises(UsageError):
        finetune.transfer(net, {"some": torch.zeros(3)}, None)


def test_an_earlier_training_of_the_same_network_can_be_gone_on_with():
    earlier, net = finetune.LiteNet(replace(SMALL, classes=5)), finetune.LiteNet(SMALL)
    finetune.transfer(net, earlier.state_dict(), None)
    for name, tensor in earlier.state_dict().items():
        assert torch.equal(net.state_dict()[name], tensor) or name.startswith("head.")
    assert torch.equal(net.head.weight, torch.zeros(3, 1280))


def test_pictures_are_enlarged_to_the_side_and_made_smaller_without_patterns():
    x = torch.rand(2, 3, 32, 32)
    enlarge = finetune.Enlarge(48)
    assert torch.equal(enlarge(x), F.interpolate(x, size=(48, 48), mode="bicubic"))
    exact = torch.rand(2, 3, 48, 48)
    assert enlarge(exact) is exact
    stripes = (torch.arange(96) % 2).float().expand(1, 3, 96, 96)
    assert finetune.Enlarge(32)(stripes).std() < 0.1


def test_pictures_grow_while_it_trains_and_are_always_whole_when_it_is_scored():
    recipe = replace(SMALL, side=64, early_side=48, early_share=0.6, epochs=5)
    net, x, sides = finetune.LiteNet(recipe), torch.rand(1, 3, 32, 32), []
    for epoch in range(recipe.epochs):
        changed = finetune.grow(net, recipe, epoch)
        sides.append((changed, net.train().enlarge(x).shape[2], net.eval().enlarge(x).shape[2]))
    assert sides == [(True, 48, 64), (False, 48, 64), (False, 48, 64), (True, 64, 64), (False, 64, 64)]
    for unasked in ({"early_share": 0.0}, {"freeze": 0}, {"head_epochs": 3}):  # nor where the first layers rest
        given = replace(recipe, **unasked)
        assert not [epoch for epoch in range(5) if finetune.grow(finetune.LiteNet(given), given, epoch)], unasked
    assert [replace(recipe, early_share=0.57, epochs=2).is_early(epoch) for epoch in range(2)] == [True, False]
    assert not replace(recipe, early_share=0.57, epochs=1).is_early(0)  # the last epoch has the size of the test
    assert replace(recipe, early_share=1.0, epochs=1).is_early(0)


def test_what_is_frozen_when():
    blocks = [f"block{k}" for k in range(16)]
    body = ["enlarge", "stem", *blocks, "last", "pool", "flatten"]
    recipe = replace(SMALL, head_epochs=2)
    assert [finetune.frozen(recipe, epoch) for epoch in range(4)] == [body, body, [], []]
    recipe = replace(SMALL, head_epochs=1, freeze=3)
    assert finetune.frozen(recipe, 0) == body
    assert finetune.frozen(recipe, 1) == ["enlarge", "stem", "block0", "block1", "block2"]
    assert finetune.frozen(replace(SMALL, freeze=0), 0) == ["enlarge", "stem"]
    assert finetune.frozen(replace(SMALL, freeze=1000), 0) == body  # the last layer always learns
    recipe = replace(SMALL, early_share=0.5, epochs=4, late_freeze=1)
    first = ["enlarge", "stem", "block0"]
    assert [finetune.frozen(recipe, epoch) for epoch in range(4)] == [[], [], first, first]
    assert finetune.frozen(replace(recipe, freeze=1, late_freeze=0), 2) == first  # what is never trained rests always
    assert set(body) <= {name for name, _ in finetune.LiteNet(SMALL).named_children()}


def test_a_field_that_a_run_lacked_is_as_if_it_were_not_there():
    """Whatever the recipe of the same name says today: else the run would be resumed as it was not begun."""
    assert finetune.DEFAULT.late_freeze >= 0
    about = make_metadata(
        finetune.LESSON, "default", finetune.DEFAULT, Splits(train=tiny(), test=tiny), DataOptions(), 0
    )
    del about["recipe"]["late_freeze"]
    assert load_metadata(about, None)[1] == replace(finetune.DEFAULT, late_freeze=-1)


def test_each_layer_learns_more_slowly_than_the_next():
    net = finetune.LiteNet(SMALL)
    recipe = replace(SMALL, lr=0.1, layer_decay=0.5)
    groups = finetune.param_groups(net, recipe)
    assert [group["lr"] for group in groups] == [0.1 * 0.5**k for k in range(len(groups))]
    assert groups[0]["params"] == [net.head.weight, net.head.bias]
    assert groups[-1]["params"] == [net.stem.conv.weight, net.stem.conv.bias]
    assert len(groups) == 16 + 3
    assert len({group["lr"] for group in finetune.param_groups(net, SMALL)}) == 1


@pytest.mark.skipif(not CIFAR10, reason="needs the real CIFAR-10: PYTORCH_STUDY_DATA, or ../shared/data")
def test_the_recipe_for_few_pictures_has_100_of_each_class():
    splits, _ = load_data(finetune.LESSON, finetune.LESSON.recipes["few"], DataOptions(CIFAR10), 3)
    assert splits.train.y.bincount().tolist() == [100] * 10
    assert splits.train.x.shape == (1000, 3, 32, 32)


def tiny(count=12):
    y = torch.arange(count) % 3
    x = torch.randint(60, (count, 3, 32, 32), generator=make_generator("tiny"), dtype=torch.uint8)
    x[torch.arange(count), y] += 150  # red, green, blue
    return Split(x, y)


def test_it_trains_in_stages_from_imagenets_weights():
    """First the head, from kept features; then all of it, the fifth block and later ones."""
    installed("lite0")
    recipe = change(finetune.GENTLE, {"side": 32, "classes": 3, "epochs": 6, "head_epochs": 4, "freeze": 4})
    recipe = replace(recipe, batch_size=6, augment=("flip",), lr=0.05, layer_decay=0.9, label_smoothing=0)
    state = init_state(finetune.LESSON, recipe, Splits(train=tiny(), test=tiny), HERE, 0, initial=tensors("lite0"))
    before = {name: tensor.clone() for name, tensor in state.model.state_dict().items()}
    changed = {}
    for record in train(state, Splits(train=tiny(), test=tiny)):
        now = state.model.state_dict()
        changed[record.step] = {name.split(".")[0] for name in now if not torch.equal(now[name], before[name])}
    assert changed[8] == {"head"}
    assert changed[12] == {"head", "last", *(f"block{k}" for k in range(4, 16))}
    losses = [epoch.train_loss for epoch in state.history][:4]
    assert losses[0] == pytest.approx(math.log(3), abs=0.1)  # it begins by saying nothing
    assert losses == sorted(losses, reverse=True)
    assert losses[3] < 0.8 * losses[0]


# ------------------------------------------------------------------------------- what others do with the network


@pytest.fixture(scope="module")
def drawn():
    """A network whose answers differ, though nothing was installed: random weights, of the sizes He recommends."""
    torch.manual_seed(0)
    net = finetune.LiteNet(replace(SMALL, side=64))
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    nn.init.normal_(net.head.weight)
    return net.eval()


@pytest.mark.thorough  # torch's exporter takes its time
def test_onnx_answers_as_pytorch_does_for_any_batch(drawn):
    x = tiny().x
    content = onnx_file.to_bytes(drawn, finetune.LESSON, drawn.recipe, x, {"about": json.dumps("lesson 5")})
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    for part in (x[:1], x[3:10]):
        with torch.no_grad():
            expected = drawn(prepare(part, finetune.LESSON, drawn.recipe))
        found = session.run(["output"], {"input": part.float().numpy()})[0]
        assert expected.std() > 0.01
        np.testing.assert_allclose(found, expected.numpy(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("gradients", [False, True])
def test_torch_can_export_it_with_and_without_gradients(drawn, gradients):
    x = prepare(tiny().x, finetune.LESSON, drawn.recipe)
    with torch.set_grad_enabled(gradients):
        program = torch.export.export(drawn, (x[:5],), dynamic_shapes=({0: torch.export.Dim("batch")},))
    torch.testing.assert_close(program.module()(x), drawn(x))


def test_gradcam_sees_its_convolutions(drawn):
    """Equal to captum's, with a ReLU behind the layer: a ReLU6 follows, which changes no value below 6 more."""
    x = prepare(tiny().x[:3], finetune.LESSON, drawn.recipe)
    found = last_convolution(drawn, x[:1])
    assert found == ("last.conv", 2, 2)  # a global average pool follows, so that all cells have the same weight
    watched, inner = nn.ReLU(), drawn.last.conv
    expected_net = finetune.LiteNet(drawn.recipe).eval()
    expected_net.load_state_dict(drawn.state_dict())
    expected_net.last.norm = watched
    raw = LayerGradCam(expected_net, watched).attribute(x, torch.tensor([0, 1, 2]), relu_attributions=True)
    heat = F.interpolate(raw, x.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    expected = heat / heat.amax((1, 2), keepdim=True).clamp(min=1e-30)
    maps = gradcam(drawn, x, "last.conv", torch.tensor([0, 1, 2]))
    assert maps.amax((1, 2)).max() > 0.99
    torch.testing.assert_close(maps, expected.detach(), atol=1e-5, rtol=0)
    assert not inner._forward_hooks
