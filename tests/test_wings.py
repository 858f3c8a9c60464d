"""The wings of the core: which may use which, and only through the doors; and the pages."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import hqnn_core

CORE = Path(hqnn_core.__file__).parent
REPOSITORY = CORE.parent

MAY_USE: dict[str, set[str]] = {
    "errors": set(),
    "quantum": set(),
    "config": {"quantum"},
    "log": set(),
    "limits": {"config"},
    "network": {"config", "quantum"},
    "drawing": {"config", "quantum", "network"},
    "runs": {"config", "quantum", "network", "log", "limits"},
    "comparison": {"config", "quantum", "network", "runs"},
    "board": set(),
    "store": {"config", "quantum", "network", "drawing", "runs", "board", "log"},
    "words": {"config", "quantum", "network", "drawing", "runs", "comparison", "board"},
    "figures": {"config", "quantum", "network", "drawing", "runs", "comparison", "words", "board"},
    "experiments": {
        "config", "quantum", "network", "drawing", "runs", "comparison", "words", "figures"
    },
    "lesson": {"board", "runs", "words", "figures", "experiments"},
    "pretraining": {"config", "quantum", "network", "drawing", "runs", "comparison"},
}  # fmt: skip
SHARED = {"frame", "widgets", "visit"}  # folders of pages/ for what several pages have
APP = [REPOSITORY / "app.py", *sorted((REPOSITORY / "pages").rglob("*.py"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def goes_past_a_door(parts: list[str]) -> bool:
    """Whether a module is imported from inside of a wing whose public names a door lists."""
    return len(parts) > 2 and (CORE / parts[1] / "__init__.pyi").exists()


def imports(path: Path, package: str = "hqnn_core") -> Iterator[list[str]]:
    """The parts of each module of a package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.split(".") for name in names if name.split(".")[0] == package)


@pytest.mark.parametrize("own", MAY_USE)
def test_wing_uses_only_what_lies_below_it_and_only_its_door(own: str):
    modules = sorted((CORE / own).rglob("*.py")) or [CORE / f"{own}.py"]
    for path, parts in ((module, parts) for module in modules for parts in imports(module)):
        assert len(parts) > 1, f"{path}: the whole package lies above its wings"
        if parts[1] != own:
            assert parts[1] in MAY_USE[own] | {"errors", "language"}, path
            assert not goes_past_a_door(parts), path


def test_quantum_wing_knows_nothing_of_what_its_circuits_are_used_for():
    files = [*(CORE / "quantum").rglob("*.py"), *(CORE / "quantum").rglob("*.pyi")]
    assert len(files) > 20
    for path in files:
        text = path.read_text().lower()
        assert not [word for word in ("digit", "image", "mnist", "page", "pixel") if word in text]


def test_app_goes_through_the_doors_and_pages_import_no_other_page():
    for path in APP:
        for parts in imports(path):
            assert not goes_past_a_door(parts), path
            assert parts[1:2] != ["pretraining"], path
        own = path.relative_to(REPOSITORY).parts[1:2]
        for parts in imports(path, "pages"):
            assert parts[1] in {*own, *SHARED}, f"{path}: move what is shared of {parts}"


def test_every_name_of_a_door_is_there():
    wings = [f".{door.parent.name}" for door in CORE.glob("*/*.pyi")]
    assert wings
    for wing in ("", ".quantum.analysis", *wings):
        door = importlib.import_module(f"hqnn_core{wing}")
        for name in door.__all__:
            thing = getattr(door, name)
            assert not isinstance(thing, type(ast)), f"{name} is a module of the same name"
