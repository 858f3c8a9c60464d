"""The parts of the first page: draw, teach, challenge."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hqnn_core.drawing import predict
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import ClassicalTwin, HybridNet
from hqnn_core.words.drawing import hybrid_text, looks_like_text
from hqnn_core.words.numbers import one_of_digits, whole_text
from pages.draw.answer import (
    Answer,
    answers_to,
    measure_again,
    show_answers,
    show_last_answers,
    show_novelty,
)
from pages.draw.challenge import challenge_part
from pages.draw.fewest import fewest_part
from pages.draw.forward_pass import show_passages
from pages.draw.layout import Layout, page_layout
from pages.draw.networks import (
    TEN_DIGITS,
    choose_networks,
    chosen_networks,
    offer_newest,
    use,
)
from pages.draw.samples import clear, ghost, put_away_sample, show_samples, shown_image
from pages.draw.signs import signs_part
from pages.draw.stage import has_stage, show_empty_stage, show_stage
from pages.draw.sums import show_chosen_sums
from pages.draw.take_home import take_home_button
from pages.draw.teach import is_taught_signs, teach_part
from pages.draw.votes import unread_part, vote_part
from pages.frame import resources, session
from pages.frame.lesson.course import look, start as start_lesson, step_number, whole_lesson
from pages.frame.messages import show_note
from pages.frame.notices import show_store_notice
from pages.frame.settings import control, number, option
from pages.widgets.canvas import Canvas, Drawn

TEN_DRAWN, FEWEST, UNREAD, VOTE = GAMES = (
    N_("Ten digits"), N_("Fewest pixels"), N_("Only people read it"), N_("Vote"),
)  # fmt: skip
WITHOUT_CANVAS = {FEWEST: fewest_part, VOTE: vote_part}
PENS = range(8, 41)
SHOTS = [1, 10, 100, 1_000, 10_000]


def offer_lesson() -> None:
    """Offer the lessons by their lengths, unless one is on."""
    if step_number():
        return
    with st.popover(gettext("Start the lesson"), icon=":material/school:", type="primary"):
        for minutes in whole_lesson().lengths:
            n_steps = len(whole_lesson().of_length(minutes).steps)
            label = ngettext(
                "{minutes} min, {n} step", "{minutes} min, {n} steps", n_steps, minutes=minutes
            )
            if st.button(label, width="stretch"):
                start_lesson(minutes)
                st.rerun()


def show_part(number: int) -> None:
    """Show a part by its number: draw, teach, challenge; the networks are chosen."""
    game = _choose_game() if number == 2 else ""
    if game in WITHOUT_CANVAS:
        show_store_notice()
        WITHOUT_CANVAS[game]()
    else:
        _show_canvas_part(number, game)
    resources.runner()  # its first process starts now, to be ready for the Train page
    look("draw")


def _choose_game() -> str:
    game = option(session.GAME, GAMES, TEN_DRAWN)
    st.segmented_control(
        gettext("Game"), GAMES, required=True, label_visibility="collapsed", format_func=gettext,
        **control(session.GAME, game, argument="default"),
    )  # fmt: skip
    return game


def _show_canvas_part(number: int, game: str) -> None:
    """Show a part with a canvas: draw, teach, or a game in which one draws."""
    name, part, hint = _canvas_part(number, game)
    canvas, layout = Canvas(name), page_layout()
    with layout.canvas:
        strokes = ghost(chosen_networks()[0].digits) if number == 0 else []
        drawn = canvas.show(pen_now(), hint, strokes)
        st.button(gettext("Clear"), on_click=clear, args=[canvas])
    canvas.keep(drawn)
    show_store_notice()
    put_away_sample(drawn)
    part(canvas, drawn, layout)


def _canvas_part(
    number: int, game: str
) -> tuple[str, Callable[[Canvas, Drawn, Layout], None], str]:
    """The name of the canvas, the function that shows the part, and the hint on the canvas."""
    hint = gettext("Draw {digits}", digits=one_of_digits(chosen_networks()[0].digits))
    if game == UNREAD:
        return "unread", unread_part, gettext("Draw a 0 or a 1 that people read")
    if number == 1 and is_taught_signs():
        return "signs", signs_part, gettext("Draw one of the two signs")
    name = "challenge" if number == 2 else "draw"
    return name, (_draw_part, teach_part, challenge_part)[number], hint


def pen_now() -> int:
    """The width of the pen, pixels."""
    return number(session.PEN, PENS[0], PENS[-1], 20)


def _draw_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    written = "{:,}".format
    networks, shots = chosen_networks(), option(session.DRAW_SHOTS, SHOTS, 1_000, written)
    image, said = shown_image(drawn, networks[0])
    answers = answers_to(image, networks, shots)
    staged = [answer for answer in answers if has_stage(answer.network.model.config)]
    with layout.answer:
        for place, answer in enumerate(answers):
            if answer in staged:
                show_stage(answer, place, said)
            else:
                show_answers([answer], said)
        if not answers and has_stage(networks[0].model.config):
            show_empty_stage(networks[0], said)
        elif not answers:
            show_answers([], said)
        if answers:
            _offer_ten_digits(answers[0])
        if drawn.fault:
            show_note(drawn.fault)
        _show_measuring(answers, shots)
        show_passages([answer for answer in answers if answer not in staged])
    with layout.tools:
        show_samples(canvas, networks[0])
        with st.container(horizontal=True):
            with st.popover(gettext("Pen and network"), icon=":material/tune:"):
                st.slider(
                    gettext("Pen (pixels)"), PENS[0], PENS[-1], **control(session.PEN, pen_now())
                )
                choose_networks()
            take_home_button(networks[0])
        offer_newest()
    if answers:
        with st.expander(gettext("Is it a digit at all?")):
            show_novelty(answers[0])
    _explain(networks[0].model)
    show_chosen_sums(answers)


def _show_measuring(answers: list[Answer], shots: int) -> None:
    """Show the number of shots, the buttons that measure, and the last answers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.select_slider(
            gettext("Shots"), SHOTS, format_func=whole_text, width=230,
            **control(session.DRAW_SHOTS, shots),
        )  # fmt: skip
        for label, key, times in (
            (gettext("Measure again"), session.MEASURE_AGAIN, 1),
            (gettext("Measure 20 times"), session.MEASURE_OFTEN, 20),
        ):
            st.button(
                label, key=key, on_click=measure_again, args=[answers, shots, times],
                disabled=not answers,
            )  # fmt: skip
    show_last_answers(answers)


def _offer_ten_digits(answer: Answer) -> None:
    """Offer the network for ten digits where it knows a digit that this network does not."""
    prediction = answer.prediction
    if not prediction.is_neither or prediction.is_blank or len(answer.network.digits) > 2:
        return
    digits = tuple(range(10))
    ten = predict(
        prediction.image, resources.trained(resources.ten_digits()), resources.novelty(digits)
    )
    digit = ten.exact.index(max(ten.exact))
    if ten.is_neither or digit in answer.network.digits:
        return
    st.button(
        looks_like_text(digit), on_click=use, args=[TEN_DIGITS], icon=":material/arrow_forward:"
    )


def _explain(network: HybridNet | ClassicalTwin) -> None:
    if network.config.kind == "classical":
        return
    n_weights = sum(parameter.numel() for parameter in network.classical.parameters())
    with st.expander(gettext("What is hybrid about it?")):
        st.markdown(hybrid_text(network.config, n_weights))
