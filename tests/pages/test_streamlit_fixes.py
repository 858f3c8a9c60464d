"""What replaces private names of Streamlit does so on one version, and is left out on others."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import streamlit

from pages.frame import streamlit_fixes
from tests.app import ROOT

PRIVATE = ("streamlit.runtime", "streamlit.elements", "streamlit.proto", "streamlit.web")
NEXT_VERSION = """
import logging, sys
import streamlit
streamlit.__version__ = "1.68.0"
from streamlit.testing.v1 import AppTest
from hqnn_core.log import open_log
open_log()
app = AppTest.from_file("app.py", default_timeout=120).run()
assert not app.exception, app.exception
print(app.title[0].value)
from pages.frame.streamlit_fixes import FIXES
replaced = [name for name in FIXES if f"pages.frame.streamlit_fixes.{name}" in sys.modules]
print(replaced)
"""


def test_version_is_the_one_that_is_installed():
    assert streamlit.__version__.startswith(f"{streamlit_fixes.VERSION}."), (
        "Measure each fix anew, and delete those that this version does not need."
    )


def test_app_starts_on_the_next_version_and_the_log_names_what_is_left_out():
    done = subprocess.run(
        [sys.executable, "-c", NEXT_VERSION],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    title, loaded = done.stdout.strip().splitlines()[-2:]
    assert title
    assert loaded == "['first_visit']"  # which waits until it is applied
    left_out = [line for line in done.stderr.splitlines() if '"fix-left-out"' in line]
    assert len(left_out) == len(streamlit_fixes.FIXES)
    for name in streamlit_fixes.FIXES:
        assert any(f'"fix": "{name}"' in line for line in left_out)


def test_private_names_of_streamlit_are_used_in_the_fixes_alone():
    fixes = Path(streamlit_fixes.__file__).parent
    pages = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]
    for path in pages:
        if fixes in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(PRIVATE) for name in names), (path, names)
