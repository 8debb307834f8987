"""Figures: training curves, layers and filters, mistakes, fits, and the report page."""
