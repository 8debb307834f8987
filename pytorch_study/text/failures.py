"""What is said when something goes wrong: what, where, what to do next."""

from pytorch_study.text import Text

FAILURES: dict[str, Text] = {}
