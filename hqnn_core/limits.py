"""Limits of the server, each set by an environment variable or its default."""

from __future__ import annotations

import os
from dataclasses import dataclass

from hqnn_core.config import TrainConfig
from hqnn_core.errors import InputError, shortened
from hqnn_core.language import N_, gettext, localized, ngettext


class LimitError(InputError):
    """A limit of the server is exceeded; the message gives the limit and what to do.

    Attributes:
        limit: the name of the setting.
    """

    def __init__(self, limit: Limit, sentence: str) -> None:
        super().__init__(sentence)
        self.limit = limit.name


@dataclass(frozen=True)
class Limit:
    """A whole number above 0, set by the environment variable `name`."""

    name: str
    default: int

    @property
    def value(self) -> int:
        """The configured value, or the default where it is missing or invalid."""
        text = os.environ.get(self.name, "")
        return int(text) if self._is_right(text) else self.default

    @property
    def fault(self) -> str:
        """A sentence about an invalid value of the variable; else empty."""
        text = os.environ.get(self.name, "")
        if not text or self._is_right(text):
            return ""
        return (
            f"{self.name} must be a whole number above 0; it is “{shortened(text, 40)}”. "
            f"Until it is mended, {self.default:,} counts."
        )

    @staticmethod
    def _is_right(text: str) -> bool:
        return text.isascii() and text.isdigit() and int(text[:18]) > 0 and len(text) <= 15


MAX_VISITORS = Limit("HQNN_MAX_VISITORS", 200)
MAX_WAITING = Limit("HQNN_MAX_WAITING", 12)
MAX_IMAGES = Limit("HQNN_MAX_IMAGES", 2_000_000)
MAX_BATCHES = Limit("HQNN_MAX_BATCHES", 50_000)  # of a run, in all its epochs
MAX_MEMORY = Limit("HQNN_MAX_MEMORY", 4_000)  # megabytes
NICENESS = Limit("HQNN_NICENESS", 15)  # of the training processes; 19 is the lowest priority
LIMITS = (MAX_VISITORS, MAX_WAITING, MAX_IMAGES, MAX_BATCHES, MAX_MEMORY, NICENESS)


def check_size(n_images: int, training: TrainConfig) -> None:
    """Raise `LimitError` for a run with too many images in all its epochs, or too many batches."""
    shown = training.epochs * n_images
    if shown > MAX_IMAGES.value:
        raise _exceeded(
            MAX_IMAGES,
            N_(
                "This run would show {shown} images (epochs: {epochs}, images: {images}). This "
                "server allows {most}. Choose fewer epochs or fewer images."
            ),
            shown=shown, epochs=training.epochs, images=n_images,
        )  # fmt: skip
    n_batches = training.epochs * training.n_batches(n_images)
    if n_batches > MAX_BATCHES.value:
        raise _exceeded(
            MAX_BATCHES,
            N_(
                "This run would take {batches} batches (epochs: {epochs}, images: {images}, batch "
                "size: {size}). This server allows {most}. Choose larger batches, fewer epochs or "
                "fewer images."
            ),
            batches=n_batches, epochs=training.epochs, images=n_images, size=training.batch_size,
        )  # fmt: skip


def check_waiting(n_active: int, n_new: int) -> None:
    """Raise `LimitError` if a visitor would have too many runs that train or wait."""
    if n_active + n_new > MAX_WAITING.value:
        raise LimitError(
            MAX_WAITING,
            ngettext(
                "At most {n} of your runs may train or wait. Yours now: {active}. New: {new}. "
                "Start fewer, one after the other.",
                "At most {n} of your runs may train or wait. Yours now: {active}. New: {new}. "
                "Start fewer, one after the other.",
                MAX_WAITING.value,
                active=n_active,
                new=n_new,
            ),
        )


def check_memory(megabytes: float, refusal: str) -> None:
    """Raise `LimitError` if the server's memory is full; `refusal` is the message's beginning."""
    if megabytes > MAX_MEMORY.value:
        more = gettext(
            "Its memory is full. What is stored is kept. Try again in some minutes, or tell "
            "whoever runs the server."
        )
        raise LimitError(MAX_MEMORY, f"{refusal} {more}")


def check_visitors(n_here: int) -> None:
    """Raise `LimitError` if the server has as many visitors as it admits."""
    if n_here >= MAX_VISITORS.value:
        raise _exceeded(
            MAX_VISITORS,
            N_(
                "This server is full: {n_here} visitors are here. Try again in some minutes. What "
                "you made here before is kept."
            ),
            n_here=n_here,
        )


def _exceeded(limit: Limit, message: str, **counts: int) -> LimitError:
    """An error whose message has these counts, and the limit as {most}."""
    values = {name: localized(f"{n:,}") for name, n in {**counts, "most": limit.value}.items()}
    return LimitError(limit, gettext(message, **values))
