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
from hqnn_core.language import gettext, ngettext, said
from hqnn_core.network import confusion, load_checkpoint, probe_classes
from hqnn_core.runs import Run
from hqnn_core.words.drawing import last_number_text, tuning_text
from hqnn_core.words.numbers import a_digit, digits_text, percent_text
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
        gettext("Teach the network"), type="primary", icon=":material/school:", on_click=_begin,
        args=[network, own], disabled=is_active or not len(own),
    )  # fmt: skip
    copy = gettext(
        "A copy of “{name}” practises for a few seconds. It sees your drawings of {digits} again "
        "and again. It also sees as many digits by other people, so that it does not forget them.",
        name=literal(network.name),
        digits=digits_text(network.digits),
    )
    if len(own):
        counts = gettext(
            "Every fourth drawing is kept for a test. To learn: {taught}. To test: {tested}.",
            taught=len(taught),
            tested=len(held_out),
        )
    else:
        counts = gettext("Draw at least four of each.")
    st.caption(f"{copy} {counts}")
    if len(own) and (missing := untaught(own, network.digits)):
        st.caption(
            gettext(
                "You have not drawn {digits}: there, it sees other people's only.",
                digits=digits_text(missing),
            )
        )
    tuning = visitor().studio.tuning
    if tuning is None:
        if is_active:
            st.caption(gettext("Another run of yours is still training. Wait until it ends."))
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
        gettext("my handwriting"), *tuning_configs(network.model.config), weights=before,
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
        show_fault(said(run.message))
    loss, angles = st.columns(2)
    with loss:
        st.vega_lite_chart(
            spec=loss_chart(run.batches, run.epochs, run.training.epochs, [], MEASURE, colours),
            alt=gettext("Error over epochs: batches, training, test"),
        )
    with angles:
        if run.model.has_one_angle:
            thetas = run.epochs[-1].probe_thetas if run.epochs else ()
            st.vega_lite_chart(
                spec=angles_chart([thetas], probe_classes(len(thetas)), run.model, colours),
                alt=ngettext(
                    "{n} test image on the curve of P({digit})",
                    "{n} test images on the curve of P({digit})",
                    len(thetas),
                    digit=run.model.digits[1],
                ),
            )
        else:
            shares = [run.epochs[-1].probe_shares] if run.epochs else []
            st.vega_lite_chart(
                spec=shares_chart(shares, list(map(str, run.model.digits)), colours, 300),
                alt=gettext("The mean probability of each answer to the test images of each digit"),
            )
        st.caption(gettext("Digits by other people: do they move? Then the network forgets."))


def _show_result(tuning: Tuning) -> None:
    if not tuning.run.checkpoint:
        return
    networks = (tuning.before, tuning.run.checkpoint)
    before, after = (evaluation_of(load_checkpoint(network), tuning.judged) for network in networks)
    words = tuning_text(before, after, len(tuning.taught), is_held_out=len(tuning.held_out) > 0)
    st.markdown(gettext("**Before and after.** {found}", found=words))
    offer_newest()
    left, right = st.columns(2, border=True)
    with left:
        _show_side(tuning, gettext("Before"), before, beside=after)
    with right:
        _show_side(tuning, gettext("After"), after, beside=before)


def _show_side(tuning: Tuning, name: str, evaluation: Evaluation, beside: Evaluation) -> None:
    """Show one of the two evaluations, on an axis that both fit."""
    model = tuning.run.model
    meant, share = model.digits[evaluation.labels[-1]], percent_text(evaluation.probabilities[-1])
    which = (
        gettext("The last test drawing") if len(tuning.held_out) else gettext("Your last drawing")
    )
    st.markdown(f"**{name}**")
    at = f" ({last_number_text(model, evaluation.thetas[-1])})" if evaluation.thetas else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(pixels_png(tuning.judged.images[-1], 3), width=84, alt=which)
        st.markdown(f"{which}, {a_digit(meant)}: P({meant}) = **{share}**{at}")
    if not model.has_one_angle:
        counts = confusion(evaluation.labels, evaluation.answers, model.n_classes)
        st.vega_lite_chart(
            spec=confusion_chart(counts, list(map(str, model.digits)), palette()),
            alt=gettext("{name}: the digits that you meant, and the answers", name=name),
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
        alt=gettext(
            "{name}: your drawings on the curve of P({digit})", name=name, digit=model.digits[1]
        ),
    )
    st.caption(gettext("Your drawings, in the colours of the digits that you meant."))
