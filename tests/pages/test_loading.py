"""What a server's first page imports."""

import subprocess
import sys

CODE = """
import sys
from unittest.mock import Mock
from pages.frame import loading
said = []
place = Mock(progress=lambda share, text: said.append((round(share, 2), text)))
loading.load_libraries(place)
assert "torch" in sys.modules and "qiskit" in sys.modules, "not loaded"
assert len(said) == len(loading._STEPS)
assert said[0] == (0.0, "The server is starting: it loads PyTorch. Step 1 of 4, only this once.")
assert [share for share, _ in said] == sorted(share for share, _ in said)
loading.load_libraries(place)
assert len(said) == len(loading._STEPS), "said again"
"""


def test_first_page_says_what_is_loaded_and_later_ones_load_nothing():
    subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], check=True)


def test_frame_of_the_pages_imports_nothing_large_before_it_says_so():
    code = (
        "import sys; from pages.frame.around import show; from pages.frame.menu import menu_pages;"
        "assert not {'torch', 'qiskit', 'sqlalchemy', 'pandas', 'matplotlib'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
