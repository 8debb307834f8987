"""What stands in pictures and in a run's report."""

from pytorch_study.text import Text

PICTURES: dict[str, Text] = {}
