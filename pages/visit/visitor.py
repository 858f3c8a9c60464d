"""A visitor's state: runs, sweeps, drawings, lesson, class.

The store has it. Here is what was read of it, and each page first reads what has changed, so that a
restart of the server loses nothing and other servers on the same store show the same.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any

from hqnn_core.board.entries import PairSent
from hqnn_core.comparison.pairs import is_pair, series_of
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.drawing import MAX_DRAWINGS, CanvasDrawing, DrawingSet
from hqnn_core.lesson.progress import Progress
from hqnn_core.runs import Computation, Run, Sweep, file_name
from hqnn_core.store.faults import StoreError
from hqnn_core.store.settings import key_of
from pages.frame.resources import runner, store
from pages.visit.classroom import Classroom
from pages.visit.studio import Studio
from pages.visit.sweeps import Sweeps

if TYPE_CHECKING:
    from hqnn_core.quantum import Sent

DRAWINGS, CANVAS, SWEEP = "drawings", "canvas-", "sweep-"  # names in the store
LESSON, CLASS, BEYOND, SIGNS = "lesson", "class", "beyond", "signs"
MAX_RUNS = 30
FOLLOW_SECONDS = 1.0
MAX_DRAWN = 6
"""With more lines in one chart, nobody could tell them apart or read their names."""


class Visitor:
    """The state of one browser.

    Attributes:
        key: its name in the store.
        runs: in order of their start, at most `MAX_RUNS`.
        shown: the run that the Train page shows.
        ticked: numbers of the runs to draw with it, once the visitor has chosen them.
        sweeps: of the Train page.
        studio: what is theirs on the Draw page.
        progress: in the lesson.
        predictions: guesses on the page Beyond, by the name of the experiment; an empty one means
            that the visitor has none.
        experiments: the computations there, by the name of the experiment.
        device_job: a circuit that was sent to a real device.
        classroom: the class that they are in.
        uploaded: the content of a checkpoint from the visitor's own disk.
        n_sessions: open tabs.
        is_logged: whether the log says that they are here.
        left: when the last of them was closed, of the clock that only runs forward.
    """

    def __init__(self, token: str = "") -> None:
        self.key = key_of(token)
        self._lock = RLock()
        self._is_read = False
        self._followed = 0.0
        self.runs: list[Run] = []
        self.shown: Run | None = None
        self.ticked: set[int] | None = None
        self.sweeps = Sweeps(lambda name, content: self._note(SWEEP + name, content))
        self.uploaded: bytes | None = None
        self.n_sessions = 0
        self.is_logged = False
        self.left = 0.0
        self.n_runs = 0
        self.studio = Studio()
        self.progress = Progress()
        self.predictions: dict[str, list[float]] = {}
        self.experiments: dict[str, Computation] = {}
        self.device_job: Sent | None = None
        self.classroom = Classroom(lambda content: self._note(CLASS, content))

    @property
    def active(self) -> Run | None:
        """The running run, else the next queued one."""
        waiting = [run for run in self.runs if run.is_active]
        return next((run for run in waiting if run.state == "running"), next(iter(waiting), None))

    @property
    def is_training(self) -> bool:
        """Whether a run, a sweep or a computation is active."""
        is_computing = any(each.is_active for each in self.experiments.values())
        return is_computing or self.active is not None or self.sweeps.running is not None

    @property
    def beside(self) -> list[Run]:
        """The runs drawn beside the shown one, at most `MAX_DRAWN` - 1.

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

    @property
    def pairs(self) -> dict[str, PairSent]:
        """Hybrid networks with their twins that have both ended, by names of the pairs."""
        whole = [run for run in self.runs if run.state == "completed"]
        ended = [(run, end) for run in whole if (end := run.finished) and end.n_test]
        return {
            f"pair {run.id} {other.id}": PairSent(
                run.model.seed, end.n_test, end.n_right, twin.n_right
            )
            for run, end in ended
            for other, twin in ended
            if is_pair(run, other)
        }

    @property
    def own_seed(self) -> int:
        """A seed that other visitors do not have."""
        return int(self.key[:6], 16)

    def tick(self, run: Run, is_drawn: bool) -> None:
        """Draw a run beside the shown one, or stop doing so."""
        others = {other.number for other in self.beside if other is not run}
        self.ticked = others | ({run.number} if is_drawn else set())

    def show(self, run: Run) -> None:
        """Show another run; the one shown before stays drawn if others were ticked."""
        if self.ticked is not None and self.shown is not None:
            self.ticked = (self.ticked | {self.shown.number}) - {run.number}
        self.shown = run

    def submit(self, name: str, model: ModelConfig, training: TrainConfig, **more: Any) -> Run:
        """Submit a new run, with `more` arguments of `Runner.submit`, and show it.

        The runner's thread stores it at once: by then it has its name, and no other tab reads the
        store before the run is in the list.
        """
        with self._lock:
            label = self._free_name(f"{self.n_runs + 1} {name}")
            run = runner().submit(model, training, owner=self, label=label, **more)
            self.add(run, name)
        return run

    def add(self, run: Run, name: str) -> None:
        """Add a new run under a name and show it; delete the oldest if there are too many."""
        with self._lock:  # another tab must not read it before it is here
            self.n_runs += 1
            run.label = self._free_name(f"{self.n_runs} {name}")
            self.runs = [*self.runs, run]
            store().save_run(run, self.key)
            self.shown = run
            n_too_many = max(len(self.runs) - MAX_RUNS, 0)
            for old in [other for other in self.runs if not other.is_active][:n_too_many]:
                self.remove(old)

    def rename(self, run: Run, name: str) -> None:
        """Rename a run; a number is appended to a name that another run has.

        Names that make the same file name count as the same.
        """
        with self._lock:
            run.label = self._free_name(name, run)
            store().rename_run(run)

    def _free_name(self, name: str, run: Run | None = None) -> str:
        """The name, numbered if another run than this one has it."""
        taken = {file_name(other.label) for other in self.runs if other is not run}
        numbered = (f"{name} ({i})" for i in itertools.count(2))
        return next(n for n in itertools.chain([name], numbered) if file_name(n) not in taken)

    def remove(self, run: Run) -> None:
        """Delete a run; one that still trains is stopped."""
        with self._lock:
            runner().stop(run)
            store().delete_run(run)
            self.lose(run)

    def lose(self, run: Run) -> None:
        """Remove a run from the list."""
        self.runs = [other for other in self.runs if other is not run]
        if self.ticked is not None:
            self.ticked.discard(run.number)
        if self.shown is run:
            self.shown = self.runs[-1] if self.runs else None

    def train(self, sweep: Sweep) -> bool:
        """Train the runs that a sweep still lacks, unless another sweep is being trained."""
        if self.sweeps.running is not None:
            return False
        sweep.start(runner(), self.sweeps.keep, self.key)
        return True

    def forget(self) -> None:
        """Drop all state: a run refers to its visitor, so both would stay in memory otherwise.

        What is in a store that lasts stays there for when they come back.
        """
        (store().leave_visitor if store().is_lasting else store().forget_visitor)(self.key)
        for run in list(self.runs):
            (runner().pause if store().is_lasting else runner().stop)(run)
            self.lose(run)
        self.sweeps.forget()
        self.studio = Studio()
        self.progress = Progress()
        for computation in self.experiments.values():
            runner().stop(computation)
        self.predictions, self.experiments, self.device_job = {}, {}, None
        self.classroom = Classroom()
        self.uploaded = None

    @property
    def is_here(self) -> bool:
        """Whether a tab is open at this server."""
        return self.n_sessions > 0

    def read(self) -> None:
        """Read changes from the store; each page run begins with it.

        While the store is away, what was read before is shown.
        """
        with self._lock:
            self._followed = time.monotonic()
            if not self._is_read:
                store().leave_visitor(self.key)
            store().flush()
            store().note_visitor(self.key)
            try:
                runs, blobs = store().news(self.key, self.runs, self)
            except StoreError:
                return
            if not self._is_read:
                self._read_first(blobs)
            else:
                for name, content in blobs.items():
                    self.take_blob(name, content)
            self._take_runs(runs)

    def follow(self) -> None:
        """Read changes while a run trains at another server; at most once a second."""
        is_due = time.monotonic() - self._followed >= FOLLOW_SECONDS
        if is_due and any(run.is_active and store().is_elsewhere(run) for run in self.runs):
            self.read()

    def _read_first(self, blobs: dict[str, bytes | None]) -> None:
        """Load the stored state, and merge what was made while the store could not be read."""
        new, new_sweeps = self.studio, list(self.sweeps)
        new_records, new_answers = self.progress.records, self.progress.answers
        self.studio = replace(
            new, canvases={}, drawings=DrawingSet(), signs=Studio.signs, sign_drawings=DrawingSet()
        )
        for name, content in blobs.items():
            if name != CLASS or not self.classroom.code:
                self.take_blob(name, content)
        self._is_read = True
        for sweep in new_sweeps:
            self.sweeps.keep(sweep)
        if self.classroom.code:
            self.classroom.keep()
        if new_records or new_answers:
            self.progress.records |= new_records
            self.progress.answers |= new_answers
            self.keep_progress()
        self._keep_new(new)

    def _keep_new(self, new: Studio) -> None:
        for name, drawing in new.canvases.items():
            self.keep_canvas(name, drawing)
        if len(new.drawings):
            self.keep_drawings(_joined(self.studio.drawings, new.drawings))
        if len(new.sign_drawings):
            is_same = self.studio.signs == new.signs
            old = self.studio.sign_drawings if is_same else DrawingSet()
            self.keep_signs(new.signs, _joined(old, new.sign_drawings))

    def _take_runs(self, runs: list[Run]) -> None:
        """Replace the runs by those in the store, and show the newest one if none is shown."""
        for run in [run for run in self.runs if run not in runs]:  # deleted at another server
            runner().stop(run)
            self.lose(run)
        new = [run for run in runs if run not in self.runs]
        self.runs = runs
        for run in new:
            self.n_runs = max(self.n_runs + 1, _number_of(run))
            if self.shown is None or not self.shown.is_active:
                self.shown = run

    def take_blob(self, name: str, content: bytes | None) -> None:
        """Replace a part of the state by its stored content."""
        if name == DRAWINGS:
            self.studio.drawings = DrawingSet.from_json(content) if content else DrawingSet()
        elif name == SIGNS:
            self.studio.signs, self.studio.sign_drawings = _stored_signs(content)
        elif name == LESSON:
            self.progress = Progress.from_json(content) if content else Progress()
        elif name == BEYOND:
            self.predictions = _stored_guesses(content)
        elif name == CLASS:
            self.classroom.take(content)
        elif name.startswith(SWEEP):
            self.sweeps.take(name.removeprefix(SWEEP), content)
        elif content is None:
            self.studio.canvases.pop(name.removeprefix(CANVAS), None)
        else:
            drawing = CanvasDrawing.from_bytes(content)
            self.studio.canvases[name.removeprefix(CANVAS)] = drawing

    def keep_drawings(self, drawings: DrawingSet) -> None:
        """Replace the set of drawings, here and in the store."""
        self.studio.drawings = drawings
        self._note(DRAWINGS, drawings.to_json().encode())

    def keep_signs(self, names: tuple[str, str], drawings: DrawingSet) -> None:
        """Replace the two signs of one's own and their drawings, here and in the store."""
        self.studio.signs, self.studio.sign_drawings = names, drawings
        self._note(SIGNS, json.dumps([*names, drawings.to_json()]).encode())

    def keep_progress(self) -> None:
        """Store the lesson's progress."""
        self._note(LESSON, self.progress.to_json())

    def predict(self, experiment: str, guess: list[float] | None) -> None:
        """Store a guess of the page Beyond; None removes it."""
        others = {name: other for name, other in self.predictions.items() if name != experiment}
        self.predictions = others if guess is None else others | {experiment: guess}
        self._note(BEYOND, json.dumps(self.predictions).encode())

    def is_class_kept(self) -> bool:
        """Whether the entries waiting for the board are in a store that outlives this server."""
        written = self._is_read and not store().is_unsaved(self.key, CLASS)
        return written and store().is_lasting

    def keep_canvas(self, name: str, drawing: CanvasDrawing | None) -> None:
        """Replace the drawing on a canvas, here and in the store; None empties it."""
        old = self.studio.canvases.get(name)
        if drawing is not None and not drawing.is_same(old):
            self.studio.canvases[name] = drawing
            self._note(CANVAS + name, drawing.to_bytes())
        elif drawing is None and old is not None:
            del self.studio.canvases[name]
            self._note(CANVAS + name, None)

    def _note(self, name: str, content: bytes | None) -> None:
        """Store a part of the state, unless the stored one is unread: it would be overwritten."""
        if self._is_read:
            store().save_blob(self.key, name, content)


def _joined(old: DrawingSet, new: DrawingSet) -> DrawingSet:
    """Both sets; where that is too many, the first of the old ones."""
    room = MAX_DRAWINGS - len(new)
    return DrawingSet(old.images[:room] + new.images, old.labels[:room] + new.labels)


def _stored_guesses(content: bytes | None) -> dict[str, list[float]]:
    """The stored guesses by name; empty if the content is damaged."""
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return (
        {n: g for n, g in found.items() if isinstance(g, list)} if isinstance(found, dict) else {}
    )


def _stored_signs(content: bytes | None) -> tuple[tuple[str, str], DrawingSet]:
    """The names of two signs and their drawings; the usual ones if nothing is stored."""
    usual = Studio()
    if not content:
        return usual.signs, usual.sign_drawings
    first, second, drawings = json.loads(content)
    return (first, second), DrawingSet.from_json(drawings.encode())


def _number_of(run: Run) -> int:
    """The number in front of a run's name."""
    found = re.match(r"\d{1,6} ", run.label)
    return int(found[0]) if found else 0
