"""Grad-CAM: equal to an independent implementation, true where the truth is known, and without a trace in the model."""

import copy

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from captum.attr import LayerAttribution, LayerGradCam
from matplotlib.image import AxesImage
from matplotlib.text import Text
from torch import nn

from pytorch_study import lessons
from pytorch_study.errors import UsageError
from pytorch_study.inspect.gradcam import Maps, gradcam, last_convolution
from pytorch_study.lesson import DataInfo
from pytorch_study.plots import canvas, explain, galleries
from pytorch_study.text import use


class Net(nn.Module):
    """Three convolutions, the second used twice, as in the VGG of lesson 3."""

    def __init__(self, inplace=False):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 6, 3, padding=1)
        self.conv3 = nn.Conv2d(6, 8, 3, padding=1)
        self.relu1, self.relu2, self.relu3 = (nn.ReLU(inplace=inplace) for _ in range(3))
        self.head = nn.Linear(8 * 4 * 4, 5)
        self.unused = nn.Conv2d(3, 3, 1)
        for module in (self.conv1, self.conv2, self.conv3):  # else most maps are 0, and 0 equals 0
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    def forward(self, x):
        x = self.relu1(self.conv1(x))
        x = F.max_pool2d(self.relu2(self.conv2(x)), 2)
        x = self.relu2(F.max_pool2d(self.conv2(x), 2))
        return self.head(self.relu3(self.conv3(x)).flatten(1))


@pytest.fixture
def net():
    torch.manual_seed(0)
    return Net()


@pytest.fixture
def x():
    return torch.randn(4, 3, 16, 16, generator=torch.Generator().manual_seed(1))


def oracle(model, layer, x, target, cut=True):
    """Captum's, brought to our scale: cut at 0, enlarged, each picture divided by its largest value.

    With `cut`, at a ReLU put behind the layer: the network's own follows, so this one changes no score.
    """
    model = copy.deepcopy(model).eval()
    watched = model.get_submodule(layer)
    if cut:
        watched = nn.ReLU()
        setattr(model, layer, nn.Sequential(getattr(model, layer), watched))
    raw = LayerGradCam(model, watched).attribute(x, target, relu_attributions=True)
    heat = LayerAttribution.interpolate(raw, x.shape[2:], interpolate_mode="bilinear")[:, 0]
    return (heat / heat.amax((1, 2), keepdim=True).clamp(min=1e-30)).detach()


@pytest.mark.parametrize("layer", ["conv1", "conv3"])
@pytest.mark.parametrize("target", [0, 3, "each"])
def test_equal_to_captum(net, x, layer, target):
    target = torch.tensor([0, 1, 2, 4]) if target == "each" else target
    found = gradcam(net, x, layer, target)
    assert found.shape == (4, 16, 16)
    assert found.amax((1, 2)).max() > 0.99
    torch.testing.assert_close(found, oracle(net, layer, x, target), atol=1e-5, rtol=0)


def test_equal_to_captum_on_the_network_of_lesson_3():
    lesson = lessons.get("cifar10")
    torch.manual_seed(0)
    model = lesson.model(lesson.recipes["default"])
    x = torch.randn(2, 3, 32, 32)
    assert last_convolution(model, x[:1]) == Maps("conv6", 8, 8)
    found = gradcam(model, x, "conv6", 2)
    assert found.max() > 0.99
    torch.testing.assert_close(found, oracle(model, "conv6", x, 2), atol=1e-5, rtol=0)


def test_without_a_relu_behind_it_what_is_below_0_counts_too(x):
    torch.manual_seed(0)
    linear = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(96, 5))
    torch.testing.assert_close(gradcam(linear, x, "0", 1), oracle(linear, "0", x, 1, cut=False), atol=1e-5, rtol=0)


def test_a_layer_that_is_used_twice_counts_where_it_is_used_last(net, x):
    with torch.no_grad():
        first = F.max_pool2d(net.conv2(net.conv1(x).relu()).relu(), 2)
    maps = net.conv2(first).detach().relu().requires_grad_()
    scores = net.head(net.conv3(F.max_pool2d(maps.relu(), 2)).relu().flatten(1))
    (gradient,) = torch.autograd.grad(scores[:, 1].sum(), maps)
    heat = torch.einsum("nk,nkhw->nhw", gradient.mean((2, 3)), maps.detach()).clamp(min=0)
    heat = F.interpolate(heat[:, None], (16, 16), mode="bilinear")[:, 0]
    expected = heat / heat.amax((1, 2), keepdim=True).clamp(min=1e-30)
    assert (heat.amax((1, 2)) > 0).sum() >= 2
    torch.testing.assert_close(gradcam(net, x, "conv2", 1), expected, atol=1e-5, rtol=0)


def test_without_a_target_the_named_class_is_explained(net, x):
    named = net(x).argmax(1)
    assert len(set(named.tolist())) > 1
    assert torch.equal(gradcam(net, x, "conv3"), gradcam(net, x, "conv3", named))


def test_a_relu_that_works_in_place_changes_nothing(net, x):
    other = Net(inplace=True)
    other.load_state_dict(net.state_dict())
    assert torch.equal(gradcam(other, x, "conv3", 1), gradcam(net, x, "conv3", 1))


class Half(nn.Module):
    """Class 0 is "light on the left", class 1 "light on the right", class 2 "dark everywhere"."""

    def __init__(self):
        super().__init__()
        self.see = nn.Conv2d(3, 1, 1, bias=False)
        nn.init.ones_(self.see.weight)

    def forward(self, x):
        light = self.see(x)[:, 0]  # (N, 8, 8)
        return torch.stack([light[:, :, :4].sum((1, 2)), light[:, :, 4:].sum((1, 2)), -light.sum((1, 2))], 1)


