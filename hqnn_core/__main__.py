"""Command line: `python -m hqnn_core {train,sweep,classify,download-mnist}`.

Results go to the standard output, progress and errors to the standard error. Exit codes: 0 done,
1 failed, 2 wrong arguments, 130 interrupted.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.drawing import EmptyDrawingError, detector_for, image_from_canvas
from hqnn_core.errors import ConfigError, InputError
from hqnn_core.network import (
    CheckpointError,
    DatasetError,
    EpochDone,
    Event,
    Finished,
    download_mnist,
    load_checkpoint,
    load_digits,
    load_pretrained,
    save_checkpoint,
    train,
)
from hqnn_core.network.model import build_model
from hqnn_core.quantum import NonFiniteAngleError, make_engine
from hqnn_core.runs import OLD_PRESETS, PRESETS, run_sweep
from hqnn_core.words.lists import PARSERS, parse_digits, parse_list, parse_seeds
from hqnn_core.words.typed import parse_whole

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130
PRETRAINED = ("zero-one", "ten-digits")
SWITCHES = {"on": True, "off": False}

EXAMPLES = {
    "train": """examples:
  python -m hqnn_core train --shots 1000 --epochs 5 --out network.safetensors
  python -m hqnn_core train --preset "classical twin" --seed 3
  python -m hqnn_core train --digits "0 to 9" --qubits 6 --engine statevector --shots exact""",
    "sweep": """examples:
  python -m hqnn_core sweep shots=1,10,100 "seed=0 to 4" --file shots.hqnn
  python -m hqnn_core sweep kind=hybrid,classical seed=0,1,2 --epochs 5 --csv twins.csv""",
    "classify": """examples:
  python -m hqnn_core classify zero.png one.png
  python -m hqnn_core classify seven.jpg --network ten-digits --shots 1000""",
    "download-mnist": """example:
  python -m hqnn_core download-mnist --root ~/data""",
}

Parser = Callable[[str], Any]


class CommandError(Exception):
    """A command failed; the message says why and what to do."""


def parsers_of_settings() -> dict[str, Parser]:
    """The parser of each setting, by its name in the two configurations."""
    parsers: dict[str, Parser] = {}
    for config in (ModelConfig, TrainConfig):
        for name, hint in get_type_hints(config).items():
            if name == "digits":
                parsers[name] = lambda text: parse_digits("digits", text)
            elif get_origin(hint) is Literal:
                parsers[name] = _one_of(name, {choice: choice for choice in get_args(hint)})
            elif hint is bool:
                parsers[name] = _one_of(name, SWITCHES)
            else:
                parse = PARSERS.get(name, parse_whole)
                parsers[name] = lambda text, name=name, parse=parse: parse(name, text)
    return parsers


def _one_of(name: str, values: dict[str, Any]) -> Parser:
    def read(text: str) -> Any:
        if text not in values:
            raise ConfigError(name, f"must be one of {', '.join(values)}", repr(text))
        return values[text]

    return read


def command_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m hqnn_core", description="Hybrid quantum-classical networks, without the app"
    )
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=summary, description=summary, epilog=EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip

    one = command("train", "Train one network and save it.")
    names = [preset.name for preset in PRESETS]
    one.add_argument("--preset", type=lambda name: OLD_PRESETS.get(name, name), choices=names,
                     help="settings to start from, as on the Train page")  # fmt: skip
    one.add_argument("--out", type=Path, default=Path("network.safetensors"), help="the checkpoint")
    _add_settings(one)
    several = command("sweep", "Train a network for each combination of some settings.")
    several.add_argument("axes", nargs="+", metavar="setting=values", help="values with commas")
    several.add_argument("--file", type=Path, help="keeps what is done; a second call goes on")
    several.add_argument("--csv", type=Path, help="a row for each run")
    several.add_argument("--workers", type=int, help="training processes; one a core by default")
    _add_settings(several)
    reader = command("classify", "Classify images of handwritten digits, one digit each.")
    reader.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help="PNG, JPEG, ...")
    reader.add_argument(
        "--network", default="zero-one", help=f"{', '.join(PRETRAINED)}, or a checkpoint's file"
    )
    reader.add_argument("--shots", default="100", help="a number, or exact; 100 by default")
    reader.add_argument("--seed", type=int, default=0, help="of the shots; 0 by default")
    data = command("download-mnist", "Download MNIST, 11 MB.")
    data.add_argument("--root", type=Path, help="the folder for MNIST/raw; $HQNN_MNIST_ROOT else")
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("settings", "defaults in brackets")
    hints = {**get_type_hints(ModelConfig), **get_type_hints(TrainConfig)}
    defaults = {**TrainConfig().as_dict(), **ModelConfig().as_dict()}
    for name in parsers_of_settings():
        default, choices = defaults[name], get_args(hints[name])
        if isinstance(default, bool):
            default, choices = "on" if default else "off", tuple(SWITCHES)
        elif name == "digits":
            default = ", ".join(map(str, default))
        shown = "rule's own" if default is None else default
        is_choice = get_origin(hints[name]) is Literal or choices == tuple(SWITCHES)
        group.add_argument(
            f"--{name.replace('_', '-')}", dest=name, metavar="VALUE",
            help=f"{', '.join(choices)} [{shown}]" if is_choice else f"[{shown}]",
        )  # fmt: skip


def _settings(given: argparse.Namespace) -> tuple[ModelConfig, TrainConfig]:
    """The configurations that the arguments describe. Raises `ConfigError`."""
    name = getattr(given, "preset", None)
    preset = next((preset for preset in PRESETS if preset.name == name), None)
    model = preset.model if preset else ModelConfig()
    training = preset.training if preset else TrainConfig()
    parsers = parsers_of_settings()
    texts = {name: getattr(given, name) for name in parsers if getattr(given, name) is not None}
    values = {name: parsers[name](text) for name, text in texts.items()}
    return _replaced(model, values), _replaced(training, values)


def _replaced(config: Any, values: dict[str, Any]) -> Any:
    names = {field.name for field in dataclasses.fields(config)}
    return dataclasses.replace(config, **{k: v for k, v in values.items() if k in names})


def run_training(given: argparse.Namespace) -> None:
    """Train with a progress bar, save the network, and print its test accuracy."""
    config, training = _settings(given)
    data = load_digits(config.digits, training.n_per_class, training.source)
    network = build_model(config)
    n_batches = training.epochs * training.n_batches(len(data.train_labels))
    last: Event | None = None
    try:
        with tqdm(total=n_batches, unit="batch") as bar:
            for last in train(network, data, training):
                if isinstance(last, EpochDone):
                    bar.set_postfix_str(f"epoch {last.epoch}, test {last.test_accuracy:.1%}")
                elif not isinstance(last, Finished):
                    bar.update(getattr(last, "step", 0) - bar.n)
    except KeyboardInterrupt:
        save_checkpoint(network, given.out)
        sys.stderr.write(f"Interrupted. The network so far is in {given.out}.\n")
        raise
    assert isinstance(last, Finished)
    save_checkpoint(network, given.out)
    sys.stdout.write(f"{last.message}\n{given.out}\n")
    if last.outcome != "completed":
        raise CommandError("training did not reach its end: try a smaller --learning-rate.")


def run_grid(given: argparse.Namespace) -> None:
    """Train a grid of settings with a progress bar, and print a row for each run."""
    model, training = _settings(given)
    axes = dict(map(_axis, given.axes))
    frame = run_sweep(axes, model, training, n_workers=given.workers, file=given.file)
    if given.csv:
        frame.to_csv(given.csv, index=False)
    sys.stdout.write(f"{frame.to_string(index=False)}\n")
    if n_failed := int((frame.outcome != "completed").sum()):
        raise CommandError(f"{n_failed} of {len(frame)} runs did not complete.")


def _axis(text: str) -> tuple[str, list[Any]]:
    """A setting and its values, from "shots=1,10,100"."""
    name, has_values, values = text.partition("=")
    name, parsers = name.strip().replace("-", "_"), parsers_of_settings()
    if not has_values or name not in parsers or name == "digits":
        known = ", ".join(sorted({*parsers} - {"digits"}))
        raise ConfigError("sweep", f"takes setting=values with a setting of {known}", repr(text))
    if name == "seed":
        return name, parse_seeds(name, values)
    return name, parse_list(name, values, lambda _, part: parsers[name](part))


def run_classification(given: argparse.Namespace) -> None:
    """Print the digit and its probability for each image, and whether it looks like no digit."""
    is_ours = given.network in PRETRAINED
    network = load_pretrained(given.network) if is_ours else load_checkpoint(given.network)
    shots = parsers_of_settings()["shots"](given.shots)
    engine = make_engine("statevector", shots, given.seed)
    digits, faults = network.config.digits, []
    detector = detector_for(digits)
    for file in given.images:
        try:
            image = image_from_canvas(_pixels(file))
        except (OSError, ValueError) as fault:
            faults.append(f"{file}: {fault}")
            continue
        found = network.classify(image, engine)
        label = int(found.labels[0])
        none = detector.knows(digits) and not bool(detector.is_digit(image)[0])
        sys.stdout.write(
            f"{file}\t{digits[label]}\t{float(found.probabilities[0, label]):.4f}"
            f"{'	does not look like one of its digits' if none else ''}\n"
        )
    if faults:
        raise CommandError("\n".join(faults))


def _pixels(file: Path) -> NDArray[np.uint8]:
    try:
        return np.asarray(Image.open(file).convert("RGBA"))
    except Image.DecompressionBombError:
        raise ValueError("the picture is too large; make it smaller.") from None


def run_download(given: argparse.Namespace) -> None:
    """Download MNIST with a progress bar."""
    root = given.root.expanduser() if given.root else None
    with tqdm(total=100, unit="%") as bar:

        def show(share: float) -> None:
            bar.update(int(100 * share) - bar.n)

        download_mnist(root, show)


RUN: dict[str, Callable[[argparse.Namespace], None]] = {
    "train": run_training,
    "sweep": run_grid,
    "classify": run_classification,
    "download-mnist": run_download,
}
FAULTS = (CommandError, CheckpointError, DatasetError, EmptyDrawingError, NonFiniteAngleError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    given = command_parser().parse_args(arguments)
    try:
        RUN[given.command](given)
    except (*FAULTS, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return FAILED
    except InputError as fault:
        sys.stderr.write(f"{fault}\n")
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
