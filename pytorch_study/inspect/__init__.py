"""Inspect a model, as numbers: layer outputs, Grad-CAM, architecture. The figures are drawn in `plots/`."""
