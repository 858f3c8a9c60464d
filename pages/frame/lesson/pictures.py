"""Pictures for the hand-out: the pupil's angles, network and digit."""

from __future__ import annotations

from collections.abc import Iterator

from hqnn_core.figures.matplotlib_svg import printed_curve, printed_training
from hqnn_core.figures.pixels import data_url, digit_png
from hqnn_core.language import gettext
from hqnn_core.lesson.handout import Picture
from hqnn_core.lesson.steps import Lesson
from hqnn_core.words.numbers import angle_text
from hqnn_core.words.training import result_text
from pages.visit.visitor import Visitor


def own_pictures(course: Lesson, pupil: Visitor) -> list[Picture]:
    return [*_curve(course, pupil), *_training(pupil), *_digit(pupil)]


def _curve(course: Lesson, pupil: Visitor) -> Iterator[Picture]:
    """The angles at which steps were done, on the circuit's curve."""
    records = [pupil.progress.of(step) for step in course.steps if step.page == "circuit"]
    angles = [record.facts["theta"] for record in records if record.facts]
    points = {angle_text(float(theta)): float(theta) for theta in angles}
    if points:
        yield Picture(printed_curve(points), gettext("The circuit's curve, with my angles."))


def _training(pupil: Visitor) -> Iterator[Picture]:
    run = pupil.shown
    if run is not None and run.finished and run.epochs:
        accuracy = [epoch.test_accuracy for epoch in run.epochs]
        yield Picture(
            printed_training(accuracy), gettext("My network: {result}.", result=result_text(run))
        )


def _digit(pupil: Visitor) -> Iterator[Picture]:
    drawing = pupil.studio.canvases.get("draw")
    if drawing is not None:
        yield Picture(
            data_url(digit_png(drawing.image[0])), gettext("My digit, as the network sees it.")
        )
