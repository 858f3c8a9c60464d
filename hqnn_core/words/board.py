"""Text of the Class page; pupils' names are plain text in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from hqnn_core.board.entries import (
    AnswersSent,
    ChallengeSent,
    Content,
    DrawingSent,
    FooledSent,
    PairSent,
    PredictionSent,
    Resolution,
    RunSent,
    SignSent,
    SignsNamed,
    SignsRead,
    VoteSent,
)
from hqnn_core.board.presence import Place, State
from hqnn_core.board.view import ClassBoard, Question, Rank
from hqnn_core.words.numbers import a_digit, percent_text, pi_text, plural
from hqnn_core.words.sweeps import cell_text

MOST_NAMES = 4
_KINDS: dict[type[Content], str] = {
    RunSent: "Run",
    ChallengeSent: "Challenge",
    PredictionSent: "Prediction",
    PairSent: "Hybrid and twin",
    AnswersSent: "Questions",
    Resolution: "Right answer",
    FooledSent: "Fewest pixels",
    DrawingSent: "Drawing",
    VoteSent: "Vote",
    SignsNamed: "Two signs",
    SignSent: "Sign",
    SignsRead: "Signs learned",
}


def class_text(board: ClassBoard) -> str:
    """Number of pupils and entries, and the date of deletion."""
    time = datetime.fromtimestamp(board.delete_at, UTC)
    day = f"{time.day} {time:%B %Y, %H:%M} UTC"
    state = " The class is closed: nothing more can be sent." if board.is_closed else ""
    here, sent = plural(board.n_pupils, "pupil"), _entries(len(board.entries))
    return f"{here}, {sent}.{state} All of it is deleted on {day}."


def clear_question(board: ClassBoard) -> str:
    """The question before a board is cleared."""
    return f"This deletes {_entries(len(board.entries))}. You can undo it for a minute."


def cleared_text(board: ClassBoard) -> str:
    """The number of entries that were just cleared."""
    return f"Deleted: {_entries(board.n_cleared)}. You can undo this for a minute."


def leave_question(code: str, n_waiting: int) -> str:
    """The question before a pupil leaves a class."""
    lost = f" What is not sent yet is lost: {_entries(n_waiting)}." if n_waiting else ""
    return (
        f"Your entries stay on the board of class {code}. To come back, join again with the code "
        f"and the same nickname.{lost}"
    )


def _entries(n: int) -> str:
    return f"{n:,} entry" if n == 1 else f"{n:,} entries"


def content_text(content: Content) -> str:
    """One entry, in a line of a table."""
    if isinstance(content, RunSent):
        how = "classical network" if content.is_classical else _circuit_text(content)
        return f"{percent_text(content.accuracy)} correct; {how}"
    if isinstance(content, ChallengeSent):
        return f"{content.right} of {content.asked} correct"
    if isinstance(content, PredictionSent):
        return f"{content.question} {content.answer}"
    if isinstance(content, PairSent):
        return f"{content.hybrid:,} and {content.twin:,} of {content.n_test:,} correct"
    if isinstance(content, AnswersSent):
        return f"Answered the questions: {content.round}"
    if isinstance(content, Resolution):
        return f"The right answer: {content.answer}"
    return _game_text(content)


def _game_text(content: Content) -> str:
    """An entry of a game; a drawing's digit is not told before the class has voted."""
    match content:
        case FooledSent():
            return f"{plural(content.pixels, 'pixel')} changed in {a_digit(content.digit)}"
        case SignsNamed():
            return f"{content.first} and {content.second}"
        case SignSent():
            return f"a drawing of {content.sign}"
        case SignsRead():
            n, right = (len(content.marks.replace("-", "")), content.marks.count("1"))
            return f"{right} of {plural(n, 'drawing')} read"
        case VoteSent():
            return "a vote on a drawing"
    return "a drawing to vote on"


def kind_text(content: Content) -> str:
    """The kind of an entry, for a table."""
    return _KINDS[type(content)]


def _circuit_text(run: RunSent) -> str:
    shots = "exact values" if run.shots is None else plural(run.shots, "shot")
    return shots if run.shift is None else f"{shots}, shift {shift_name(run.shift)}"


