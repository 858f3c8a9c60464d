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


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_public_names_can_be_imported_without_streamlit():
    code = (
        "import sys\nfrom hqnn_core import *\nimport hqnn_core\n"
        "assert all(name in globals() for name in hqnn_core.__all__)\n"
        "print('streamlit' in sys.modules)"
    )
    assert run(code).strip() == "False"


def test_importing_the_package_imports_none_of_the_large_ones():
    code = "import sys, hqnn_core; print({'torch','qiskit','matplotlib'} & set(sys.modules))"
    assert run(code).strip() == "set()"


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing"):
        hqnn_core.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.py")), ids=lambda f: str(f.relative_to(ROOT)))
def test_core_knows_no_streamlit_and_prints_nothing(file):
    text = file.read_text()
    assert "streamlit as st" not in text
    assert "import streamlit" not in text
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]


def test_package_can_be_used_in_threads_that_end():
    """As Streamlit does. Qiskit crashes the process if the thread that imported it has ended."""
    code = (
        "import threading\n"
        "def use():\n"
        "    from hqnn_core import AerEngine, ry_circuit\n"
        "    AerEngine(10).expectations(ry_circuit(), [[0.1]])\n"
        "for _ in range(3):\n"
        "    thread = threading.Thread(target=use); thread.start(); thread.join()\n"
        "print('alive')"
    )
    assert run(code).strip() == "alive"


def test_installed_package_needs_what_the_app_needs_but_for_the_extra_of_the_app():
    lines = (ROOT.parent / "requirements.txt").read_text().splitlines()
    wanted = {line.split("#")[0].strip() for line in lines} - {""}
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["project"]
    assert wanted == {*project["dependencies"], *project["optional-dependencies"]["app"]}
    assert not [line for line in project["dependencies"] if "streamlit" in line]


def test_package_works_without_the_extra_of_the_app():
    code = (
        "import sys\n"
        "app = 'streamlit', 'matplotlib', 'pylatexenc', 'fontTools', 'sqlalchemy', 'psycopg'\n"
        "app += ('segno',)\n"
        "sys.modules.update(dict.fromkeys(app))\n"  # an import of them fails
        "from hqnn_core import *\n"
        "import torch\n"
        "network = HybridNet(ModelConfig(engine='statevector', shots=None))\n"
        "print(network.classify(torch.zeros(2, 1, 28, 28)).labels.shape)"
    )
    assert run(code).strip() == "torch.Size([2])"


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


def test_wheel_runs_readmes_example(tmp_path):
    wheel = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path)]
    subprocess.run([*wheel, str(ROOT.parent)], check=True, cwd=tmp_path)
    [file] = tmp_path.glob("hqnn_core-*.whl")
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        packed.extractall(tmp_path / "installed")
    assert {"hqnn_core/py.typed", "hqnn_core/figures/take_home.html"} <= set(names)
    assert not [name for name in names if "pretraining" in name]
    readme = (ROOT.parent / "README.md").read_text()
    [example] = [
        code for code in re.findall(r"```python\n(.*?)```", readme, re.S) if "for event" in code
    ]
    quick = example.replace("100), TrainConfig(epochs=20)", "5), TrainConfig(epochs=1)")
    assert quick != example
    code = f"{quick}\nimport hqnn_core; print(hqnn_core.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=tmp_path / "installed",
    )  # fmt: skip
    assert str(tmp_path) in done.stdout
