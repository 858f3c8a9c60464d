"""The wings of the core: which may use which, and that they do so through their doors."""

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
    "quantum": set(),
    "config": {"quantum"},
    "log": set(),
    "limits": {"config", "quantum"},
    "network": {"config", "quantum"},
    "drawing": {"config", "quantum", "network"},
    "runs": {"config", "quantum", "network", "log", "limits"},
    "board": set(),
    "store": {"config", "quantum", "network", "drawing", "runs", "board", "log"},
    "words": {"config", "quantum", "network", "drawing", "runs", "board"},
    "figures": {"config", "quantum", "network", "drawing", "runs", "words", "board"},
    "lesson": {"words", "figures"},
    "pretraining": {"config", "quantum", "network", "drawing"},
}
COMMON = ("config", "log", "limits")  # modules that stand beside the wings
WINGS = sorted(set(MAY_USE) - {*COMMON})
APP = [REPOSITORY / "app.py", *sorted((REPOSITORY / "pages").rglob("*.py"))]
MODULES = [path for wing in WINGS for path in sorted((CORE / wing).rglob("*.py"))]


def imports_of_the_core(path: Path) -> Iterator[list[str]]:
    """The parts of each module of the core that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.split(".") for name in names if name.split(".")[0] == "hqnn_core")


def test_wing_uses_only_what_lies_below_it_and_only_its_door():
    for path in [*MODULES, *(CORE / f"{name}.py" for name in COMMON)]:
        own = path.relative_to(CORE).parts[0].removesuffix(".py")
        for parts in imports_of_the_core(path):
            assert len(parts) > 1, f"{path}: the whole package lies above its wings"
            if parts[1] != own:
                assert parts[1] in MAY_USE[own], path
                assert len(parts) == 2, f"{path}: {'.'.join(parts)} goes past the door"


def test_app_goes_through_the_doors_and_never_pretrains():
    for path in APP:
        for parts in imports_of_the_core(path):
            assert len(parts) <= 2, f"{path}: {'.'.join(parts)} goes past the door"
            assert parts[1:] != ["pretraining"], path


@pytest.mark.parametrize(
    "wing", ["", ".quantum.analysis", *(f".{wing}" for wing in WINGS if wing != "pretraining")]
)
def test_every_name_of_a_door_is_there(wing: str):
    door = importlib.import_module(f"hqnn_core{wing}")
    for name in door.__all__:
        thing = getattr(door, name)
        assert not isinstance(thing, type(ast)), f"{name} is a module of the same name"
