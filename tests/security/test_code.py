"""Nothing that comes from a visitor is unpickled, executed or shown as HTML: the code is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.test_wings import APP, CORE, REPOSITORY, name_of

FILES = [*APP, *sorted(CORE.rglob("*.py"))]

NEVER = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle", "cPickle", "dill",
    "cloudpickle", "joblib", "shelve", "marshal", "torch.load", "torch.jit.load", "np.load",
    "pandas.read_pickle", "yaml.load", "yaml.unsafe_load", "yaml.full_load",
    "importlib.import_module", "subprocess.run", "subprocess.Popen", "subprocess.call",
    "subprocess.check_output", "tarfile", "xml", "st.components.v1", "components.html",
}  # fmt: skip
ALLOWED = {
    ("hqnn_core/quantum/devices.py", "importlib.import_module"): "IBM's package, by fixed names",
    ("hqnn_core/experiments/__init__.py", "importlib.import_module"): "one in its list",
    ("pages/beyond/part.py", "importlib.import_module"): "one in its list",
    ("pages/frame/streamlit_fixes/__init__.py", "importlib.import_module"): "one in its list",
    ("pages/frame/loading.py", "importlib.import_module"): "one in its list",
    ("hqnn_core/lesson/reading.py", "yaml.load"): "with SafeLoader, see the test below",
    ("hqnn_core/runs/cluster.py", "subprocess.Popen"): "the app's own module; nothing from outside",
    ("hqnn_core/runs/computation.py", "pickle"): "to and from its own workers, as Dask does it",
    ("hqnn_core/runs/worker.py", "pickle"): "from and to its own server, as Dask does it",
}
"""What is there nevertheless, and why it is safe."""


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    yield from ((dotted(n.func), n) for n in ast.walk(tree) if isinstance(n, ast.Call))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


TREES = {name_of(path): ast.parse(path.read_text("utf-8")) for path in FILES}


def test_nothing_is_unpickled_or_executed():
    found = set()
    for name, tree in TREES.items():
        used = {*imports(tree), *(called for called, _ in calls(tree))}
        found |= {(name, thing) for thing in used & NEVER}
    assert found == set(ALLOWED)


def test_yaml_is_read_by_its_safe_loader_alone():
    tree = TREES["hqnn_core/lesson/reading.py"]
    loaders = [
        dotted(word.value)
        for called, call in calls(tree)
        if called in ("yaml.load", "yaml.compose")
        for word in call.keywords
        if word.arg == "Loader"
    ]
    assert loaders == ["yaml.SafeLoader"] * 2


def test_no_markdown_is_html():
    for name, tree in TREES.items():
        for _, call in calls(tree):
            words = {str(word.arg) for word in call.keywords}
            assert not words & {"unsafe_allow_html", "unsafe_allow_javascript"}, name


def test_scripts_put_no_text_into_the_page_as_html():
    pages = REPOSITORY / "pages"
    for script in [*pages.rglob("*.js"), *pages.rglob("*.py")]:
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in script.read_text("utf-8"), script
