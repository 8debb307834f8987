"""The shared training loop. It knows no lesson, no file and no screen."""
