"""Results of a finished run: twin comparison, confusion matrix, misread images."""

from __future__ import annotations

from typing import cast

import streamlit as st

from hqnn_core.comparison.pairs import missing_seeds, series_of
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import SourceName
from hqnn_core.figures.pixels import digit_png
from hqnn_core.figures.result_charts import confusion_chart
from hqnn_core.language import gettext, ngettext
from hqnn_core.network import DatasetError, confusion, mistakes
from hqnn_core.runs import Run
from hqnn_core.words.pairs import series_text
from hqnn_core.words.training import mistake_text, mistakes_text
from pages.frame import resources
from pages.frame.messages import show_fault
from pages.frame.theme import palette
from pages.train.transport import start_series
from pages.visit.visitor import Visitor

N_SHOWN = 8


def show_pair(mine: Visitor) -> None:
    """Show how the run and its twin differ, and the button for more seeds."""
    series = series_of(mine.shown, mine.runs) if mine.shown else []
    words = series_text(series)
    if not words:
        return
    st.markdown(words)
    if n_missing := len(missing_seeds(series, 0)):
        st.button(
            gettext("Train both with {seeds} seeds", seeds=N_SEEDS), icon=":material/repeat:",
            on_click=start_series, args=[series], disabled=mine.active is not None,
            help=ngettext(
                "Trains both networks with {n} more seed, one after another.",
                "Trains both networks with {n} more seeds, one after another.",
                n_missing,
            ),
        )  # fmt: skip


def show_result(run: Run) -> None:
    """Show the confusion matrix and the misread images of a run that has ended."""
    if run.finished is None or not run.finished.test_answers:
        return
    source = run.training.source if run.source in (None, "drawings") else run.source
    try:
        digits = resources.test_digits(run.model.digits, cast(SourceName, source))
    except DatasetError as fault:
        show_fault(str(fault))
        return
    labels, names = digits.test_labels.tolist(), [str(d) for d in run.model.digits]
    end = run.finished
    wrong = mistakes(labels, end, run.model)
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.vega_lite_chart(
            spec=confusion_chart(
                confusion(labels, end.test_answers, run.model.n_classes), names, palette()
            ),
            width="content",
            alt=gettext("The true digits of the test images, and the answers of the network"),
        )
    with right:
        st.markdown(mistakes_text(wrong, len(labels), run.model))
        columns = st.columns(4)
        for i, mistake in enumerate(wrong[:N_SHOWN]):
            with columns[i % 4]:
                st.image(
                    digit_png(digits.test_images[mistake.index], 4), width=112,
                    alt=gettext(
                        "A {truth}, read as {answer}",
                        truth=names[mistake.truth],
                        answer=names[mistake.answer],
                    ),
                )  # fmt: skip
                st.caption(mistake_text(mistake, run.model))
