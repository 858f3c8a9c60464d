"""Command line: `python -m hqnn_core.experiments NAME` runs an experiment and prints its result.

With `--record` it computes anew, in minutes, what the experiments show before they are run.
"""

from __future__ import annotations

import argparse
import base64
import json
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from hqnn_core.experiments import EXPERIMENTS, RECORDED_FILE, Computed, experiment

NAMES = [name for name in EXPERIMENTS if isinstance(experiment(name), Computed)]


def run(name: str) -> None:
    """Run an experiment with its defaults, and answer its further questions."""
    about = experiment(name)
    assert isinstance(about, Computed)
    found = _with_progress(about, about.compute, *about.defaults())
    sys.stdout.write(f"{about.text(found)}\n")
    for label, ask in about.further.items():
        answer = _with_progress(about, ask, found)
        sys.stdout.write(f"\n{label}\n{about.text(answer)}\n")


def _with_progress(about: Computed, function: Any, *arguments: Any) -> Any:
    if about.is_quick:
        return function(*arguments)
    with tqdm(unit="step") as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return function(*arguments, report=report)


def record() -> None:
    from hqnn_core.experiments import attack, one_shot, shuffled

    right = shuffled.memorised(is_shuffled=False).mean_known("hybrid")
    exact = [statistics.fmean(shares) for shares in one_shot.one_shot().exact]
    images = attack.pictures(attack.attack(attack.example_image())).values()
    content = {
        "date": datetime.now(UTC).date().isoformat(),
        "shuffled": {"right labels": [round(share, 4) for share in right]},
        "one_shot": {"exact": [round(share, 5) for share in exact]},
        "attack": {"images": [base64.b64encode(image).decode("ascii") for image in images]},
    }
    Path(__file__).with_name(RECORDED_FILE).write_text(json.dumps(content, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hqnn_core.experiments")
    parser.add_argument("name", nargs="?", choices=NAMES, help="an experiment of the page Beyond")
    parser.add_argument("--record", action="store_true", help="write the recorded results")
    given = parser.parse_args()
    if given.record:
        record()
    elif given.name:
        run(given.name)
    else:
        parser.print_help()


if __name__ == "__main__":
    main()
