"""Recording of the Train page's example run. Run: python -m hqnn_core.pretraining.example_run

It trains the network of the first preset on the offline images, for a few seconds, and writes the
events that the charts use to `hqnn_core/comparison/example_run.json`. Images and weights are left
out.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import hqnn_core.comparison
from hqnn_core.comparison.recorded import EXAMPLE_RUN
from hqnn_core.network import Event, Finished, HybridNet, load_digits, train
from hqnn_core.runs import PRESETS

SOURCE = "offline"
DIGITS = 4
"""Decimals of the recorded numbers; a chart shows fewer."""

NO_IMAGES = {"test_thetas": (), "test_answers": (), "test_probabilities": ()}


def recording() -> dict[str, Any]:
    """Train the network; date, settings, and the events by kind as rows of their fields."""
    model, training = PRESETS[0].model, PRESETS[0].training
    images = load_digits(model.digits, training.n_per_class, SOURCE)
    found: dict[str, Any] = {}
    for event in train(HybridNet(model), images, training):
        if isinstance(event, Finished):
            event = dataclasses.replace(event, **NO_IMAGES)
        _add(found, event)
    settings = {"model": model.as_dict(), "training": training.as_dict(), "source": SOURCE}
    return {"date": date.today().isoformat(), **settings, "events": found}


def _add(found: dict[str, Any], event: Event) -> None:
    fields = dataclasses.asdict(event)
    table = found.setdefault(type(event).__name__, {"fields": list(fields), "rows": []})
    table["rows"].append(rounded(tuple(fields.values())))


def rounded(value: Any) -> Any:
    """The value with its numbers rounded, ready for JSON."""
    if isinstance(value, tuple):
        return [rounded(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def write(name: str, content: dict[str, Any]) -> None:
    """Write a recording as JSON, with a line for each row of a table."""
    folder = Path(hqnn_core.comparison.__file__).parent
    (folder / name).write_text(f"{_json(content)}\n", encoding="utf-8")


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",\n".join(f'"{name}":{_json(each)}' for name, each in value.items()) + "}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + ",\n".join(map(_json_line, value)) + "]"
    return _json_line(value)


def _json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    write(EXAMPLE_RUN, recording())
