"""The JSON schema of a lesson file, and its violations in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError, best_match

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
    name = next((f"“{key}”" for key in reversed(fault.absolute_path) if isinstance(key, str)), "it")
    wanted: Any = fault.validator_value
    instance: Any = fault.instance
    schema: Any = fault.schema
    match fault.validator:
        case "required":
            missing = next(key for key in wanted if key not in instance)
            return f"“{missing}” is missing"
        case "additionalProperties":
            known = schema["properties"]
            unknown = next(key for key in instance if key not in known)
            return f"there is no entry “{unknown}” here; there are {', '.join(known)}"
        case "enum":
            return f"“{instance}” is none of {', '.join(wanted)}"
        case "type":
            names = [wanted] if isinstance(wanted, str) else wanted
            return f"{name} must be {' or '.join(_TYPES[each] for each in names)}"
        case "minimum" | "maximum":
            least = "at least" if fault.validator == "minimum" else "at most"
            return f"{name} must be {least} {wanted}"
        case "minLength" | "minProperties":
            return f"{name} is empty"
        case "maxLength":
            return f"{name} has more than {wanted} characters"
        case "minItems" | "maxItems":
            least = "at least" if fault.validator == "minItems" else "at most"
            return f"{name} must have {least} {wanted} entries"
        case "dependentRequired":
            return f"{name}: “near” and “within” belong together"
        case "pattern":
            return f"{name} must be small letters, digits and hyphens"
    return f"{name}: {fault.message}"


_TYPES = {
    "object": "a group of entries", "array": "a list", "string": "text", "number": "a number",
    "integer": "a whole number", "boolean": "yes or no",
}  # fmt: skip
