"""What a server's first page imports."""

import subprocess
import sys
from importlib.util import find_spec
from unittest.mock import Mock

from pages.frame import loading


def test_first_page_says_what_is_loaded_and_later_ones_load_nothing(monkeypatch, tmp_path):
    assert all(map(find_spec, loading._STEPS))
    sentences = dict(zip(("large_a", "large_b"), loading._STEPS.values(), strict=False))
    for name in sentences:
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(loading, "_STEPS", sentences)
    said = []
    place = Mock(progress=lambda share, text: said.append((share, text)))
    loading.load_libraries(place)
    assert {*sentences} <= {*sys.modules}
    assert [share for share, _ in said] == [0.0, 0.5]
    once = "The server is starting: it loads PyTorch. Step 1 of 2, only this once."
    assert said[0][1] == once
    loading.load_libraries(place)
    assert len(said) == 2
    for name in sentences:
        del sys.modules[name]


def test_frame_of_the_pages_imports_nothing_large_before_it_says_so():
    code = (
        "import sys; from pages.frame.around import show; from pages.frame.menu import menu_pages;"
        "assert not {'torch', 'qiskit', 'sqlalchemy', 'pandas', 'matplotlib'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
