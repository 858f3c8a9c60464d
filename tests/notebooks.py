"""Execution of a notebook in a kernel of its own, as in Jupyter."""

from __future__ import annotations

import os
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.app import ROOT


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells, in a folder; their outputs are in the notebook then."""
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    kept = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}  # Streamlit sets it
    client.execute(env={**kept, "PYTHONPATH": path})


def printed_by(notebook: NotebookNode) -> str:
    """All that its cells have printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.text for output in outputs if output.output_type == "stream")
