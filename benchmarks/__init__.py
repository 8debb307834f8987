"""What writes the figures in `results/`. Anybody can run it: `python -m benchmarks --help`."""
