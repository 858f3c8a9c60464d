"""The chapter as a notebook: it runs from top to bottom, and its claims hold."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from tests.app import ROOT
from tests.notebooks import execute, printed_by

FILE = ROOT / "docs" / "chapter.ipynb"
MAX_BYTES = 300_000
N_PLOTS = 11
REPORT = """import json
print(json.dumps({name: globals()[name] for name in (
    "divisor_error", "order_error", "own_accuracy", "swapped_accuracy", "shares", "accuracy",
    "alone", "together",
)}))"""


def n_plots(notebook: nbformat.NotebookNode) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_chapter_runs_from_top_to_bottom_and_its_claims_hold(tmp_path: Path):
    notebook = nbformat.read(FILE, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(REPORT))
    execute(notebook, tmp_path)
    assert n_plots(notebook) == N_PLOTS
    lines = printed_by(notebook).splitlines()
    found = json.loads(lines[-1])
    assert found["divisor_error"] < 1e-12
    assert found["order_error"] < 0.07  # 4,000 shots
    assert found["together"] < found["alone"]
    assert min(found[name] for name in ("own_accuracy", "swapped_accuracy", "accuracy")) > 0.9
    zeros, ones = found["shares"]["repaired"]
    assert zeros < 0.3 < 0.7 < ones
    zeros, ones = found["shares"]["as in the chapter"]
    assert ones < 0.3 < 0.7 < zeros
    named = [line for line in lines if line.startswith("hqnn_core/")]
    assert len(named) == 11
    assert all((ROOT / line.split(":")[0]).is_file() for line in named)


def test_committed_notebook_has_its_plots_and_is_small():
    notebook = nbformat.read(FILE, as_version=4)
    nbformat.validate(notebook)
    assert n_plots(notebook) == N_PLOTS
    assert FILE.stat().st_size < MAX_BYTES
    assert "streamlit run app.py" in notebook.cells[-1].source
    assert notebook.cells[-1].metadata.tags == ["skip-execution"]


def test_notebook_names_no_folder_of_the_machine_it_was_made_on():
    text = FILE.read_text(encoding="utf-8")
    assert not [word for word in ("/home/", "/tmp/", "/work/", "/root/") if word in text]
