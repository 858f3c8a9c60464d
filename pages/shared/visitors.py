"""Who visits, and what is theirs: the runs, the drawings, the networks.

A visitor is a browser. It is known again by a cookie with a random name, so that reloading a
page, a second tab, or closing and opening the browser within the day loses nothing. All of it
stands in the server's memory only.
"""

from __future__ import annotations

import itertools
import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import TYPE_CHECKING

import streamlit as st

from hqnn_core.drawing import DrawingSet
from hqnn_core.runs import Run, file_name, series_of
from pages.shared import session
from pages.shared.resources import runner

if TYPE_CHECKING:
    from pages.draw.challenge import Game
    from pages.draw.lesson import Lesson
    from pages.shared.canvas import CanvasDrawing

COOKIE = "hqnn_visitor"
_TOKEN = re.compile(r"[0-9a-f]{32}")
GRACE_SECONDS = 8.0
"""A reload takes less. A browser that stays away for longer gives its place to others."""

COOKIE_SECONDS = 86_400
MAX_VISITORS = 200
MAX_RUNS = 30
MAX_RUNS_OF_THE_GONE = 200
"""A run takes about a megabyte, because it can be resumed."""
MAX_DRAWN = 12
"""With more lines in one chart, nobody could tell them apart or read their names."""


@dataclass
class Studio:
    """What a visitor has on the Draw page.

    Attributes:
        canvases: the drawing on each canvas, by the canvas's name; empty ones left out.
        drawings: those that the visitor has labelled.
        lesson: the last one.
        game: the challenge that is played, or was played last.
    """

    canvases: dict[str, CanvasDrawing] = field(default_factory=dict)
    drawings: DrawingSet = field(default_factory=DrawingSet)
    lesson: Lesson | None = None
    game: Game | None = None


class Visitor:
    """What belongs to one browser.

    Attributes:
        runs: in order of their start, at most `MAX_RUNS`.
        shown: the run that the Train page shows.
        ticked: numbers of the runs to draw with it, once the visitor has chosen them.
        studio: what is theirs on the Draw page.
        uploaded: the content of a checkpoint from the visitor's own disk.
        n_sessions: open tabs.
        left: when the last of them was closed, of the clock that only runs forward.
    """

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.shown: Run | None = None
        self.ticked: set[int] | None = None
        self.uploaded: bytes | None = None
        self.n_sessions = 0
        self.left = 0.0
        self.n_runs = 0
        self.studio = Studio()

    @property
    def active(self) -> Run | None:
        """The run that trains, else the next that waits to."""
        waiting = [run for run in self.runs if run.is_active]
        return next((run for run in waiting if run.state == "running"), next(iter(waiting), None))

    @property
    def beside(self) -> list[Run]:
        """The runs that are drawn with the one that is shown, at most `MAX_DRAWN` - 1.

        Those that the visitor has ticked; without a choice the hybrid network or twin that belongs
        to it, with all their seeds, or else the run in front of it.
        """
        others = [run for run in self.runs if run is not self.shown]
        if self.shown is None:
            return []
        if self.ticked is not None:
            drawn = [run for run in others if run.number in self.ticked]
        elif series := series_of(self.shown, self.runs):
            drawn = [run for run in others if any(run in pair for pair in series)]
        else:
            drawn = [run for run in others if run.number < self.shown.number][-1:]
        return drawn[-(MAX_DRAWN - 1) :]

    def tick(self, run: Run, is_drawn: bool) -> None:
        """Draw a run with the one that is shown, or draw it no longer."""
        others = {other.number for other in self.beside if other is not run}
        self.ticked = others | ({run.number} if is_drawn else set())

    def show(self, run: Run) -> None:
        """Show another run; the one shown so far stays in the picture if others were ticked."""
        if self.ticked is not None and self.shown is not None:
            self.ticked = (self.ticked | {self.shown.number}) - {run.number}
        self.shown = run

    def add(self, run: Run, name: str) -> None:
        """Keep a new run under a name and show it; the oldest one makes room if need be."""
        self.n_runs += 1
        self.rename(run, f"{self.n_runs} {name}")
        self.runs.append(run)
        self.shown = run
        n_too_many = max(len(self.runs) - MAX_RUNS, 0)
        for old in [other for other in self.runs if not other.is_active][:n_too_many]:
            self.remove(old)

    def rename(self, run: Run, name: str) -> None:
        """Give a run a name of its own: a number goes behind one that another run has already.

        Names that make the same file name count as the same.
        """
        taken = {file_name(other.label) for other in self.runs if other is not run}
        numbered = (f"{name} ({i})" for i in itertools.count(2))
        run.label = next(n for n in itertools.chain([name], numbered) if file_name(n) not in taken)

    def remove(self, run: Run) -> None:
        """Forget a run; one that still trains is stopped."""
        runner().stop(run)
        self.runs = [other for other in self.runs if other is not run]
        if self.ticked is not None:
            self.ticked.discard(run.number)
        if self.shown is run:
            self.shown = self.runs[-1] if self.runs else None

    def forget(self) -> None:
        """Drop all that is theirs: a run refers to its visitor, so it would linger otherwise."""
        for run in list(self.runs):
            self.remove(run)
        self.studio = Studio()
        self.uploaded = None


