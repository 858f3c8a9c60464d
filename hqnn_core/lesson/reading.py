"""Parser of lesson files, YAML; errors name the line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hqnn_core.language import N_, gettext, language
from hqnn_core.lesson.facts import FACTS, PARTS, Condition, Value, written
from hqnn_core.lesson.form import TEACHER_TEXTS, Place, fault_of_form
from hqnn_core.lesson.gaps import uncovered_outcome
from hqnn_core.lesson.steps import (
    QUIZ_MINUTES,
    Answer,
    Lesson,
    Point,
    QuizQuestion,
    Step,
    facts_in,
)
from hqnn_core.words.numbers import whole_text

MAX_BYTES = 100_000
DEEPEST = 50
_TOO_DEEP = N_("its entries are nested too deeply")
_FILE = Path(__file__).with_name("lesson.en.yaml")
_OPENS = (
    yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken,
)  # fmt: skip
_CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class LessonError(ValueError):
    """An invalid lesson file; the message says why, and on which line."""


def built_in_lesson() -> Lesson:
    """The lesson of the package in the present language; in English, if it is not translated."""
    return _built_in(language())


@cache
def _built_in(name: str) -> Lesson:
    translated = _FILE.with_name(f"lesson.{name}.yaml")
    text = (translated if translated.is_file() else _FILE).read_text("utf-8")
    return lesson_from_text(text)


def read_lesson(path: Path) -> Lesson:
    """The lesson in a file. Raises `LessonError`."""
    try:
        with path.open("rb") as file:
            content = file.read(4 * MAX_BYTES + 1)  # no character takes more than four
        text = content.decode("utf-8") if len(content) <= 4 * MAX_BYTES else " " * len(content)
    except OSError as fault:
        raise LessonError(gettext("it cannot be read ({reason})", reason=fault.strerror)) from fault
    except UnicodeDecodeError as fault:
        line = 1 + content[: fault.start].count(b"\n")
        raise LessonError(gettext("line {line} is not text in UTF-8", line=line)) from fault
    return lesson_from_text(text)


def lesson_from_text(text: str) -> Lesson:
    """The lesson that a text in YAML describes. Raises `LessonError`."""
    if len(text) > MAX_BYTES:
        raise LessonError(
            gettext("it is too long: the most characters are {limit}", limit=whole_text(MAX_BYTES))
        )
    tree = _tree(text)
    try:
        content = yaml.load(text, Loader=yaml.SafeLoader)
    except (ValueError, yaml.YAMLError) as fault:  # such as 2026-99-99, which is no date
        raise LessonError(gettext("a value cannot be read ({reason})", reason=fault)) from fault
    if fault := fault_of_form(content) or next(_faults_of_meaning(content), None):
        raise _at(tree, *fault)
    steps = tuple(map(_step, content["steps"]))
    for i, step in enumerate(steps):
        if said := _gap(step):
            place = ["steps", i, "prediction", "answers"]
            raise _at(tree, place, said)
    questions = tuple(map(_question, content.get("questions", [])))
    lengths = _lengths(content)
    return Lesson(
        content["title"], lengths[-1], steps, lengths, questions, language=language()
    )  # fmt: skip


def _at(tree: yaml.Node | None, place: Place, said: str) -> LessonError:
    return LessonError(gettext("line {line}: {fault}", line=_line(tree, place), fault=said))


def _lengths(content: dict[str, Any]) -> tuple[int, ...]:
    minutes = content["minutes"]
    return tuple(sorted({*minutes})) if isinstance(minutes, list) else (minutes,)


def _gap(step: Step) -> str:
    """A sentence about an outcome for which no answer is right; "" if there is none."""
    outcome = uncovered_outcome(step) if step.answers else None
    if outcome is None:
        return ""
    when = ", ".join(f"{name} = {_example(value)}" for name, value in outcome.items())
    return gettext(
        "no answer is right when {outcome}: give one of them “otherwise: yes”", outcome=when
    )


def _example(value: Value) -> str:
    return f"{value:.3g}" if isinstance(value, float) else written(value)


def _tree(text: str) -> yaml.Node | None:
    """The YAML nodes of the file, which have its lines. Raises `LessonError`."""
    try:
        depth = 0
        for token in yaml.scan(text):
            if isinstance(token, yaml.AliasToken):
                raise LessonError(
                    gettext("an entry refers to another one with “*”: write it out instead")
                )
            depth += isinstance(token, _OPENS) - isinstance(token, _CLOSES)
            if depth > DEEPEST:  # PyYAML takes minutes for a few thousand
                raise LessonError(gettext(_TOO_DEEP))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = gettext("this is not YAML ({reason})", reason=fault.problem or fault.context)
        if mark:
            said = gettext("line {line}: {fault}", line=mark.line + 1, fault=said)
        raise LessonError(said) from fault
    except yaml.YAMLError as fault:
        raise LessonError(gettext("this is not YAML ({reason})", reason=fault)) from fault
    except RecursionError as fault:
        raise LessonError(gettext(_TOO_DEEP)) from fault


def _line(node: yaml.Node | None, place: Place) -> int:
    """The line of an entry, counted from 1; for a missing entry, that of its parent."""
    line = 1
    for key in place:
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == str(key)]
            if not found:
                return line
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            entry: yaml.Node = node.value[key]
            node, line = entry, entry.start_mark.line + 1
    return line


def _faults_of_meaning(content: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for kind, twice in _TWICE.items():
        seen: set[str] = set()
        for i, each in enumerate(content.get(kind, [])):
            if each["id"] in seen:
                yield [kind, i, "id"], gettext(twice, id=each["id"])
            seen.add(each["id"])
    yield from _faults_of_lengths(content)
    for i, question in enumerate(content.get("questions", [])):
        if sum(answer.get("right", False) for answer in question["answers"]) != 1:
            yield ["questions", i, "answers"], gettext(_NO_RIGHT)
        if len({answer["text"] for answer in question["answers"]}) < len(question["answers"]):
            yield ["questions", i, "answers"], gettext(_SAME)
    for i, step in enumerate(content["steps"]):
        place = ["steps", i]
        opened = {name: {"is": value} for name, value in step.get("open", {}).items()}
        for name, wanted in (("open", opened), *((n, step.get(n, {})) for n in ("first", "done"))):
            yield from _faults_of_conditions(wanted, [*place, name], step["page"])
        for part in step.get("hide", []):
            if PARTS[part] != step["page"]:
                yield (
                    [*place, "hide"],
                    gettext("{part} is only on the page {page}", part=part, page=PARTS[part]),
                )
        yield from _faults_of_prediction(step, [*place, "prediction"])
        yield from _faults_of_sentence(step, [*place, "came"])


_TWICE = {
    "steps": N_("two steps have the id “{id}”"),
    "questions": N_("two questions have the id “{id}”"),
}
_NO_RIGHT = N_("a question needs one answer with “right: yes”")
_SAME = N_("two answers are the same")


def _faults_of_lengths(content: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    lengths = _lengths(content)
    for i, step in enumerate(content["steps"]):
        for length in step.get("lessons", []):
            if length not in lengths:
                yield ["steps", i, "lessons"], gettext(
                    "no lesson takes {minutes} minutes; possible: {known}",
                    minutes=length, known=", ".join(map(str, lengths)),
                )  # fmt: skip
    for length in lengths:
        steps = [s for s in content["steps"] if length in s.get("lessons", lengths)]
        needed = sum(step.get("minutes", 0) for step in steps)
        needed += 2 * QUIZ_MINUTES if "questions" in content else 0
        if not steps:
            yield (
                ["minutes"],
                gettext("the lesson of {minutes} minutes has no step", minutes=length),
            )
        if needed > length:
            yield (
                ["minutes"],
                gettext(
                    "the lesson of {minutes} minutes needs {needed}", minutes=length, needed=needed
                ),
            )


def _faults_of_conditions(
    wanted: dict[str, Any], place: Place, page: str
) -> Iterator[tuple[Place, str]]:
    for name, limits in wanted.items():
        if page not in FACTS[name].pages:
            yield [*place, name], gettext(
                "{name} is not known on the page {page}, only on: {pages}",
                name=name, page=page, pages=", ".join(FACTS[name].pages),
            )  # fmt: skip
        elif any(limit != limit for limit in limits.values()):
            yield [*place, name], gettext("a limit is not a number")
        elif fault := _condition(name, limits).fault():
            yield [*place, name], gettext("this can never hold: {fault}", fault=fault)


def _faults_of_prediction(step: dict[str, Any], place: Place) -> Iterator[tuple[Place, str]]:
    prediction = step["prediction"]
    answers = prediction.get("answers", [])
    if bool(answers) == ("point" in prediction):
        yield place, gettext("a prediction needs either answers or a point")
    if "point" in prediction and step["page"] not in FACTS["theta"].pages:
        yield [*place, "point"], gettext("the page {page} has no θ", page=step["page"])
    ways = ("right", "when", "otherwise")
    if answers and not any(answer.get(way) for answer in answers for way in ways):
        yield (
            [*place, "answers"],
            gettext("no answer can be right: one needs “right: yes” or “when”"),
        )
    is_open = any(answer.get("when") for answer in answers)
    if (wrong := "truth" if is_open else "computed") in step:
        yield [*place[:-1], wrong], gettext(_OTHER[wrong])
    if sum(answer.get("otherwise", False) for answer in answers) > 1:
        yield [*place, "answers"], gettext("two answers have “otherwise”: only one can")
    if len({answer["text"] for answer in answers}) < len(answers):
        yield [*place, "answers"], gettext(_SAME)
    for i, answer in enumerate(answers):
        here = [*place, "answers", i, "when"]
        yield from _faults_of_conditions(answer.get("when", {}), here, step["page"])


_OTHER = {
    "truth": N_("the right answer depends on the result: say how in “computed”, not in “truth”"),
    "computed": N_("the right answer is always the same: say why in “truth”, not in “computed”"),
}


def _faults_of_sentence(step: dict[str, Any], place: Place) -> Iterator[tuple[Place, str]]:
    try:
        names = facts_in(step["came"])
    except ValueError:
        yield place, gettext("a brace is not closed")
        return
    for name in names:
        if name not in FACTS or step["page"] not in FACTS[name].pages:
            known = ", ".join(n for n, fact in FACTS.items() if step["page"] in fact.pages)
            yield place, gettext(
                "{name} is not known on this page; known: {known}",
                name=f"{{{name}}}", known=known,
            )  # fmt: skip


def _condition(name: str, limits: dict[str, Any]) -> Condition:
    low, high = limits.get("at_least", -math.inf), limits.get("at_most", math.inf)
    if "near" in limits:
        low = max(low, limits["near"] - limits["within"])
        high = min(high, limits["near"] + limits["within"])
    wanted = limits.get("is")
    if FACTS[name].options or wanted is None or isinstance(wanted, str | bool):
        return Condition(name, low, high, wanted)
    return Condition(name, max(low, wanted), min(high, wanted))


def _conditions(wanted: dict[str, Any]) -> tuple[Condition, ...]:
    return tuple(_condition(name, limits) for name, limits in wanted.items())


def _set_to(name: str, value: Value) -> Value:
    return int(value) if FACTS[name].is_whole else value


def _step(content: dict[str, Any]) -> Step:
    prediction = content["prediction"]
    texts = {name: content[name] for name in ("id", "page", "title", "do", "came", "take_home")}
    return Step(
        **texts,
        question=prediction["question"],
        answers=tuple(
            Answer(
                each["text"],
                each.get("right", False),
                _conditions(each.get("when", {})),
                each.get("otherwise", False),
                each.get("expected", False),
            )
            for each in prediction.get("answers", [])
        ),
        point=Point(**prediction["point"]) if "point" in prediction else None,
        first=_conditions(content.get("first", {})),
        done=_conditions(content["done"]),
        open={name: _set_to(name, value) for name, value in content.get("open", {}).items()},
        hide=tuple(content.get("hide", [])),
        **{name: content.get(name, "") for name in TEACHER_TEXTS},
        minutes=content.get("minutes", 0),
        lessons=tuple(content.get("lessons", [])),
    )


def _question(content: dict[str, Any]) -> QuizQuestion:
    right = next(answer["text"] for answer in content["answers"] if answer.get("right"))
    texts = tuple(answer["text"] for answer in content["answers"])
    return QuizQuestion(content["id"], content["question"], texts, right, content["why"])
