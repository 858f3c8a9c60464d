"""Draw a digit, see the answer and every step to it."""

import streamlit as st

from hqnn_core.words import one_of_digits
from pages.draw.answer import answers_to, measure_again, show_answers, show_last_answers
from pages.draw.challenge import challenge_part
from pages.draw.forward_pass import pause_for_answer, show_passages
from pages.draw.layout import Layout, page_layout
from pages.draw.networks import choose_networks, chosen_networks, offer_newest, settle_choice
from pages.draw.samples import clear, put_away_sample, show_samples, shown_image
from pages.draw.teach import teach_part
from pages.frame import session
from pages.frame.lesson.course import look
from pages.frame.messages import show_note
from pages.frame.notices import show_store_notice
from pages.frame.settings import control, number, option
from pages.widgets.canvas import Canvas, Drawn

PENS = range(8, 41)
SHOTS = [1, 10, 100, 1_000, 10_000]
DRAW, TEACH, CHALLENGE = "Draw", "Teach it your handwriting", "Challenge"

WHAT_TO_TRY = {
    DRAW: "Draw **{digits}** in the square: the circuit answers when you lift the pen. Then choose "
    "the last example and **1 shot**, and press **Measure 20 times**.",
    TEACH: "Draw **{digits}**, choose its label, and repeat. Then train the network on your "
    "handwriting.",
    CHALLENGE: "Draw ten digits. How many does the network read correctly?",
}


@st.fragment
def studio() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Draw a digit", width="content")
        parts = [DRAW, TEACH, CHALLENGE]
        part = option(session.PART, parts, DRAW)
        st.segmented_control(
            "Part", parts, required=True, label_visibility="collapsed",
            **control(session.PART, part, argument="default"),
        )  # fmt: skip
    settle_choice()
    digits = one_of_digits(chosen_networks()[0].digits)
    st.markdown(WHAT_TO_TRY[part].format(digits=digits))
    canvas, layout = Canvas("challenge" if part == CHALLENGE else "draw"), page_layout()
    with layout.canvas:
        drawn = canvas.show(pen_now())
        st.button("Clear", on_click=clear, args=[canvas])
    canvas.keep(drawn)
    show_store_notice()
    put_away_sample(drawn)
    show_part = {DRAW: draw_part, TEACH: teach_part, CHALLENGE: challenge_part}[part]
    show_part(canvas, drawn, layout)
    look("draw")


def pen_now() -> int:
    """The width of the pen, pixels."""
    return number(session.PEN, PENS[0], PENS[-1], 20)


def draw_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    """Show canvas and answer, before anything else is computed."""
    written = "{:,}".format
    networks, shots = chosen_networks(), option(session.DRAW_SHOTS, SHOTS, 1_000, written)
    image, said = shown_image(drawn, networks[0])
    answers = answers_to(image, networks, shots)
    with layout.answer:
        show_answers(answers, said)
        if drawn.image is not None:
            pause_for_answer(drawn.image)
        if drawn.fault:
            show_note(drawn.fault)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.select_slider(
                "Shots", SHOTS, format_func=written, width=230,
                **control(session.DRAW_SHOTS, shots),
            )  # fmt: skip
            for label, key, times in (
                ("Measure again", session.MEASURE_AGAIN, 1),
                ("Measure 20 times", session.MEASURE_OFTEN, 20),
            ):
                st.button(
                    label, key=key, on_click=measure_again, args=[answers, shots, times],
                    disabled=not answers,
                )  # fmt: skip
        show_last_answers(answers)
    with layout.passage:
        show_passages(answers)
    with layout.tools:
        show_samples(canvas, networks[0])
        st.slider("Pen (pixels)", PENS[0], PENS[-1], **control(session.PEN, pen_now()))
        offer_newest()
        choose_networks()


studio()
