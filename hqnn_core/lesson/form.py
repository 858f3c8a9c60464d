"""The JSON schema of a lesson file, and its violations in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError, best_match

from hqnn_core.language import N_, gettext
from hqnn_core.lesson.facts import FACTS, PAGES, PARTS

MAX_STEPS = 9  # one for each digit key
MAX_MINUTES = 600

_TEXT = {"type": "string", "minLength": 1, "maxLength": 600}
_NUMBER = {"type": "number"}
_CONDITION = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "near": _NUMBER, "within": {"type": "number", "exclusiveMinimum": 0},
        "at_least": _NUMBER, "at_most": _NUMBER, "is": {"type": ["string", "boolean", "integer"]},
    },
    "additionalProperties": False,
    "dependentRequired": {"near": ["within"], "within": ["near"]},
}  # fmt: skip
_CONDITIONS = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"enum": list(FACTS)},
    "additionalProperties": _CONDITION,
}
_ANSWER = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": _TEXT, "right": {"type": "boolean"}, "when": _CONDITIONS,
        "otherwise": {"type": "boolean"}, "expected": {"type": "boolean"},
    },
    "additionalProperties": False,
}  # fmt: skip
_PREDICTION = {
    "type": "object",
    "required": ["question"],
    "properties": {
        "question": _TEXT,
        "answers": {"type": "array", "minItems": 2, "maxItems": 3, "items": _ANSWER},
        "point": {
            "type": "object",
            "required": ["right", "within"],
            "properties": {
                "right": {"type": "number", "minimum": -math.pi, "maximum": math.pi},
                "within": {"type": "number", "exclusiveMinimum": 0},
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_MINUTES = {"type": "integer", "minimum": 1, "maximum": MAX_MINUTES}
_LENGTHS = {"type": "array", "minItems": 1, "maxItems": 3, "items": _MINUTES}
_ID = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,30}$"}
_STEP_TEXTS = ("title", "do", "came", "take_home")
TEACHER_TEXTS = ("truth", "computed", "pupils_think", "say")
_STEP = {
    "type": "object",
    "required": ["id", "page", *_STEP_TEXTS, "prediction", "done"],
    "properties": {
        "id": _ID,
        "page": {"enum": list(PAGES)},
        "lessons": _LENGTHS,
        "minutes": _MINUTES,
        **{name: _TEXT for name in (*_STEP_TEXTS, *TEACHER_TEXTS)},
        "open": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"enum": [name for name, fact in FACTS.items() if fact.is_setting]},
            "additionalProperties": {"type": ["string", "boolean", "number"]},
        },
        "hide": {"type": "array", "minItems": 1, "items": {"enum": list(PARTS)}},
        "prediction": _PREDICTION,
        "first": _CONDITIONS,
        "done": _CONDITIONS,
    },
    "additionalProperties": False,
}
_CHOICE = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": _TEXT, "right": {"type": "boolean"}},
    "additionalProperties": False,
}
_QUESTION = {
    "type": "object",
    "required": ["id", "question", "answers", "why"],
    "properties": {
        "id": _ID, "question": _TEXT, "why": _TEXT,
        "answers": {"type": "array", "minItems": 2, "maxItems": 5, "items": _CHOICE},
    },
    "additionalProperties": False,
}  # fmt: skip
SCHEMA = {
    "type": "object",
    "required": ["title", "minutes", "steps"],
    "properties": {
        "title": _TEXT,
        "minutes": {**_MINUTES, **_LENGTHS, "type": ["integer", "array"]},
        "steps": {"type": "array", "minItems": 1, "maxItems": MAX_STEPS, "items": _STEP},
        "questions": {"type": "array", "minItems": 3, "maxItems": 9, "items": _QUESTION},
    },
    "additionalProperties": False,
}
"""The JSON schema of a lesson file."""

Place = Sequence[str | int]  # the keys from the top of the file to an entry


def fault_of_form(content: Any) -> tuple[Place, str] | None:
    """The place of the content's first violation of `SCHEMA`, and a sentence about it."""
    fault = best_match(jsonschema.Draft202012Validator(SCHEMA).iter_errors(content))
    return None if fault is None else (_place(fault), _said(fault))


def _place(fault: ValidationError) -> Place:
    place, instance = list(fault.absolute_path), fault.instance
    schema: Any = fault.schema
    if fault.validator == "additionalProperties" and isinstance(instance, dict):
        place += [key for key in instance if key not in schema["properties"]][:1]
    if fault.validator == "enum" and "propertyNames" in fault.absolute_schema_path:
        place.append(str(instance))
    return place


def _said(fault: ValidationError) -> str:
    """A violation of the schema in plain words."""
    key = next((key for key in reversed(fault.absolute_path) if isinstance(key, str)), None)
    name = gettext("the file") if key is None else f"“{key}”"
    wanted: Any = fault.validator_value
    instance: Any = fault.instance
    schema: Any = fault.schema
    match fault.validator:
        case "required":
            missing = next(key for key in wanted if key not in instance)
            return gettext("“{name}” is missing", name=missing)
        case "additionalProperties":
            known = schema["properties"]
            unknown = next(key for key in instance if key not in known)
            return gettext("there is no entry “{name}” here; there are {known}",
                           name=unknown, known=", ".join(known))  # fmt: skip
        case "enum":
            return gettext("“{value}” is none of {known}", value=instance, known=", ".join(wanted))
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            listed = ", ".join(gettext(_TYPES[kind]) for kind in kinds)
            return gettext("{name} has the wrong form; possible: {kinds}", name=name, kinds=listed)
        case "dependentRequired":
            return gettext("{name}: “near” and “within” belong together", name=name)
        case "pattern":
            return gettext("{name} must be small letters, digits and hyphens", name=name)
    if fault.validator in _LIMITS:
        return gettext(_LIMITS[str(fault.validator)], name=name, limit=wanted)
    return f"{name}: {fault.message}"


_TYPES = {
    "object": N_("a group of entries"), "array": N_("a list"), "string": N_("text"),
    "number": N_("a number"), "integer": N_("a whole number"), "boolean": N_("yes or no"),
}  # fmt: skip
_LIMITS = {
    "minimum": N_("{name} must be at least {limit}"),
    "maximum": N_("{name} must be at most {limit}"),
    "exclusiveMinimum": N_("{name} must be above {limit}"),
    "minLength": N_("{name} is empty"),
    "minProperties": N_("{name} is empty"),
    "maxLength": N_("{name} is too long: the most characters are {limit}"),
    "minItems": N_("{name} has too few entries: the fewest are {limit}"),
    "maxItems": N_("{name} has too many entries: the most are {limit}"),
}