def shift_name(shift: float | None) -> str:
    """The label of a run's shift, which decides its colour."""
    return "none" if shift is None else cell_text("shift", shift)


def names_text(names: Sequence[str]) -> str:
    """Some nicknames, and how many more: "Ada, Emmy and 3 more"."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: MOST_NAMES - 1])} and {len(names) - MOST_NAMES + 1:,} more"


def board_runs_text(n_drawn: int, n_dots: int, n_without_shots: int, n_older: int) -> str:
    """Caption of the chart of runs."""
    parts = [plural(n_drawn, "run") + ("." if n_dots == n_drawn else "; a number: equal runs.")]
    if n_without_shots:
        parts.append(f"{plural(n_without_shots, 'run')} without shots: only in the list below.")
    if n_older:
        parts.append(f"{plural(n_older, 'older run')} not drawn.")
    return " ".join(parts)


def ranks_table(ranks: Sequence[Rank]) -> list[dict[str, str | int]]:
    """The ranking, a row a pupil."""
    return [
        {
            "Place": rank.place,
            "Nickname": rank.nickname,
            "Correct": f"{rank.right} of {rank.asked}",
        }
        for rank in ranks
    ]


def question_text(question: Question) -> str:
    """Number of predictions, and whether the answer is known."""
    n = sum(question.counts.values())
    if question.right is None:
        return f"{plural(n, 'prediction')}. The answer is still open."
    if not n:
        return f"Nobody has predicted. The right answer: {question.right}."
    n_right = question.counts.get(question.right, 0)
    return f"{n_right:,} of {plural(n, 'prediction')} had the right answer: {question.right}."


def entries_text(n_shown: int, n_all: int) -> str:
    """Caption of a list of entries."""
    if n_shown == n_all:
        return _entries(n_all) + ", the newest first."
    return f"The newest {n_shown:,} of {n_all:,} entries. The CSV file has all of them."


def near_text(theta: float) -> str:
    """A predicted angle, rounded to a quarter of pi for counting."""
    return f"near {pi_text(round(theta / (math.pi / 4)) * math.pi / 4)}"


def sent_text(nickname: str, code: str, n_shown: int | None) -> str:
    """The pupil's class, nickname and number of entries on the board, if known."""
    on_board = "" if n_shown is None else f": {_entries(n_shown)} on the board"
    return f"You are {nickname} in class {code}{on_board}."


def waiting_text(n_waiting: int, is_kept: bool) -> str:
    """Notice about entries that are not on the board yet; `is_kept`: in the store."""
    if n_waiting == 0:
        return ""
    it = "it" if n_waiting == 1 else "them"
    soon = f"Not sent yet: {_entries(n_waiting)}; sent as soon as the board takes {it}."
    return f"{soon} {'Nothing is lost' if is_kept else f'Until then only this server has {it}'}."


def desk_text(board: ClassBoard, places: Sequence[Place]) -> str:
    """The teacher's line: the class, who has finished, who is stuck."""
    return f"Your class {board.code}: {places_text(places)}"


def places_text(places: Sequence[Place]) -> str:
    """How many pupils have joined, have finished, are away, and the names of those stuck."""
    if not places:
        return "nobody has joined yet."
    names = {
        state: [place.pupil.nickname for place in places if place.state is state] for state in State
    }
    parts = [plural(len(places), "pupil")]
    if n := len(names[State.FINISHED]):
        parts.append(f"{n} finished")
    if n := len(names[State.AWAY]):
        parts.append(f"{n} away")
    if stuck := names[State.STUCK]:
        parts.append(f"stuck: {names_text(stuck)}")
    return ", ".join(parts) + "."


_STATES = {
    State.STUCK: "no progress for two minutes",
    State.WORKING: "working",
    State.EXPLORING: "outside of the lesson",
    State.FINISHED: "finished",
    State.AWAY: "page closed or asleep",
}


def place_text(place: Place, title: str) -> str:
    """A pupil's place in words; `title` is that of the page."""
    step = f", at step {place.pupil.step}" if place.pupil.step else ""
    where = f", on {title}" if title else ""
    return (
        f"{place.pupil.nickname}: {place.n_done} of {place.n_steps} steps done{step}{where}; "
        f"{_STATES[place.state]}. Show the hand-out."
    )
