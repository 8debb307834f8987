"""A real notebook, run by a real kernel: what the README shows there is seen as a picture."""

import os

import nbclient
import nbformat
import pytest
from helpers import ROOT


def outputs(cell):
    return {kind for output in cell.outputs for kind in output.get("data", {})}


@pytest.mark.timeout(300)
def test_a_figure_is_shown_without_matplotlib_inline(tmp_path):
    book = nbformat.v4.new_notebook()
    for code in (
        "import torch",  # as in most notebooks: before this package
        "import pytorch_study as ps\nrun = ps.train('regression', 'line', epochs=3, quiet=True)",
        "run.curves()",
        "ps.runs()",
    ):
        book.cells.append(nbformat.v4.new_code_cell(code))
    client = nbclient.NotebookClient(book, timeout=200, resources={"metadata": {"path": str(tmp_path)}})
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert "image/png" in outputs(book.cells[2])
    assert outputs(book.cells[3]) == {"text/plain"}
