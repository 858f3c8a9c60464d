"""The app without a browser: opening its pages, reading them, drawing on the canvas."""

from __future__ import annotations

import base64
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from hqnn_core.runs.run import Run
from pages.frame import session
from pages.frame.menu import file_of
from pages.visit.visitor import Visitor

ROOT = Path(__file__).parent.parent
STAGE_WORDS = "words", "fault", "note", "what", "reader"


def opened(page: str, **given: object) -> AppTest:
    """A page in a new tab whose address has these settings, with all its widgets on the screen."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    unfold(app)
    app._page_hash = calc_hash("" if page == "draw" else page)  # of st.Page, before the first run
    for name, value in given.items():
        app.query_params[name] = value if isinstance(value, list) else str(value)
    app.run()
    assert not app.exception, app.exception
    return app


def unfold(app: AppTest) -> None:
    """Have what is folded on the screen: its widgets are there only while it is open."""
    for name in (session.MORE_SETTINGS, session.CHANGE_GRID, session.TOOLS):
        app.session_state[name] = True


def widget_states(app: AppTest) -> list:
    """What a browser would send of the widgets that are on the screen."""
    return list(app._tree.get_widget_states().widgets)


def run_with(app: AppTest, stale: list) -> AppTest:
    """Run, as for a browser that also sends the states of widgets that are there no more."""
    states = app._tree.get_widget_states()
    ids = {state.id for state in states.widgets}
    states.widgets.extend(state for state in stale if state.id not in ids)
    return app._run(states)


def switch_to(app: AppTest, page: str) -> AppTest:
    return app.switch_page(file_of(page)).run()


def texts(app: AppTest) -> str:
    elements = [*app.markdown, *app.caption, *app.error, *app.info, *app.subheader]
    words = (data[name] for data in stages(app) for name in STAGE_WORDS if data.get(name))
    return "\n".join([*(plain(e.value) for e in elements), *words])


def stages(app: AppTest) -> list[dict[str, Any]]:
    """What the stages of the page get."""
    pieces = (element.proto for element in app.get("bidi_component"))
    return [json.loads(p.json) for p in pieces if p.component_name.endswith("-stage")]


def set_to(app: AppTest, **settings: object) -> AppTest:
    """Run the page with settings, as after something was moved on its stage."""
    app.session_state[session.SETTINGS] = {**app.session_state[session.SETTINGS], **settings}
    app.run()
    assert not app.exception, app.exception
    return app


def plain(markdown: str) -> str:
    """Markdown as it is read where `literal` has made it of text."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", markdown).replace("\u2060", "")


def visitor(app: AppTest) -> Visitor:
    return app.session_state[session.ARRIVAL].visitor


def shown(app: AppTest) -> Run:
    run = visitor(app).shown
    assert run is not None
    return run


def wait_for(happens: Callable[[], object], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.02)


def images(app: AppTest) -> list:
    return [*app.get("imgs"), *app.get("image")]


def press(app: AppTest, label: str) -> AppTest:
    button = next(b for b in app.button if b.label == label)
    assert not button.disabled
    button.click().run()
    assert not app.exception, app.exception
    return app


def upload(app: AppTest, key: str, name: str, content: bytes) -> AppTest:
    app.file_uploader(key=key).set_value((name, content, "")).run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest, name: str) -> str:
    """The HTML of the element with this test id."""
    bodies = [element.proto.body for element in app.get("html")]
    return next(body for body in bodies if f'data-testid="{name}"' in body)


def answer(app: AppTest, name: str = "answer") -> str:
    """The large letter of the Draw page."""
    letters = [data["letter"] for data in stages(app) if data.get("name") == name]
    return letters[0] if letters else html(app, name).split(">")[1].split("<")[0]


def url_of(picture: np.ndarray) -> str:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()


def send(app: AppTest, url: Any, strokes: list | None = None, canvas: str = "draw") -> AppTest:
    """What the canvas sends after a stroke."""
    key = f"canvas-{canvas}-{app.session_state[session.CANVAS_NUMBER]}"
    app.session_state[key] = {
        "drawing": {"raw": {"objects": strokes or []}, "data": url},
        "backgroundFit": None,
    }
    app.run()
    assert not app.exception, app.exception
    return app


def draw(app: AppTest, picture: np.ndarray, canvas: str = "draw") -> AppTest:
    return send(app, url_of(picture), [{"type": "Path"}], canvas)