class Visitors:
    """All visitors of this server.

    Those who left a day ago are forgotten, their cookie is gone too; where visitors, or the runs of
    those who have left, are too many, the least recent of those who have left.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, Visitor] = OrderedDict()

    def arrive(self, token: str) -> Visitor:
        with self._lock:
            visitor = self._known.setdefault(token, Visitor())
            self._known.move_to_end(token)
            visitor.n_sessions += 1
            self._forget()
        return visitor

    def _forget(self) -> None:
        gone = {token: visitor for token, visitor in self._known.items() if visitor.n_sessions == 0}
        n_runs = sum(len(visitor.runs) for visitor in gone.values())
        for token, visitor in gone.items():
            is_old = time.monotonic() - visitor.left > COOKIE_SECONDS
            is_full = len(self._known) > MAX_VISITORS or n_runs > MAX_RUNS_OF_THE_GONE
            if is_old or is_full:
                n_runs -= len(visitor.runs)
                del self._known[token]
                visitor.forget()

    def leave(self, visitor: Visitor) -> None:
        """A tab has closed; if it was the last one and stays so, its run makes room for others."""
        with self._lock:
            visitor.n_sessions -= 1
            visitor.left = time.monotonic()
        timer = Timer(GRACE_SECONDS, self._pause_if_gone, [visitor])
        timer.daemon = True
        timer.start()

    @staticmethod
    def _pause_if_gone(visitor: Visitor) -> None:
        if visitor.n_sessions == 0:
            for run in visitor.runs:
                runner().pause(run)


_visitors = Visitors()


class _Arrival:
    """One tab's stay."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.visitor = _visitors.arrive(token)

    def leave(self) -> None:
        _visitors.leave(self.visitor)


@st.cache_resource(scope="session", on_release=_Arrival.leave, show_spinner=False)
def _arrive() -> _Arrival:
    token = st.context.cookies.get(COOKIE)
    is_ours = isinstance(token, str) and _TOKEN.fullmatch(token)
    return _Arrival(token if is_ours else secrets.token_hex(16))  # type: ignore[arg-type]


def _arrival() -> _Arrival:
    if session.ARRIVAL not in st.session_state:
        st.session_state[session.ARRIVAL] = _arrive()
    return st.session_state[session.ARRIVAL]


def visitor() -> Visitor:
    """Whose page this is."""
    return _arrival().visitor


def give_cookie() -> None:
    """Have the browser remember its visitor, unless it does; called on every page."""
    token = _arrival().token
    if st.context.cookies.get(COOKIE) != token:
        st.html(
            f'<script>document.cookie = "{COOKIE}={token}; path=/; '
            f'max-age={COOKIE_SECONDS}; samesite=strict";</script>',
            unsafe_allow_javascript=True,
        )
