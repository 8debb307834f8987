"""What is said while a picture or a table becomes an input."""

from pytorch_study.text import Text

READING: dict[str, Text] = {}
