"""Text of the Class page; pupils' names are plain text in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

from babel.dates import format_date

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
from hqnn_core.language import N_, gettext, language, ngettext, pgettext
from hqnn_core.words.numbers import MINUS, percent_text, whole_text
from hqnn_core.words.sweeps import cell_text

MOST_NAMES = 4
_KINDS: dict[type[Content], str] = {
    RunSent: N_("Training run"),
    ChallengeSent: N_("Challenge"),
    PredictionSent: N_("Prediction"),
    PairSent: N_("Hybrid and twin"),
    AnswersSent: N_("Questions"),
    Resolution: N_("Right answer"),
    FooledSent: N_("Fewest pixels"),
    DrawingSent: N_("Drawing"),
    VoteSent: N_("Vote"),
    SignsNamed: N_("Two signs"),
    SignSent: N_("Sign"),
    SignsRead: N_("Signs learned"),
}


def _listed(*facts: str) -> str:
    """Short facts on one line; empty ones are left out."""
    return " · ".join(filter(None, facts))


def class_text(board: ClassBoard) -> str:
    """Number of pupils and entries, and the date of deletion."""
    time = datetime.fromtimestamp(board.delete_at, UTC)
    day = format_date(time, "long", locale=language())
    return _listed(
        _pupils(board.n_pupils),
        ngettext("{n} entry", "{n} entries", len(board.entries)),
        gettext("closed: nothing more can be sent") if board.is_closed else "",
        gettext("will be deleted on {day}, {time} UTC", day=day, time=f"{time:%H:%M}"),
    )


def _pupils(n: int) -> str:
    return ngettext("{n} pupil", "{n} pupils", n)


def clear_question(board: ClassBoard) -> str:
    """The question before a board is cleared."""
    return ngettext(
        "This deletes {n} entry. You can undo it for a minute.",
        "This deletes {n} entries. You can undo it for a minute.",
        len(board.entries),
    )


def cleared_text(board: ClassBoard) -> str:
    """The number of entries that were just cleared."""
    return ngettext(
        "Deleted: {n} entry. You can undo this for a minute.",
        "Deleted: {n} entries. You can undo this for a minute.",
        board.n_cleared,
    )


def leave_question(code: str, n_waiting: int) -> str:
    """The question before a pupil leaves a class."""
    text = gettext(
        "Your entries stay on the board of class {code}. To come back, join again with the code "
        "and the same nickname.",
        code=code,
    )
    lost = ngettext(
        "{n} entry is not sent yet; it will be lost.",
        "{n} entries are not sent yet; they will be lost.",
        n_waiting,
    )
    return f"{text} {lost}" if n_waiting else text


def content_text(content: Content) -> str:
    """One entry, in a line of a table."""
    match content:
        case RunSent():
            correct = gettext("{share} correct", share=percent_text(content.accuracy))
            return _listed(correct, *_network(content))
        case ChallengeSent():
            return _correct(content.right, content.asked)
        case PredictionSent():
            return f"{content.question} {content.answer}"
        case PairSent():
            return gettext(
                "hybrid {hybrid}, twin {twin} of {n} correct",
                n=whole_text(content.n_test),
                hybrid=whole_text(content.hybrid),
                twin=whole_text(content.twin),
            )
        case AnswersSent():
            return gettext("answers to the questions")
        case Resolution():
            return gettext("The right answer: {answer}", answer=content.answer)
    return _game_text(content)


def _game_text(content: Content) -> str:
    """An entry of a game; a drawing's digit is not told before the class has voted."""
    match content:
        case FooledSent():
            return ngettext(
                "{n} pixel of the digit {digit} changed",
                "{n} pixels of the digit {digit} changed",
                content.pixels,
                digit=content.digit,
            )
        case SignsNamed():
            return gettext("{first} and {second}", first=content.first, second=content.second)
        case SignSent():
            return gettext("a drawing of {sign}", sign=content.sign)
        case SignsRead():
            n, right = len(content.marks.replace("-", "")), content.marks.count("1")
            return ngettext("{right} of {n} drawing read", "{right} of {n} drawings read", n,
                            right=whole_text(right))  # fmt: skip
        case VoteSent():
            return gettext("a vote on a drawing")
    return gettext("a drawing to vote on")


def kind_text(content: Content) -> str:
    """The kind of an entry, for a table."""
    return gettext(_KINDS[type(content)])


def _network(run: RunSent) -> tuple[str, ...]:
    if run.is_classical:
        return (gettext("classical network"),)
    shots = gettext("exact values")
    if run.shots is not None:
        shots = ngettext("{n} shot", "{n} shots", run.shots)
    if run.shift is None:
        return (shots,)
    return shots, gettext("shift {shift}", shift=shift_name(run.shift))


def _correct(right: int, asked: int) -> str:
    return gettext("{right} of {asked} correct", right=right, asked=asked)


def shift_name(shift: float | None) -> str:
    """The label of a run's shift, which decides its colour."""
    return gettext("no shift") if shift is None else cell_text("shift", shift)


