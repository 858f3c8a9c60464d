"""Keys of `st.session_state`. What outlives a session is in pages/visit/visitor.py.

Those in `IN_THE_ADDRESS` are names of settings too: pages/frame/settings.py keeps their values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from hqnn_core.experiments import EXPERIMENTS

T = TypeVar("T")

REFUSED = "refused"  # the limit that was asked for too much last
ASKED = "asked"  # (question, the answer that does something, what it does)
ARRIVAL = "arrival"  # this tab's stay: pages/visit/visitors.py
# the address: see pages/frame/address.py
PAGE = "page"  # that this tab is on
IN_ADDRESS = "in_address"  # {name: texts} of the address that nobody has read yet
LINK_FAULTS = "link_faults"  # what of that address was not possible
# settings: see pages/frame/settings.py
SETTINGS = "settings"  # {name: value} of those that were set
ON_SCREEN = "on_screen"  # {name: value} that the widget had last
IS_UNREAD = "is_unread"  # whether the store was not asked yet for what has changed
TOOLS = "tools_open"
GO_TO = "go_to"  # the page that was chosen in them
PROJECTOR = "projector"
LANG = "lang"  # in the address
LANGUAGE = "language"
LANGUAGE_CHOSEN = "language_chosen"  # there once it was another than the browser's, or its cookie's
HIDDEN = "hide"  # names of the controls that are not shown
STEP = "step"  # of the lesson, from 1; 0 while it is off
LESSON_LENGTH = "lesson"  # in minutes
LESSON_GO = "lesson_go"  # the file of the page to go to
LESSON_NOTE = "lesson_note"  # what of the address's step was not possible
BEFORE_LESSON = "before_lesson"  # the settings when it was turned on
LOOKS = "looks"  # whether this tab shows the teacher's page, see attention.py
LOOK_GO = "look_go"  # (page, settings) to go to
LESSON_ANSWER = "lesson_answer_"  # and the id of a step: what is being predicted
# of several pages: see pages/widgets/controls.py
THETA = "theta"
SHOTS = "shots"
SHIFT = "shift"
TYPED = "typed_theta"  # the text, and for which angle
# buttons
MEASURE_AGAIN = "measure_again"
MEASURE_OFTEN = "measure_often"
TAKE_HOME = "take_home"
ANOTHER_IMAGE = "another_image"
# circuit
HADAMARD = "hadamard"
MEASURED_SHOTS = "pile"  # ((theta, with H), what each shot gave)
SINGLE_SHOT = "single_shot"  # {"id", "bit"} of the last shot, if it was a single one
SHOTS_ASKED = "shots_asked"  # counts presses of the buttons for more shots
EVERY_ANGLE = "every_angle"  # whether the circuit is measured at every angle
CIRCUIT_RUN = "circuit_run"  # counts presses of 'Measure again'
# shift
LAB_RUN = "lab_run"  # counts presses of 'Measure again'
CHAPTER_RULES = "chapter_rules"  # whether the rules of the chapter are shown too
SHOWN_RULE = "shown_rule"  # whose single slopes are drawn
# neurons
EXAMPLE_DIGIT = "digit"
EXAMPLE_NUMBER = "image"  # counts presses of 'Another image'
PASSAGE_STEP = "layer"
CHOSEN_SUM = "chosen_sum_"  # and what is chosen, and where: pages/widgets/sums.py
# train
TRAINING = "training"  # the part of the page: one network, or many settings
EPOCHS = "epochs"
N_IMAGES = "images"
ENGINE = "engine"
RULE = "rule"
KIND = "kind"
BATCH_SIZE = "batch"
LEARNING_RATE = "rate"
LOSS = "loss"
SOURCE = "source"
DIGITS = "digits"
QUBITS = "qubits"
LAYERS = "layers"
ENTANGLED = "entangled"
SEED = "seed"
TRAIN_HADAMARD = "train_hadamard"
NOISE = "noise"
GATE_ERROR = "gate_error"
READOUT_ERROR = "readout_error"
PRESET = "preset"
MORE_SETTINGS = "more_settings"  # whether they are open
SMOOTH = "smooth"
SLOW = "slow"  # whether the first epoch is replayed slowly
UPLOAD = "upload"
MEASURE = "measure"  # the loss that the chart shows
# train: many settings
QUESTION = "question"
CHANGE_GRID = "change_grid"  # whether it is open
SWEEP_FIELD = "sweep_"  # and the name of the setting: what the widgets of the grid hold
SWEEP_MEASURE = "sweep_measure"
SLICE = "slice_"  # and the name of a setting that the chart does not show: its value
SWEEP_ACROSS = "sweep_across"
SWEEP_DOWN = "sweep_down"
# class
CLASS_CODE = "class"
NICKNAME = "nickname"
CLASS_FAULT = "class_fault"  # what was refused last
TEACHER_CODE = "teacher_code"
TEACHER_KEY = "teacher_key"
ENTRY = "entry"  # the id of the entry to hide
PUPIL = "pupil"  # the id of the pupil whose hand-out is open
ROUND = "round"  # of the quiz
QUIZ_ANSWER = "quiz_"  # and the round and the id of a question
QUIZ_GAPS = "quiz_gaps"  # numbers of the questions that were left open
CLASS_QUESTION = "class_question"  # the id of the step that is shown
CLASS_DRAWINGS = "class_drawings"  # ids of the drawings that are chosen
INVITED_PAGE = "invited_page"
INVITATION = "invitation"  # the address of a page, with settings
# beyond
EXPERIMENT = "experiment"  # the settings of each are named in hqnn_core.experiments
REFEREE_QUESTION = "referee_question"  # of `experiments.qcnn`, whose answer is shown
REFEREE_BUTTON = "referee_button_"  # and the question
ARMS_HIDDEN = "arms_hidden"  # whether the trained networks wait for the next guess
PAIR_ANGLE = "pair_angle"
PAIR_SHOTS = "pair_shots"
PAIR_RUN = "pair_run"  # counts the measurements of the pair
STEPPED_CIRCUIT = "stepped_circuit"
NEXT_GATE = "next_gate"
STEPS_DONE = "steps_done_"  # and the name of the circuit
DEVICE = "device"
DEVICE_QUEUE = "device_queue"  # the least busy device of the account
EXPERIMENT_BUTTON = "experiment_button_"  # and its name
# draw
PART = "part"  # of the Draw page: draw, teach, challenge
GAME = "game"  # of the challenge
PUZZLE = "puzzle"  # the digit whose pixels are changed
LAST_VOTE = "last_vote"  # (id of the drawing, what was read) until the next drawing is asked for
TAUGHT = "taught"  # what the network is taught: digits or two signs
SIGN_NAMES = "sign_name_"  # and 0 or 1
SIGN_FAULT = "sign_fault"  # what was wrong with the names
CANVAS_NUMBER = "canvas_number"  # counts the canvases: each new one is empty
CANVAS_START = "canvas_start"  # {key of a canvas: the drawing that it began with, or None}
SAMPLE = "sample"  # number of the sample that stands in for a drawing, None for none
MEASUREMENTS = "measurements"  # counts those of the drawing that were asked for
OPEN_SUMS = "open_sums"  # (place of the network, station) whose sums are to be shown
NETWORK = "network"  # "pretrained", "uploaded", or the number of a run
OTHER_NETWORK = "other_network"  # the network to compare with, "none" for none
NEWEST_NETWORK = "newest_network"  # the number of the last run that need not be offered any more
NETWORK_UPLOAD = "network_upload"
NETWORK_FAULT = "network_fault"  # what was wrong with the upload
DRAW_SHOTS = "draw_shots"
PEN = "pen"
SET_UPLOAD = "set_upload"
SET_NOTE = "set_note"  # what came of the last change of the set
SET_NUMBER = "set_number"  # counts changes of the set of drawings

SWEPT = ("shots", "shift", "learning_rate", "seed", "epochs", "n_per_class", "batch_size", "qubits",
         "layers", "gate_error", "readout_error", "engine", "rule", "noise", "loss", "kind",
         "hadamard", "entangled")  # fmt: skip
IN_THE_ADDRESS = frozenset(
    {
        THETA, SHOTS, SHIFT, HADAMARD, EVERY_ANGLE, CHAPTER_RULES, SHOWN_RULE, EXAMPLE_DIGIT,
        EXAMPLE_NUMBER, PASSAGE_STEP, TRAINING, EPOCHS, N_IMAGES, ENGINE, RULE, KIND, BATCH_SIZE,
        LEARNING_RATE, LOSS, SOURCE, DIGITS, QUBITS, LAYERS, ENTANGLED, SEED, TRAIN_HADAMARD,
        NOISE, GATE_ERROR, READOUT_ERROR, PRESET, SMOOTH, SLOW, MEASURE, QUESTION, SWEEP_MEASURE,
        SWEEP_ACROSS, SWEEP_DOWN, EXPERIMENT, PAIR_ANGLE, PAIR_SHOTS, STEPPED_CIRCUIT, DEVICE,
        PART, GAME, PUZZLE, TAUGHT, DRAW_SHOTS, PEN, NETWORK, OTHER_NETWORK, SAMPLE, CLASS_CODE,
        ROUND,
        *(name for listed in EXPERIMENTS.values() for name in listed.settings),
        *(start + field for field in SWEPT for start in (SWEEP_FIELD, SLICE)),
    }
)  # fmt: skip
"""What the address of a page may say: settings, by the keys of their widgets."""


def counter(key: str) -> int:
    """The value of a counter; 0 at first."""
    return int(st.session_state.setdefault(key, 0))


def count(key: str) -> None:
    """Add one to a counter; for `on_click`."""
    st.session_state[key] = counter(key) + 1


def kept(name: str) -> Any:
    """The last result of `cached` under this name; None before."""
    return st.session_state.get(f"cached_{name}", (None, None))[1]


def forget(*names: str) -> None:
    """Drop the results of `cached` under these names."""
    for name in names:
        st.session_state.pop(f"cached_{name}", None)


def cached(name: str, inputs: Any, make: Callable[[], T]) -> T:
    """The result of `make`, computed again only when the inputs change."""
    key = f"cached_{name}"
    made_for, result = st.session_state.get(key, (None, None))
    if result is None or made_for != inputs:
        result = make()
        st.session_state[key] = (inputs, result)
    return result
