from random import randint

import torch

from pytorch_study.exercises.kit import agree, picture


def check(learner):
    def draw():
        return randint(2, 6), randint(7, 12)  # never square, so that a transposed picture shows

    def right(height, width):
        return torch.linspace(0, 1, width).repeat(height, 1)

    agree(
        learner.ramp,
        draw,
        right,
        transposed=lambda h, w: right(w, h),
        down=lambda h, w: torch.linspace(0, 1, h).unsqueeze(1).repeat(1, w),
        reversed=lambda h, w: right(h, w).flip(1),
        one_row=lambda h, w: torch.linspace(0, 1, w),
        never_white=lambda h, w: (torch.arange(w) / w).repeat(h, 1),
    )
    return {"picture": picture(learner.ramp(12, 40), 40)}
