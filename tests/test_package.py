"""Promises about the package as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import hqnn_core

ROOT = Path(hqnn_core.__file__).parent
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def run(code: str, folder: Path | None = None) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return done.stdout


def test_importing_the_package_imports_none_of_the_large_ones():
    code = "import sys, hqnn_core; print({'torch','qiskit','matplotlib'} & set(sys.modules))"
    assert run(code).strip() == "set()"


def test_core_knows_no_streamlit_and_prints_nothing():
    files = sorted(ROOT.rglob("*.py"))
    assert len(files) > 100
    for file in files:
        text = file.read_text()
        assert "import streamlit" not in text, file
        called = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
        names = {function.id for function in called if isinstance(function, ast.Name)}
        assert "print" not in names, file


def test_installed_package_needs_what_the_app_needs_but_for_the_extra_of_the_app():
    lines = (ROOT.parent / "requirements.txt").read_text().splitlines()
    wanted = {line.split("#")[0].strip() for line in lines} - {""}
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["project"]
    assert wanted == {*project["dependencies"], *project["optional-dependencies"]["app"]}
    assert not [line for line in project["dependencies"] if "streamlit" in line]


def test_quantum_wing_loads_no_other_part():
    code = (
        "import sys, torch\n"
        "from hqnn_core.quantum import QuantumLayer, StatevectorEngine, entangled_circuit\n"
        "layer = QuantumLayer(entangled_circuit(2), StatevectorEngine(), rule='exact')\n"
        "layer(torch.zeros(1, 2)).sum().backward()\n"
        "names = {name for name in sys.modules if name.split('.')[0] in ('hqnn_core', 'pages')}\n"
        "names -= {'hqnn_core', 'hqnn_core.errors', 'hqnn_core.language'}\n"
        "print([name for name in names if not name.startswith('hqnn_core.quantum')])\n"
        "print({'streamlit', 'torchvision', 'qiskit_aer', 'distributed'} & set(sys.modules))"
    )
    assert run(code).split("\n")[:2] == ["[]", "set()"]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with what the wheel holds."""
    built = [sys.executable, "-c", BUILD, str(tmp_path)]
    subprocess.run(built, check=True, cwd=ROOT.parent, capture_output=True)
    [file] = tmp_path.glob("hqnn_core-*.whl")
    with zipfile.ZipFile(file) as packed:
        packed.extractall(tmp_path / "installed")
    return tmp_path / "installed"


IN_THREADS_THAT_END = """
import sys, threading
app = "streamlit", "matplotlib", "pylatexenc", "fontTools", "sqlalchemy", "psycopg", "segno"
sys.modules.update(dict.fromkeys(app))  # an import of them fails
def use():
    names = {}
    exec("from hqnn_core import *", names)
    exec(sys.stdin.read() or "AerEngine(10).expectations(ry_circuit(), [[0.1]])", names)
for _ in range(3):
    thread = threading.Thread(target=use); thread.start(); thread.join()
import hqnn_core
print(hqnn_core.__file__)
"""


def test_wheel_runs_readmes_example_without_the_app_and_in_threads_that_end(installed):
    """As in Streamlit. Qiskit crashes the process if the thread that imported it has ended."""
    assert (installed / "hqnn_core/py.typed").exists()
    assert (installed / "hqnn_core/figures/take_home.html").exists()
    assert not list(installed.rglob("*pretraining*"))
    readme = (ROOT.parent / "README.md").read_text()
    [example] = [
        code for code in re.findall(r"```python\n(.*?)```", readme, re.S) if "for event in" in code
    ]
    quick = example.replace("100), TrainConfig(epochs=20)", "5), TrainConfig(epochs=1)")
    assert quick != example
    done = subprocess.run(
        [sys.executable, "-c", IN_THREADS_THAT_END],
        input=quick, capture_output=True, text=True, check=True, cwd=installed,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    labels, place = done.stdout.splitlines()
    assert labels.startswith("tensor([")
    assert place == str(installed / "hqnn_core" / "__init__.py")
