"""Augmentation on whole batches, against the plainest code there is: one image, one pixel after the other."""

import math

import pytest
import torch

from pytorch_study.data import augment
from pytorch_study.errors import UsageError
from pytorch_study.rng import make_generator


def batch(n=6, channels=3, height=9, width=11):
    return torch.rand(n, channels, height, width, generator=make_generator(1)) * 255


def moment(step, *, seed=0, rows=(), epoch=0, progress=0.0):
    return augment.AugmentContext(make_generator(step), seed, torch.tensor([*rows], dtype=torch.int64), epoch, progress)


def test_flip_mirrors_half_of_them_and_nothing_else():
    x = batch(n=200, channels=1, height=2, width=3)
    y = augment.flip(x, moment(0))
    flipped = [bool(torch.equal(b, torch.tensor(a.numpy()[..., ::-1].copy()))) for a, b in zip(x, y, strict=True)]
    same = [bool(torch.equal(a, b)) for a, b in zip(x, y, strict=True)]
    assert all(f != s for f, s in zip(flipped, same, strict=True))
    assert 70 < sum(flipped) < 130
    assert torch.equal(augment.flip(x, moment(0), 0), x)


def test_turns_show_every_image_both_ways_in_two_epochs():
    x = batch(n=2000, channels=1, height=1, width=2)
    rows = torch.randperm(50_000, generator=make_generator(2))[: len(x)].tolist()

    def mirrored(seed, epoch, places=slice(None)):
        y = augment.alternating_flip(x[places], moment(epoch, seed=seed, rows=rows[places], epoch=epoch))
        assert torch.equal(y.sort(-1).values, x[places].sort(-1).values)
        return (y != x[places]).any(-1).flatten()

    even, odd = mirrored(0, 0), mirrored(0, 1)
    assert torch.equal(even, ~odd)
    assert torch.equal(even, mirrored(0, 2))
    assert torch.equal(even[5:9], mirrored(0, 0, slice(5, 9)))  # whatever batch it is in
    assert 900 < even.sum() < 1100
    assert 900 < (even == mirrored(1, 0)).sum() < 1100  # another seed is another chance


def test_shrink_makes_images_small_at_first():
    x = batch(height=32, width=32)
    half = augment.augment(("progressive_resize:16:0.25",))
    small = half(x, moment(0, progress=0.2))
    assert small.shape == (6, 3, 16, 16)
    assert torch.allclose(small.mean(dim=(2, 3)), x.mean(dim=(2, 3)), atol=2)
    assert torch.equal(half(x, moment(0, progress=0.25)), x)


def reflect(i, length):
    return -i if i < 0 else 2 * (length - 1) - i if i >= length else i


def test_crop_equals_moving_pixel_by_pixel():
    x = batch()
    reach = 3
    y = augment.crop(x, moment(5), reach)
    corner = torch.randint(2 * reach + 1, (2, len(x), 1), generator=make_generator(5))[..., 0].tolist()
    height, width = x.shape[2:]
    for n in range(len(x)):
        for i in range(height):
            for j in range(width):
                a, b = i + corner[0][n] - reach, j + corner[1][n] - reach
                assert torch.equal(y[n, :, i, j], x[n, :, reflect(a, height), reflect(b, width)])
    assert len({tuple(c) for c in zip(*corner, strict=True)}) > 1


def test_cutout_covers_one_square_with_the_mean():
    x = batch(n=50, channels=2, height=20, width=20)
    y = augment.cutout(x, moment(2), 6)
    mean = x.mean(dim=(0, 2, 3))
    for before, after in zip(x, y, strict=True):
        changed = (before != after).any(0)
        rows, columns = changed.any(1).nonzero()[:, 0], changed.any(0).nonzero()[:, 0]
        assert 1 <= len(rows) <= 6
        assert 1 <= len(columns) <= 6
        assert changed.sum() == len(rows) * len(columns)  # a full rectangle, smaller only at the border
        for inside in (rows, columns):
            assert len(inside) == 6 or inside.min() == 0 or inside.max() == 19
        assert torch.allclose(after[:, changed], mean[:, None].expand(-1, int(changed.sum())))


@pytest.mark.parametrize("width", [12, 18])
def test_affine_equals_bilinear_lookups_by_hand(width):
    height = 12
    x = batch(n=3, channels=1, height=height, width=width)
    y = augment.affine(x, moment(7), 1.5)
    turn, scale, slant, right, down = ((torch.rand(5, 3, generator=make_generator(7)) * 2 - 1) * 1.5).tolist()
    for n in range(3):
        angle, factor = turn[n] * math.radians(10), 1 + 0.1 * scale[n]
        for i in range(height):
            for j in range(width):
                u, v = j + 0.5 - width / 2, i + 0.5 - height / 2  # pixels from the middle: a turn is one of the picture
                a = (
                    (math.cos(angle) * u - math.sin(angle) * v) / factor
                    + 0.1 * slant[n] * v
                    + right[n] * width * 2 / 28
                )
                b = (math.sin(angle) * u + math.cos(angle) * v) / factor + down[n] * height * 2 / 28
                p, q = a + width / 2 - 0.5, b + height / 2 - 0.5
                value = 0.0
                for column in (math.floor(p), math.floor(p) + 1):
                    for row in (math.floor(q), math.floor(q) + 1):
                        if 0 <= column < width and 0 <= row < height:
                            value += (1 - abs(p - column)) * (1 - abs(q - row)) * x[n, 0, row, column].item()
                assert y[n, 0, i, j].item() == pytest.approx(value, abs=2e-2)
    assert torch.allclose(augment.affine(x, moment(7), 0), x, atol=1e-3)


def test_changes_follow_their_order_and_their_seed():
    x = batch()
    both = augment.augment(("flip", "crop:2"))
    now = moment(3)
    assert torch.equal(both(x, moment(3)), augment.crop(augment.flip(x, now), now, 2))
    assert not torch.equal(both(x, moment(3)), both(x, moment(4)))


@pytest.mark.parametrize("name", list(augment.CHANGES))
def test_every_change_keeps_shape_and_type(name):
    y = augment.augment((name,))(batch(), moment(0, rows=range(6), progress=0.5))
    assert y.shape == batch().shape
    assert y.dtype == torch.float32


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("flop", "`flip`"),
        ("crop:x", "crop"),
        ("cutout:-1", "cutout"),
        ("turns:1", "alternating_flip"),
        ("crop:1:2", "crop"),
        ("progressive_resize:24:x", "progressive_resize"),
        ("progressive_resize:24:50", "0..1"),
        ("flip:50", "0..1"),
    ],
)
def test_a_wrong_name_or_amount(name, words):
    with pytest.raises(UsageError) as caught:
        augment.augment((name,))
    assert words in str(caught.value)
