"""The shared training engine. It is independent of lessons, files and the screen."""
