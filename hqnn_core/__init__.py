"""A hybrid quantum-classical neural network, from the circuit to the trained classifier.

The public names below are imported when they are first used, so that importing the package,
or a part of it, takes no longer than that part needs.
"""

from __future__ import annotations

import importlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hqnn_core.checkpoint import (
        CheckpointError,
        load_checkpoint,
        load_pretrained,
        save_checkpoint,
    )
    from hqnn_core.circuit import Ansatz, ry_circuit
    from hqnn_core.config import ModelConfig, TrainConfig
    from hqnn_core.data import DatasetError, load_digits
    from hqnn_core.drawing import EmptyDrawingError, image_from_canvas
    from hqnn_core.engines.aer import AerEngine
    from hqnn_core.engines.statevector import StatevectorEngine
    from hqnn_core.events import BatchDone, EpochDone, Finished, Started
    from hqnn_core.export import config_json, history_csv, reproduce_source
    from hqnn_core.model import ClassicalTwin, HybridNet
    from hqnn_core.quantum_layer import QuantumLayer
    from hqnn_core.runner import Run, Runner
    from hqnn_core.training import Trainer, TrainingStateError, train

# Qiskit 2.6 crashes the process once the thread that imported it has ended (seen on making a
# Parameter in a second thread). A web server runs its pages in threads that end, so there the
# import is handed to one that lasts as long as the process.
if threading.current_thread() is not threading.main_thread():
    _lasting_thread = ThreadPoolExecutor(1, "qiskit-import")
    _lasting_thread.submit(importlib.import_module, "qiskit").result()

_MODULES = {
    "checkpoint": ("CheckpointError", "load_checkpoint", "load_pretrained", "save_checkpoint"),
    "circuit": ("Ansatz", "ry_circuit"),
    "config": ("ModelConfig", "TrainConfig"),
    "data": ("DatasetError", "load_digits"),
    "drawing": ("EmptyDrawingError", "image_from_canvas"),
    "engines.aer": ("AerEngine",),
    "engines.statevector": ("StatevectorEngine",),
    "events": ("BatchDone", "EpochDone", "Finished", "Started"),
    "export": ("config_json", "history_csv", "reproduce_source"),
    "model": ("ClassicalTwin", "HybridNet"),
    "quantum_layer": ("QuantumLayer",),
    "runner": ("Run", "Runner"),
    "training": ("Trainer", "TrainingStateError", "train"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AerEngine",
    "Ansatz",
    "BatchDone",
    "CheckpointError",
    "ClassicalTwin",
    "DatasetError",
    "EmptyDrawingError",
    "EpochDone",
    "Finished",
    "HybridNet",
    "ModelConfig",
    "QuantumLayer",
    "Run",
    "Runner",
    "Started",
    "StatevectorEngine",
    "TrainConfig",
    "Trainer",
    "TrainingStateError",
    "config_json",
    "history_csv",
    "image_from_canvas",
    "load_checkpoint",
    "load_digits",
    "load_pretrained",
    "reproduce_source",
    "ry_circuit",
    "save_checkpoint",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
