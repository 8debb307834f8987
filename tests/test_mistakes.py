"""The mistakes of which a model is surest, in one place for the report, the page and the exported page."""

import torch

from pytorch_study.inspect.mistakes import answers_of, one_of_each, surest_mistakes


def test_the_surest_come_first_and_right_answers_not_at_all():
    output = torch.tensor([[5.0, 0, 0], [0, 9.0, 0], [1.0, 0, 0], [0, 0, 2.0], [0, 2.0, 0], [0, 0, 50.0]])
    y = torch.tensor([1, 1, 2, 0, 0, 2])
    assert surest_mistakes(output, y).tolist() == [0, 3, 4, 2]  # 3 and 4 are equally sure: the earlier first
    answers, sure = answers_of(output)
    assert answers.tolist() == [0, 1, 0, 2, 1, 2]
    assert torch.equal(sure, output.softmax(1).amax(1))


def test_nothing_wrong():
    assert surest_mistakes(torch.eye(3), torch.arange(3)).tolist() == []


def test_against_a_plain_loop():
    rng = torch.Generator().manual_seed(0)
    output, y = torch.randn(500, 7, generator=rng), torch.randint(7, (500,), generator=rng)
    probabilities = output.softmax(1)
    wrong = [k for k in range(500) if int(output[k].argmax()) != int(y[k])]
    assert surest_mistakes(output, y).tolist() == sorted(wrong, key=lambda k: -float(probabilities[k].max()))


def test_one_of_each_class_in_turn():
    y = torch.tensor([1, 1, 0, 2, 1, 0])
    assert one_of_each(y, 3, 6) == [2, 0, 3, 5, 1, 4]
    assert one_of_each(y, 3, 2) == [2, 0]
    assert one_of_each(y, 4, 100) == [2, 0, 3, 5, 1, 4]  # of the fourth there is none
