"""What the commands say of themselves and of what they did."""

from pytorch_study.text import Text

COMMANDS: dict[str, Text] = {}
