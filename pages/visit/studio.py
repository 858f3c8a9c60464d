"""State of the Draw page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from hqnn_core.board.signs import ClassSigns
from hqnn_core.drawing import Blend, CanvasDrawing, Challenge, DrawingSet
from hqnn_core.language import N_
from hqnn_core.network import ClassicalTwin, HybridNet, checkpoint_bytes
from hqnn_core.runs import Run
from pages.frame import resources


@dataclass(frozen=True)
class Network:
    """A network by name; `content` is its checkpoint, None for the pretrained one."""

    name: str
    content: bytes | None

    @property
    def model(self) -> HybridNet | ClassicalTwin:
        return resources.pretrained() if self.content is None else resources.trained(self.content)

    @property
    def digits(self) -> tuple[int, ...]:
        return self.model.config.digits

    @property
    def in_doubt(self) -> Blend:
        """An image that it cannot tell."""
        return resources.blend_in_doubt_of(self.content)

    def checkpoint(self) -> bytes:
        return checkpoint_bytes(self.model) if self.content is None else self.content


@dataclass(frozen=True)
class Tuning:
    """A fine-tuning run; `before` is its initial checkpoint.

    It is judged by the drawings that were held out; without any, by those that it was taught with.
    """

    run: Run
    before: bytes
    taught: DrawingSet
    held_out: DrawingSet

    @property
    def judged(self) -> DrawingSet:
        return self.held_out if len(self.held_out) else self.taught


@dataclass(frozen=True)
class Game:
    """A challenge and the network that reads it from beginning to end."""

    challenge: Challenge
    network: Network
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass
class Studio:
    """The visitor's state there.

    Attributes:
        canvases: the drawing on each canvas, by the canvas's name; empty ones left out.
        drawings: those that the visitor has labelled.
        tuning: the last one.
        game: the challenge that is played, or was played last.
        changed, fewest: of the pixel puzzles, by digit: the changed pixels, and the least number
            of them that turned the answer.
        signs, sign_drawings: the names of two signs of one's own, and drawings with the labels 0
            and 1.
        class_signs: the signs of the class that are being learned.
    """

    canvases: dict[str, CanvasDrawing] = field(default_factory=dict)
    drawings: DrawingSet = field(default_factory=DrawingSet)
    tuning: Tuning | None = None
    game: Game | None = None
    changed: dict[int, frozenset[int]] = field(default_factory=dict)
    fewest: dict[int, int] = field(default_factory=dict)
    signs: tuple[str, str] = (N_("star"), N_("smile"))
    sign_drawings: DrawingSet = field(default_factory=DrawingSet)
    class_signs: ClassSigns | None = None