def names_text(names: Sequence[str]) -> str:
    """Some nicknames, and how many more: "Ada, Emmy and 3 more"."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    some, n = ", ".join(names[: MOST_NAMES - 1]), len(names) - MOST_NAMES + 1
    return gettext("{names} and {n} more", names=some, n=whole_text(n))


def board_runs_text(n_drawn: int, n_dots: int, n_without_shots: int, n_older: int) -> str:
    """Caption of the chart of runs."""
    parts = [ngettext("{n} run.", "{n} runs.", n_drawn)]
    if n_dots < n_drawn:
        parts.append(gettext("A number counts equal runs."))
    if n_without_shots:
        parts.append(ngettext("{n} run has no shots: see the list below.",
                              "{n} runs have no shots: see the list below.",
                              n_without_shots))  # fmt: skip
    if n_older:
        parts.append(ngettext("{n} older run is not drawn.", "{n} older runs are not drawn.",
                              n_older))  # fmt: skip
    return " ".join(parts)


def ranks_table(ranks: Sequence[Rank]) -> list[dict[str, str | int]]:
    """The ranking, a row a pupil."""
    return [
        {
            gettext("Place"): rank.place,
            gettext("Nickname"): rank.nickname,
            gettext("Correct"): gettext("{right} of {n}", right=rank.right, n=rank.asked),
        }
        for rank in ranks
    ]


def question_text(question: Question) -> str:
    """Number of predictions, and whether the answer is known."""
    n = sum(question.counts.values())
    if question.right is None:
        return ngettext("{n} prediction. The answer is still open.",
                        "{n} predictions. The answer is still open.", n)  # fmt: skip
    if not n:
        return gettext("Nobody has predicted. The right answer: {answer}.", answer=question.right)
    return ngettext(
        "{right} of {n} prediction had the right answer: {answer}.",
        "{right} of {n} predictions had the right answer: {answer}.",
        n,
        right=whole_text(question.counts.get(question.right, 0)),
        answer=question.right,
    )


def entries_text(n_shown: int, n_all: int) -> str:
    """Caption of a list of entries."""
    if n_shown == n_all:
        return ngettext("{n} entry.", "{n} entries, the newest first.", n_all)
    return ngettext(
        "The newest {shown} of {n} entry. The CSV file has all of them.",
        "The newest {shown} of {n} entries. The CSV file has all of them.",
        n_all,
        shown=whole_text(n_shown),
    )


def near_text(theta: float) -> str:
    """A predicted angle to a quarter of pi: "≈ π/2".

    It has no words: the board counts and stores it for classes of several languages.
    """
    quarters = round(theta / (math.pi / 4))
    turn = Fraction(abs(quarters), 4)
    times = "" if turn.numerator == 1 else str(turn.numerator)
    parts = "" if turn.denominator == 1 else f"/{turn.denominator}"
    sign = MINUS if quarters < 0 else ""
    return f"≈ {sign}{times}π{parts}" if quarters else "≈ 0"


def sent_text(nickname: str, code: str, n_shown: int | None) -> str:
    """The pupil's class, nickname and number of entries on the board, if known."""
    if n_shown is None:
        return gettext("You are {nickname} in class {code}.", nickname=nickname, code=code)
    return ngettext(
        "You are {nickname} in class {code}: {n} entry on the board.",
        "You are {nickname} in class {code}: {n} entries on the board.",
        n_shown,
        nickname=nickname,
        code=code,
    )


def waiting_text(n_waiting: int, is_kept: bool) -> str:
    """Notice about entries that are not on the board yet; `is_kept`: in the store."""
    if n_waiting == 0:
        return ""
    soon = ngettext(
        "Not sent yet: {n} entry. It is sent as soon as the board takes it.",
        "Not sent yet: {n} entries. They are sent as soon as the board takes them.",
        n_waiting,
    )
    if is_kept:
        return f"{soon} " + gettext("Nothing is lost.")
    return f"{soon} " + gettext("Until then, only the memory of this server has a copy.")


def desk_text(board: ClassBoard, places: Sequence[Place]) -> str:
    """The teacher's line: the class, who has finished, who is stuck."""
    return _listed(gettext("Your class {code}", code=board.code), places_text(places))


def places_text(places: Sequence[Place]) -> str:
    """How many pupils have joined, have finished, are away, and the names of those stuck."""
    if not places:
        return gettext("nobody has joined yet")
    names = {
        state: [place.pupil.nickname for place in places if place.state is state] for state in State
    }
    finished, away, stuck = names[State.FINISHED], names[State.AWAY], names[State.STUCK]
    return _listed(
        _pupils(len(places)),
        gettext("finished: {n}", n=len(finished)) if finished else "",
        gettext("away: {n}", n=len(away)) if away else "",
        gettext("stuck: {names}", names=names_text(stuck)) if stuck else "",
    )


_STATES = {
    State.STUCK: N_("no progress for two minutes"),
    State.WORKING: N_("working"),
    State.EXPLORING: N_("outside of the lesson"),
    State.FINISHED: N_("finished"),
    State.AWAY: N_("page closed or asleep"),
}


def place_text(place: Place, title: str) -> str:
    """A pupil's place in words; `title` is that of the page."""
    done = gettext(
        "{nickname}: {done} of {steps} steps done",
        nickname=place.pupil.nickname, done=place.n_done, steps=place.n_steps,
    )  # fmt: skip
    step = gettext("at step {step}", step=place.pupil.step) if place.pupil.step else ""
    return _listed(done, step, title, gettext(_STATES[place.state]), gettext("Show the hand-out"))


def round_name(name: str) -> str:
    """The short name of a round of the quiz, for a chart."""
    names = {
        "before": pgettext("round of questions", "before"),
        "after": pgettext("round of questions", "after"),
        "later": pgettext("round of questions", "later"),
    }
    return names[name]
