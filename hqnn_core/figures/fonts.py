"""The pages' font as CSS inside an SVG, which can use no other font when shown as an image."""

from __future__ import annotations

import base64
import io
import string
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT = "HQNN Sans"  # a renamed subset of Source Sans 3, the font of Streamlit's pages
FOLDER = Path(__file__).parent / "fonts"
_ACCENTED = "ÀÁÂÃÄÇÈÉÊËÍÎÏÑÓÔÕÖÙÚÛÜßàáâãäçèéêëíîïñóôõöùúûüŒœ"
_MARKS = " .,:;()[]|+-=/×·θπ−√⟨⟩¿¡«»’\u00a0"
CHARACTERS = string.ascii_letters + string.digits + _ACCENTED + _MARKS


@cache
def font_face() -> str:
    """A CSS rule that embeds the font of the pictures."""
    font = TTFont(FOLDER / "HQNNSans-Regular.ttf")
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    content = io.BytesIO()
    font.save(content)
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    return f'@font-face{{font-family:"{FONT}";src:url(data:font/ttf;base64,{encoded})}}'
