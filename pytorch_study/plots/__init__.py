"""Figures: training curves, layers and filters, mistakes, fits, and the report page."""

import contextlib
import os
import sys


def _import_matplotlib() -> None:
    """Import matplotlib, whatever MPLBACKEND says: it refuses to be imported with a name that it does not know.

    The figures here need no backend: they are drawn by Agg, without pyplot. A name that is right goes on to count.
    """
    if "matplotlib" in sys.modules:
        return
    asked = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    finally:
        if asked is not None:
            os.environ["MPLBACKEND"] = asked
    with contextlib.suppress(ValueError):
        if asked:
            matplotlib.rcParams["backend"] = asked


_import_matplotlib()
