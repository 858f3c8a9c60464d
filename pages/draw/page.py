"""Draw a digit; a qubit answers, and the page shows how it came to that."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.draw.answer import answers_to, ask_again, show_answers, show_ground, show_last_answers
from pages.draw.challenge import challenge_part
from pages.draw.networks import choose_networks, chosen_networks
from pages.draw.samples import clear, show_samples, shown_image
from pages.draw.teach import teach_part
from pages.draw.way import give_head_start, show_way
from pages.shared import session
from pages.shared.canvas import Canvas, Drawn
from pages.shared.messages import literal

SHOTS = [1, 10, 100, 1_000, 10_000]
DRAW, TEACH, CHALLENGE = "Draw", "Teach it your hand", "Challenge"


@st.fragment
def studio() -> None:
    part = st.segmented_control(
        "Part", [DRAW, TEACH, CHALLENGE], default=DRAW, required=True, key=session.PART,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    canvas = Canvas("challenge" if part == CHALLENGE else "draw")
    left, right = st.columns([4, 5], gap="medium")
    with left:
        drawn = canvas.show(st.session_state.setdefault(session.PEN, 20))
    canvas.keep(drawn)
    if part == DRAW:
        draw_part(canvas, drawn, right)
    elif part == TEACH:
        teach_part(canvas, drawn, right)
    else:
        challenge_part(canvas, drawn, right)


def draw_part(canvas: Canvas, drawn: Drawn, right: DeltaGenerator) -> None:
    """The answer goes to the browser before anything else is looked at."""
    networks = chosen_networks()
    image, said = shown_image(drawn, networks[0].digits)
    answers = answers_to(image, networks, st.session_state.setdefault(session.DRAW_SHOTS, 1_000))
    with right:
        show_answers(answers, said)
        if drawn.image is not None:
            give_head_start(drawn.image)
        if drawn.fault:
            st.info(drawn.fault)
        with st.container(horizontal=True):
            st.button("Clear", on_click=clear, args=[canvas])
            st.button("Measure again", on_click=ask_again, args=[1])
            st.button("20 times", on_click=ask_again, args=[20])
        show_last_answers(answers)
        with st.container(horizontal=True, gap="medium"):
            st.select_slider(
                "Shots", SHOTS, format_func="{:,}".format,
                key=session.DRAW_SHOTS, persist_state="session", width=230,
            )  # fmt: skip
            st.slider("Pen (pixels)", 8, 40, key=session.PEN, persist_state="session", width=230)
        choose_networks()
        show_samples(canvas, networks[0].digits)
        show_ground(answers[0])
    for i, answer in enumerate(answers):
        if len(answers) > 1:
            st.subheader(literal(answer.network.name))
        show_way(answer, i)


st.html(
    "<style>.st-key-samples img { height: 2.6rem; max-height: none; border-radius: 0.3rem; }"
    " .st-key-own_drawings img { height: 3.5rem; max-height: none; }"
    " .st-key-own_drawings button { height: auto; }</style>"
)
st.title("Draw a digit")
st.markdown(
    "Write a **0** or a **1** in the square. The qubit answers when you lift the pen. "
    "Then choose 1 shot and measure again a few times."
)
studio()
