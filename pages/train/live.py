"""Live view of a run: angles, loss, accuracy, cost."""

from __future__ import annotations

import streamlit as st

from hqnn_core.comparison.pairs import series_of
from hqnn_core.comparison.recorded import example_run, recorded_runs
from hqnn_core.config import LossName
from hqnn_core.figures.charts import aligned
from hqnn_core.figures.training_charts import Overlay, Replay, accuracy_chart, loss_chart
from hqnn_core.language import N_, gettext, localized
from hqnn_core.runs import (
    Run,
    images_passed,
    remaining_seconds,
    samples_per_second,
)
from hqnn_core.words.numbers import duration_text, whole_text
from hqnn_core.words.pairs import twin_text
from hqnn_core.words.settings import LOSS_NAMES, settings_of
from hqnn_core.words.training import (
    angles_text,
    loss_text,
    replay_text,
    training_lines,
    watch_text,
)
from pages.frame import resources, session
from pages.frame.messages import literal
from pages.frame.notices import show_notices
from pages.frame.settings import control, option, switch
from pages.frame.theme import palette
from pages.train.angles import (
    HEIGHT,
    TRAILS_HEIGHT,
    Moments,
    moments_of,
    show_angles,
    show_replay,
    show_trails,
)
from pages.train.settings import Chosen
from pages.visit.visitors import visitor


def live(chosen: Chosen, was_active: bool) -> None:
    """Show the run and its faults; repeated while it is active."""
    mine = visitor()
    mine.follow()
    if was_active and (mine.active is None or mine.active is not mine.shown):
        mine.shown = mine.active or mine.shown
        st.rerun()  # the buttons change
    show_notices()
    measure: LossName = option(session.MEASURE, LOSS_NAMES, "chapter", LOSS_NAMES.__getitem__)
    _show_words(mine.shown, chosen, measure)
    _show_pictures(mine.shown or example_run().run, chosen, measure)
    _show_effort(mine.shown)


def _show_pictures(run: Run, chosen: Chosen, measure: LossName) -> None:
    """Show the angles and the loss side by side, then how both came about."""
    series = series_of(run, visitor().runs)
    pair = next((pair for pair in series if run in pair), None)
    found = moments_of(pair or (run,))
    moments = next(each for each in found if each.run is run)
    left, right = st.columns(2)
    with left:
        show_angles(found)
        show_replay(moments)
    with right:
        _show_losses(moments, measure)
    with st.container(key="train-watch"):
        st.caption(twin_text(series) or _watch_for(run, chosen))
    left, right = st.columns(2)
    with left:
        if run.model.has_one_angle:
            show_trails(moments)
        st.caption(angles_text(run.model))
    with right:
        _show_accuracy(run)
        st.caption(loss_text(measure))


def _watch_for(run: Run, chosen: Chosen) -> str:
    """The note of the shown run's preset, and of the next one if it differs.

    Without a run of the visitor's own, only that of the next one.
    """
    words, next_one = watch_text(run.model, run.training), (chosen.model, chosen.training)
    if chosen.fault or settings_of(*next_one) == settings_of(run.model, run.training):
        return words
    next_words = gettext("**The next run:** {words}", words=chosen.watch_for)
    return f"{words}  \n{next_words}" if visitor().shown else next_words


def _show_words(run: Run | None, chosen: Chosen, measure: LossName) -> None:
    """Show progress and message: always two lines, so that nothing moves."""
    stands, outcome = training_lines(run, resources.turn(run), measure)
    is_wrong = chosen.fault or (run is not None and run.state in ("diverged", "failed"))
    mark = ":material/error: " if is_wrong else ""
    with st.container(horizontal=True, vertical_alignment="center", key="train-words"):
        st.markdown(f"{stands}  \n{mark}{literal(chosen.fault or outcome)}", width="stretch")
        if run is not None and not run.is_active and run.checkpoint:
            st.page_link(
                "pages/draw/page.py", label=gettext("Draw with it"), icon=":material/draw:",
                query_params={"network": str(run.number)},
            )  # fmt: skip


def _show_losses(moments: Moments, measure: LossName) -> None:
    """Show the loss; of a slow replay, in the first epoch of this run alone."""
    run, known, smooth = moments.run, moments.known, switch(session.SMOOTH)
    recorded = recorded_runs() if run.model.has_one_angle else []  # of no other network
    names = [replay_text(probe, run.epochs, measure) for probe in known]
    replay = Replay(moments.shown, [probe.step / run.n_batches_per_epoch for probe in known], names)
    batches, epochs, others, last = run.batches, run.epochs, _overlays(), _last_epoch(run)
    if moments.is_slow:
        batches, epochs, others, last, recorded = batches[: known[-1].step], [], [], 1, []
    spec = loss_chart(
        batches, epochs, last, recorded, measure, palette(), others, smooth, HEIGHT, replay
    )
    alt = gettext("Loss over epochs: batches, training, test")
    if recorded:
        alt = gettext("Loss over epochs: batches, training, test, and the chapter's curves")
    st.vega_lite_chart(spec=aligned(spec, extent=40), alt=alt)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            gettext("Loss shown"), list(LOSS_NAMES), required=True,
            format_func=lambda name: gettext(LOSS_NAMES[name]),
            label_visibility="collapsed", **control(session.MEASURE, measure, argument="default"),
        )  # fmt: skip
        st.toggle(gettext("Smooth"), **control(session.SMOOTH, smooth))


def _show_accuracy(run: Run) -> None:
    colours = palette()
    height = round(TRAILS_HEIGHT * colours.letters)
    spec = accuracy_chart(run.epochs, _last_epoch(run), colours, _overlays(), height)
    alt = gettext("Accuracy on the test images, over epochs")
    st.vega_lite_chart(spec=aligned(spec, extent=40), alt=alt)


def _overlays() -> list[Overlay]:
    return [Overlay(other.label, other.epochs) for other in visitor().beside]


def _last_epoch(run: Run) -> int:
    """The last epoch of all runs that are drawn."""
    return max([run.training.epochs, *(other.training.epochs for other in visitor().beside)])


def _show_effort(run: Run | None) -> None:
    """Show the run's measured cost."""
    columns, labels = st.columns(4), list(map(gettext, _EFFORT))
    if run is None or not run.batches:
        for column, label in zip(columns, labels, strict=True):
            column.metric(label, "–")
        return
    speed, left, circuits = samples_per_second(run), remaining_seconds(run), run.batches[-1]
    columns[0].metric(labels[0], localized(f"{speed:,.0f}") if speed else "–")
    columns[1].metric(labels[1], whole_text((run.finished or circuits).circuits))
    if run.is_active:
        columns[2].metric(labels[2], duration_text(left))
    else:
        columns[2].metric(gettext("Time taken"), duration_text(run.seconds))
    if run.model.kind == "classical":
        columns[3].metric(labels[3], gettext("no circuits"))
        return
    per_image = resources.chapter_probe().seconds_per_image
    known = per_image if run.model.has_one_angle else None
    columns[3].metric(
        labels[3], duration_text(known * images_passed(run) if known else None),
        help=gettext(
            "The textbook's program would need this long: it sends one circuit per job, and "
            "prepares it anew each time. A training process measures the time of one image; it is "
            "multiplied by the images so far. It is known for one qubit only."
        ),
    )  # fmt: skip


_EFFORT = (
    N_("Images per second"),
    N_("Circuits run"),
    N_("Time left"),
    N_("With the textbook's program"),
)
