"""Lesson 2: the loop that is written elsewhere, with a Dataset and a DataLoader, learns."""

import pytest
import torch

from benchmarks import plain
from pytorch_study.lesson import DataOptions, Split
from pytorch_study.lessons import mnist


@pytest.fixture
def one_thread():
    """Two threads that wait for each other on a busy machine would take minutes for seconds of work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_the_plain_loop_learns_a_slice():
    splits = mnist.load(mnist.LESSON.recipes["original"], DataOptions(), 0)
    train, test = Split(*(part[:1500] for part in splits.train)), Split(*(part[:1000] for part in splits.test()))
    torch.manual_seed(0)
    net = mnist.MnistNet()
    before = mnist.plain_accuracy(net, test)
    assert before < 0.3
    assert not net.training
    mnist.plain_loop(net, train, epochs=2)
    assert net.training
    found = mnist.plain_accuracy(net, test)
    assert found >= 0.7
    assert found == plain.right(net, test)  # what the benchmark says of the same network


def test_a_dataset_gives_one_image_as_numbers_from_0_to_1():
    images = mnist.Images(Split(torch.tensor([[[[0, 51]]], [[[255, 0]]]], dtype=torch.uint8), torch.tensor([3, 7])))
    assert len(images) == 2
    x, y = images[1]
    assert torch.equal(x, torch.tensor([[[1.0, 0.0]]]))
    assert y == 7
