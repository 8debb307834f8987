"""The benchmarks that write the figures in `results/`. Run them with `python -m benchmarks --help`."""