def test_it_lies_where_the_reason_lies():
    x = torch.zeros(1, 3, 8, 8)
    x[:, :, 2:4, 6:8] = 1  # light at the right
    heat = gradcam(Half(), x, "see")[0]
    assert torch.equal(heat > 0, x[0, 0] > 0)
    assert gradcam(Half(), x, "see", 2).abs().max() == 0  # nothing speaks for "dark"


def test_the_model_is_left_as_it_was(net, x):
    net.train()
    net.conv1.eval()
    net.requires_grad_(False)  # frozen weights are no obstacle
    with torch.no_grad():
        heat = gradcam(net, x, "conv3", 1)
    assert heat.max() > 0.99
    assert not heat.requires_grad
    assert [net.training, net.conv1.training, net.conv2.training] == [True, False, True]
    assert not any(module._forward_hooks for module in net.modules())
    assert all(parameter.grad is None for parameter in net.parameters())


@pytest.mark.parametrize("layer", ["nowhere", "head", "unused", "conv3"])
def test_after_an_error_too(net, x, layer):
    net.train()
    wrong = x[:, :2] if layer == "conv3" else x
    with pytest.raises(
        RuntimeError if layer == "conv3" else UsageError, match="channels" if layer == "conv3" else layer
    ):
        gradcam(net, wrong, layer)
    assert not any(module._forward_hooks for module in net.modules())
    assert all(module.training for module in net.modules())


def test_the_last_convolution_that_still_has_places(net, x):
    assert last_convolution(net, x[:1]) == Maps("conv2", 8, 8)
    assert last_convolution(net, x[:1], least=4) == Maps("conv3", 4, 4)
    assert last_convolution(net, x[:1], least=99) == Maps("conv3", 4, 4)
    assert last_convolution(nn.Sequential(nn.Flatten(), nn.Linear(768, 2)), x[:1]) is None
    single = nn.Sequential(nn.Conv2d(3, 2, 16), nn.Flatten())
    assert last_convolution(single, x[:1]) is None


# The pictures


def words(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def drawn(figure):
    return [np.asarray(image.get_array()) for image in figure.findobj(AxesImage)]


def test_the_heat_is_laid_over_the_grey_picture():
    picture = torch.randint(0, 256, (3, 8, 8), dtype=torch.uint8)
    over = torch.rand(8, 8)
    figure = galleries.heat([[("input", picture, None), ("cat 91%", picture, over)]], (4, 5))
    plain, grey, heat = drawn(figure)
    assert (plain == picture.permute(1, 2, 0).numpy()).all()
    assert (grey[..., 0] == grey[..., 2]).all()
    assert np.allclose(heat, over.numpy())
    assert {"input", "cat 91%"} <= set(words(figure))
    assert any("4×5" in text for text in words(figure))


def test_an_answer_in_colour_is_explained_by_its_likeliest_classes(net):
    picture = torch.randint(0, 256, (3, 16, 16), dtype=torch.uint8)
    output = torch.tensor([0.0, 3.0, -1.0, 2.0, 1.0])
    names = DataInfo(labels=tuple("abcde"), shape=(3, 16, 16))
    found = explain.answer(net, picture, picture[None].float(), output, names, {"reading.photo": picture})
    assert list(found) == ["steps", "layers", "gradcam"]
    assert [w for w in words(found["gradcam"]) if "%" in w] == ["b 64%", "d 23%", "e 9%"]
    heats = gradcam(net, picture[None].float().expand(3, -1, -1, -1), "conv2", torch.tensor([1, 3, 4]))
    shown = [image for image in drawn(found["gradcam"]) if image.ndim == 2]
    assert np.allclose(np.stack(shown), heats.numpy(), atol=1e-5)
    grey = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 14 * 14, 5))
    found = explain.answer(grey, picture[:1], picture[None, :1].float(), output, names, {})
    assert list(found) == ["layers"]


def test_of_a_mistake_both_classes_are_explained(net):
    images = torch.randint(0, 256, (14, 3, 16, 16), dtype=torch.uint8)
    batch, truth = images.float(), torch.zeros(14, dtype=torch.int64)
    output = torch.zeros(14, 5)
    output[:, 2] = 3
    figure = explain.wrong(net, images, batch, truth, output, list("abcde"))
    said = words(figure)
    assert said.count("✗ c 83%") == said.count("✓ a 4%") == explain.WRONG
    shown = [image for image in drawn(figure) if image.ndim == 2]
    assert np.allclose(shown[0], gradcam(net, batch[:1], "conv2", 2)[0].numpy(), atol=1e-5)
    assert np.allclose(shown[1], gradcam(net, batch[:1], "conv2", 0)[0].numpy(), atol=1e-5)
    assert explain.wrong(net, images[:0], batch[:0], truth[:0], output[:0], list("abcde")) is None
    assert explain.wrong(net, images[:, :1], batch[:, :1], truth, output, list("abcde")) is None


def test_every_glyph_of_the_heat_is_there_in_both_languages():
    picture = torch.zeros(3, 8, 8, dtype=torch.uint8)
    for language in ("zh", "en"):
        use(language)
        canvas.png(galleries.heat([[("✗ cat 3%", picture, torch.zeros(8, 8))]] * 7, (4, 4)))
