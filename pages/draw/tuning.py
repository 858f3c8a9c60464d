"""Fine-tuning on the visitor's drawings: live view, and accuracy before and after."""

from __future__ import annotations

import streamlit as st

from hqnn_core.config import LossName
from hqnn_core.drawing import (
    DrawingSet,
    Evaluation,
    evaluation_of,
    taught_and_held_out,
    tuning_configs,
    tuning_images,
    untaught,
)
from hqnn_core.figures.pixels import pixels_png
from hqnn_core.figures.result_charts import angles_chart, confusion_chart, shares_chart
from hqnn_core.figures.training_charts import loss_chart
from hqnn_core.network import confusion, load_checkpoint, probe_classes
from hqnn_core.runs import Run
from hqnn_core.words.drawing import last_number_text, tuning_text
from hqnn_core.words.numbers import a_digit, digits_text, percent_text, plural
from hqnn_core.words.training import training_text
from pages.draw.networks import offer_newest
from pages.frame import resources
from pages.frame.messages import literal, show_fault
from pages.frame.theme import palette
from pages.visit.studio import Network, Tuning
from pages.visit.visitors import live_seconds, visitor

MEASURE: LossName = "nll"  # what a tuning minimises


def show_tuning(network: Network, drawings: DrawingSet) -> None:
    own = drawings.of(network.digits)
    taught, held_out = taught_and_held_out(own)
    is_active = visitor().active is not None
    st.button(
        "Teach the network", type="primary", icon=":material/school:", on_click=_begin,
        args=[network, own], disabled=is_active or not len(own),
    )  # fmt: skip
    st.caption(
        f"The network “{literal(network.name)}” is trained for a few seconds on {len(taught)} of "
        f"your {plural(len(own), 'drawing')} of {digits_text(network.digits)}, repeated, and on as "
        "many digits of other people, so that it does not forget those. "
        f"{len(held_out)} are held out for testing: every fourth of each digit. "
        "This makes a new network; the old one does not change."
    )
    if len(own) and (missing := untaught(own, network.digits)):
        st.caption(
            f"You have no drawing of {digits_text(missing)}: of these, it sees other people's only."
        )
    tuning = visitor().studio.tuning
    if tuning is None:
        if is_active:
            st.caption("Another run of yours is still training. Wait until it ends.")
    elif tuning.run.is_active:
        st.fragment(_live, run_every=live_seconds())(tuning)
    else:
        _show_charts(tuning.run)
        _show_result(tuning)


def _begin(network: Network, own: DrawingSet) -> None:
    mine = visitor()
    if mine.active is not None or not len(own):
        return
    before = network.checkpoint()
    taught, held_out = taught_and_held_out(own)
    run = mine.submit(
        "my handwriting", *tuning_configs(network.model.config), weights=before,
        drawings=tuning_images(taught, resources.example_digits(network.digits)),
    )  # fmt: skip
    mine.studio.tuning = Tuning(run, before, taught, held_out)


def _live(tuning: Tuning) -> None:
    if not tuning.run.is_active:
        st.rerun()
    _show_charts(tuning.run)


def _show_charts(run: Run) -> None:
    colours = palette()
    st.markdown(training_text(run, resources.turn(run), MEASURE))
    if run.state in ("failed", "diverged"):
        show_fault(run.message)
    loss, angles = st.columns(2)
    with loss:
        st.vega_lite_chart(
            spec=loss_chart(run.batches, run.epochs, run.training.epochs, [], MEASURE, colours),
            alt="Loss over epochs: batches, training, test",
        )
    with angles:
        if run.model.has_one_angle:
            thetas = run.epochs[-1].probe_thetas if run.epochs else ()
            st.vega_lite_chart(
                spec=angles_chart([thetas], probe_classes(len(thetas)), run.model, colours),
                alt=f"{len(thetas)} test images on the P({run.model.digits[1]}) curve",
            )
        else:
            shares = [run.epochs[-1].probe_shares] if run.epochs else []
            st.vega_lite_chart(
                spec=shares_chart(shares, list(map(str, run.model.digits)), colours, 300),
                alt="The mean probability of each answer for the test images of each digit",
            )
        st.caption("Test images by other people: they show whether the network forgets.")


def _show_result(tuning: Tuning) -> None:
    if not tuning.run.checkpoint:
        return
    networks = (tuning.before, tuning.run.checkpoint)
    before, after = (evaluation_of(load_checkpoint(network), tuning.judged) for network in networks)
    words = tuning_text(before, after, len(tuning.taught), is_held_out=len(tuning.held_out) > 0)
    st.markdown(f"**Before and after.** {words}")
    offer_newest()
    left, right = st.columns(2, border=True)
    with left:
        _show_side(tuning, "Before", before, beside=after)
    with right:
        _show_side(tuning, "After", after, beside=before)


def _show_side(tuning: Tuning, name: str, evaluation: Evaluation, beside: Evaluation) -> None:
    """Show one of the two evaluations, on an axis that both fit."""
    model = tuning.run.model
    meant, share = model.digits[evaluation.labels[-1]], percent_text(evaluation.probabilities[-1])
    which = "The last drawing held out" if len(tuning.held_out) else "Your last drawing"
    st.markdown(f"**{name}**")
    at = f" at {last_number_text(model, evaluation.thetas[-1])}" if evaluation.thetas else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(pixels_png(tuning.judged.images[-1], 3), width=84, alt=which)
        st.markdown(f"{which}, {a_digit(meant)}: P({meant}) = **{share}**{at}")
    if not model.has_one_angle:
        counts = confusion(evaluation.labels, evaluation.answers, model.n_classes)
        st.vega_lite_chart(
            spec=confusion_chart(counts, list(map(str, model.digits)), palette()),
            alt=f"{name}: the digits that you meant, and the answers",
        )
        return
    st.vega_lite_chart(
        spec=angles_chart(
            [evaluation.thetas],
            evaluation.labels,
            model,
            palette(),
            height=240,
            beside=beside.thetas,
        ),
        alt=f"{name}: your drawings on the P({model.digits[1]}) curve",
    )
    st.caption("Your drawings, in the colours of their labels.")
