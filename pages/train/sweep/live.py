"""Live view of a sweep: progress and outcomes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hqnn_core.comparison.rankings import Summary, SweepMeasure, summaries
from hqnn_core.comparison.recorded import example_sweep
from hqnn_core.figures.sweep_charts import sweep_chart
from hqnn_core.language import N_, gettext
from hqnn_core.runs import Sweep, question_of
from hqnn_core.words.settings import LABELS
from hqnn_core.words.sweeps import (
    SWEEP_MEASURES,
    cell_name,
    cell_text,
    example_sweep_text,
    spread_note,
    sweep_result_text,
    sweep_status,
)
from pages.frame import session
from pages.frame.messages import literal
from pages.frame.notices import show_notices
from pages.frame.settings import control, option
from pages.frame.theme import palette
from pages.train.sweep.grid import ChosenGrid, chosen_text


def live(chosen: ChosenGrid, sweep: Sweep | None, was_running: bool) -> None:
    """Show outcomes and faults; repeated while it runs."""
    if sweep is not None and was_running and sweep.state != "running":
        st.rerun()  # the buttons change
    show_notices()
    if sweep is None:
        _show_example_words(chosen)
    else:
        _show_words(chosen, sweep)
    sweep = sweep or example_sweep().sweep
    measure = _show_chart(sweep)
    st.markdown(f"{literal(sweep_result_text(sweep, measure))} {spread_note(sweep)}")


def _show_chart(sweep: Sweep) -> SweepMeasure:
    """Show the chart and its controls; return the shown measure."""
    named = SWEEP_MEASURES.__getitem__
    measure: SweepMeasure = option(session.SWEEP_MEASURE, SWEEP_MEASURES, "test_accuracy", named)
    across, down = _axes(sweep)
    found = _slice(summaries(sweep, measure), sweep, {across, down})
    spec = sweep_chart(found, across, down, measure, palette())
    words = {"measure": gettext(named(measure)), "across": gettext(LABELS[across])}
    alt = gettext("{measure} over {across}", **words)
    if down:
        alt = gettext("{measure} over {across} and {down}", **words, down=gettext(LABELS[down]))
    st.vega_lite_chart(spec=spec, alt=alt)
    st.segmented_control(
        gettext("What is compared"), list(SWEEP_MEASURES), required=True,
        format_func=lambda name: gettext(named(name)),
        label_visibility="collapsed", **control(session.SWEEP_MEASURE, measure, argument="default"),
    )  # fmt: skip
    return measure


def _show_example_words(chosen: ChosenGrid) -> None:
    """Show what the recorded sweep is, and what Start would train if that is another one."""
    words = gettext(chosen.question.watch_for)
    if chosen.fault:
        words = f":material/error: {literal(chosen.fault)}"
    elif chosen.name != example_sweep().sweep.name:
        words = f"{_another_text(chosen)} {words}"
    st.markdown(f"{example_sweep_text()}  \n{words}")


def _show_words(chosen: ChosenGrid, sweep: Sweep) -> None:
    done, rest = sweep_status(sweep)
    named = gettext("{runs} of “{sweep}”", runs=done, sweep=literal(gettext(sweep.name)))
    st.markdown(f"{named} · {literal(rest)}")
    st.progress(sweep.n_done / len(sweep))
    question = question_of(sweep.grid)
    words = [gettext(question.watch_for)] if question else []
    if chosen.fault:
        words.append(f":material/error: {literal(chosen.fault)}")
    elif chosen.grid != sweep.grid:
        words.append(_another_text(chosen))
    st.markdown("  \n".join(words))


def _another_text(chosen: ChosenGrid) -> str:
    return gettext("**Start** trains another grid.") + " " + literal(chosen_text(chosen))


def _axes(sweep: Sweep) -> tuple[str, str | None]:
    """The settings on the chart's axes; with more than two, the visitor chooses."""
    varied = sweep.grid.varied
    if len(varied) < 3:
        return varied[0], varied[1] if len(varied) > 1 else None
    named = LABELS.__getitem__
    with st.container(horizontal=True):
        across = option(session.SWEEP_ACROSS, varied, varied[0], named)
        rest = [name for name in varied if name != across]
        down = option(session.SWEEP_DOWN, rest, rest[0], named)
        for label, key, names, chosen in (
            (N_("Across"), session.SWEEP_ACROSS, varied, across),
            (N_("Down"), session.SWEEP_DOWN, rest, down),
        ):
            st.selectbox(
                gettext(label), names, format_func=lambda name: gettext(named(name)), width=220,
                **control(key, chosen, options=names),
            )  # fmt: skip
    return across, down


def _slice(found: list[Summary], sweep: Sweep, shown: set[str | None]) -> list[Summary]:
    """The summaries with one value for each setting that the chart does not show."""
    for name in sweep.grid.varied:
        if name not in shown:
            values, key = list(sweep.grid.axes[name]), session.SLICE + name
            value = option(key, values, values[0], partial(cell_name, name))
            st.select_slider(
                gettext(LABELS[name]), values, format_func=partial(cell_text, name), width=300,
                **control(key, value),
            )  # fmt: skip
            found = [summary for summary in found if summary.values[name] == value]
    return found
