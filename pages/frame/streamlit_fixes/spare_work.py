"""Less work a page run: Streamlit 1.67 repeats it at every click.

It reads each chart's specification again, to look for names that Altair numbers by a global
counter; no chart of this app comes from Altair. And it reads the theme from its settings. In a
full class both took a sixth of the server's time.
"""

from __future__ import annotations

from functools import cache

from streamlit.elements import vega_charts
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_populate_theme = app_session._populate_theme_msg


def apply() -> None:
    """Send chart specifications unchanged, and read the theme once."""
    vega_charts._stabilize_vega_json_spec = _unchanged
    app_session._populate_theme_msg = _populate_once


def _unchanged(spec: str) -> str:
    return spec


def _populate_once(msg: CustomThemeConfig, section: str = "theme") -> None:
    if _theme(section).ByteSize():  # else the page would hear of a section that is not there
        msg.MergeFrom(_theme(section))


@cache
def _theme(section: str) -> CustomThemeConfig:
    theme = CustomThemeConfig()
    _populate_theme(theme, section)
    return theme
