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
from hqnn_core.comparison.recorded import EXAMPLE_FILE
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
    table["rows"].append([_rounded(value) for value in fields.values()])


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def main() -> None:
    folder = Path(hqnn_core.comparison.__file__).parent
    content = json.dumps(recording(), ensure_ascii=False, separators=(",", ":"))
    (folder / EXAMPLE_FILE).write_text(content.replace("[[", "[\n[").replace("],[", "],\n["))


if __name__ == "__main__":
    main()
